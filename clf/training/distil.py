"""Making soft labels: what teachers that differ by their seed make of headlines, on average."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clf.training.corpora import CHAKRABORTY, WEBIS
from clf.training.soft_labels import SoftLabels, key
from clf.training.splits import after_cut, before_cut

Floats = NDArray[np.float64]
TEACHERS = 2


class Learner(Protocol):
    """What `teach` asks of a teacher: see `clf.training.teacher.Teacher`."""

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
    from clf.training.teacher import Teacher

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
    teacher: Callable[[int], Learner], texts: Sequence[str], grades: Floats, others: Sequence[str],
    report: Callable[[str], None] = lambda _: None,
) -> SoftLabels:  # fmt: skip
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
