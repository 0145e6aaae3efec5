"""Fitting the wording signal: to statements that fact-checkers rated, without the words that name anyone."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from clf.errors import CorpusError
from clf.model import folder
from clf.model.calibration import Calibration, sigmoid
from clf.model.linear import Linear
from clf.text import style
from clf.text.characters import TOKEN_PATTERN
from clf.text.cues import index_phrases, style_cues
from clf.text.fold import fold
from clf.text.names import spell
from clf.text.pack import fold_table, pack
from clf.text.phrase_kernel import phrase_table
from clf.text.scan import count_features
from clf.text.table import build_table, spread
from clf.training.corpora import WEBIS, clean
from clf.training.solver import solve
from clf.wording.cues import SEEN_STYLES, wording_cues
from clf.wording.masks import masked_words

Floats = NDArray[np.float64]
LEAST_TEXTS, LEAST_SMALL = 25, 8
LONGEST = 2
L2_WORDS, CUE_SCALE = 8.0, 4.0
SOME_SHARE, MARKED_SHARE = 0.10, 0.02  # of ordinary training headlines
_SMALL = re.compile(r"(?<=[\w,;] )[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Statements:
    """Texts with whether they were rated false, and the folder and licence they come from."""

    name: str
    texts: list[str]
    false: NDArray[np.bool_]


def read_statements(path: Path, *parts: str) -> Statements:
    """Rated statements of a CSV with ``text``, ``label`` (1: false) and ``split``; of ``parts`` alone if given."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file)
                    if row["label"] in ("0", "1") and (not parts or row["split"] in parts)]  # fmt: skip
    except (OSError, EOFError, ValueError, KeyError, csv.Error) as error:
        raise CorpusError(f"{path}: not as published ({str(error)[:200]}): get it again") from None
    false = np.array([row["label"] == "1" for row in rows])
    return Statements(path.parent.name, [clean(row["text"]) for row in rows], false)


def visible_words(texts: Sequence[str]) -> frozenset[str]:
    """Words that are written small inside sentences at least half of the time, and name nobody."""
    small: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for text in texts:
        for word in _SMALL.findall(text):
            (small if word.islower() else other)[fold(word).text if not word.isascii() else word.lower()] += 1
    return frozenset(w for w, n in small.items() if n >= LEAST_SMALL and n >= other[w]) - masked_words()


def vocabulary(texts: Sequence[str], visible: frozenset[str]) -> dict[int, str]:
    """N-grams of visible words alone that enough texts have: hash -> n-gram."""
    counts: Counter[str] = Counter()
    for text in texts:
        tokens = re.findall(TOKEN_PATTERN, fold(text).text)
        found = set()
        for size in range(1, LONGEST + 1):
            for at in range(len(tokens) - size + 1):
                gram = tokens[at : at + size]
                if all(token in visible for token in gram):
                    found.add(" ".join(gram))
        counts.update(found)
    kept = sorted(gram for gram, n in counts.items() if n >= LEAST_TEXTS)
    return {next(h for h, name in spell(gram).items() if name == gram): gram for gram in kept}


class Reader:
    """Texts as the columns of the wording model: n-grams of ``hashes`` (ascending), its cue lists, cues of style."""

    def __init__(self, hashes: NDArray[np.uint64]) -> None:
        self.hashes = hashes
        self.cues = index_phrases(wording_cues())
        self._seen = np.array([name in SEEN_STYLES for name in style.NAMES], np.float64)

    def read(self, texts: Sequence[str]) -> csr_matrix:
        """Matrix of shape (texts, n-grams + cue lists + cues of style)."""
        table, slot_of = build_table(self.hashes)
        columns = spread(np.arange(len(self.hashes), dtype=np.int32), slot_of, len(table.keys))
        packed = pack(texts)
        indptr, indices, data, masks = count_features(*packed, fold_table(), table, columns, phrase_table(*self.cues))
        ngrams = csr_matrix((data, indices, indptr), shape=(len(packed), len(self.hashes)))
        ngrams.sum_duplicates()
        phrases = _bits(masks[:, 0], len(wording_cues()))
        styles = _bits(masks[:, 1], len(style.NAMES)) * self._seen
        return hstack([ngrams, csr_matrix(CUE_SCALE * phrases), csr_matrix(CUE_SCALE * styles)], format="csr")


def _bits(masks: NDArray[np.uint64], count: int) -> Floats:
    return (masks[:, None] >> np.arange(count, dtype=np.uint64) & np.uint64(1)).astype(np.float64)


def fit_wording(
    statements: Sequence[Statements], ordinary: Sequence[str], words: bool = True,
    report: Callable[[str], None] = lambda _: None,
) -> tuple[Linear, Calibration, dict[int, str]]:  # fmt: skip
    """Fit to ``statements``, each with an intercept of its own; ``ordinary`` headlines fix the two thresholds.

    Without ``words`` the cues alone have weights, and none may point away from where its list leans.
    """
    texts = [text for each in statements for text in each.texts]
    report(f"choosing words from {len(texts):,} statements")
    known = vocabulary(texts, visible_words([*texts, *ordinary])) if words else {}
    reader = Reader(np.array(sorted(known), np.uint64))
    X = reader.read(texts)
    y = np.concatenate([each.false for each in statements]).astype(np.float64)
    which = np.repeat(np.arange(len(statements)), [len(each.texts) for each in statements])
    free = np.zeros((len(texts), len(statements)))
    free[np.arange(len(texts)), which] = 1.0
    # The two sides of each corpus weigh the same: how much of what is checked is false is a fact-checker's choice.
    share = np.array([each.false.mean() for each in statements])[which]
    weight = np.where(y == 1, 0.5 / share, 0.5 / (1 - share))
    report(f"fitting {len(known):,} n-grams and the cues")
    with threadpool_limits(limits=1, user_api="blas"):
        w, _ = solve(X, free, y, weight, L2_WORDS)
    n, lists = len(reader.hashes), len(wording_cues())
    leans = np.array([1.0 if cue.leans == "marked" else -1.0 for cue in wording_cues()])
    phrases = w[n : n + lists] * CUE_SCALE
    phrases = np.where(phrases * leans > 0, phrases, 0.0)
    styles = np.maximum(w[n + lists :], 0.0) * CUE_SCALE
    linear = Linear(
        hashes=reader.hashes, weights=w[:n].astype(np.float32), cue_hashes=reader.cues[0], cue_masks=reader.cues[1],
        phrase_weights=phrases, style_weights=styles, intercept=0.0, teaser_share=0.5,
        teaser_intercept=0.0,
    )  # fmt: skip
    log_odds = linear.log_odds(list(ordinary), [""] * len(ordinary))
    some, marked = (float(sigmoid(least_of(log_odds, share))) for share in (SOME_SHARE, MARKED_SHARE))
    return linear, Calibration(1.0, 0.0, marked, some), known


def least_of(values: Floats, share: float) -> Floats:
    """The lowest value that at most ``share`` of ``values`` reach: ties, as of texts without a cue, stay below.

    >>> float(least_of(np.array([0.0, 0.0, 0.0, 1.0, 2.0]), 0.5))
    1.0
    """
    distinct, counts = np.unique(values, return_counts=True)
    reaching = counts[::-1].cumsum()[::-1] / len(values)
    return np.asarray(distinct[reaching <= share][0] if (reaching <= share).any() else distinct[-1] + 1e-6)


TESTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("GossipCop", "gossipcop", "titles.csv.gz", {}),
    ("Horne 2017, fake or real", "horne-2017", "titles.csv.gz", {}),
    ("Perez-Rosas, celebrity", "perez-rosas-2018", "headlines.csv.gz", {"split": "celebrityDataset"}),
    ("Perez-Rosas, six topics", "perez-rosas-2018", "headlines.csv.gz", {"split": "fakeNewsDataset"}),
    ("BABE, biased or not", "babe", "sentences.csv.gz", {}),
    ("SemEval 2023, persuasion", "semeval2023-persuasion", "paragraphs.csv.gz", {}),
)
HELD_OUT = "LIAR2, test part"
_RESAMPLES = 400


def measure_wording(linear: Linear, calibration: Calibration, corpora: Path) -> list[dict[str, Any]]:
    """AUC on each evaluation corpus found, with a 95 % bootstrap interval and the share marked; worst first."""
    rows = []
    for title, name, file, wanted in TESTS:
        path = corpora / name / file
        if not path.is_file():
            continue
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            found = [r for r in csv.DictReader(stream) if r["label"] in ("0", "1")
                     and all(r[k] == v for k, v in wanted.items())]  # fmt: skip
        texts, false = [clean(r["text"]) for r in found], np.array([r["label"] == "1" for r in found])
        rows.append({"test": title, **score_rows(linear, calibration, texts, false)})
    held_out = corpora / "liar2" / "statements.csv.gz"
    if held_out.is_file():
        rest = read_statements(held_out, "test")
        rows.append({"test": HELD_OUT, **score_rows(linear, calibration, rest.texts, rest.false)})
    return sorted(rows, key=lambda row: float(row["auc"][0]))


def score_rows(
    linear: Linear, calibration: Calibration, texts: Sequence[str], false: NDArray[np.bool_]
) -> dict[str, Any]:
    """What the log-odds of ``texts`` are worth: AUC with its interval, and shares marked of either side."""
    log_odds = linear.log_odds(list(texts), [""] * len(texts))
    generator = np.random.default_rng(0)
    samples = [generator.integers(len(false), size=len(false)) for _ in range(_RESAMPLES)]
    areas = [roc_auc_score(false[s], log_odds[s]) for s in samples if 0 < false[s].sum() < len(s)]
    low, high = np.percentile(areas, [2.5, 97.5])
    marked = sigmoid(log_odds) >= calibration.clickbait
    return {
        "rows": len(texts), "auc": (float(roc_auc_score(false, log_odds)), float(low), float(high)),
        "marked_ordinary": float(marked[~false].mean()), "marked_false": float(marked[false].mean()),
    }  # fmt: skip


def train_wording(
    out: Path, corpora: Path, report: Callable[[str], None] = lambda _: None
) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """Fit words and cues, and cues alone; write one of them to ``out``: see `chosen_of`.

    Returns the model's id, and the figures of both.
    """
    statements = [
        read_statements(corpora / "liar2" / "statements.csv.gz", "train", "valid"),
        read_statements(corpora / "covid19-rumor" / "claims.csv.gz"),
    ]
    ordinary = [e.headline for e in WEBIS.read(corpora)]
    fits = {name: fit_wording(statements, ordinary, name == "words and cues", report)
            for name in ("words and cues", "cues alone")}  # fmt: skip
    report("measuring")
    figures = {name: measure_wording(linear, calibration, corpora) for name, (linear, calibration, _) in fits.items()}
    chosen = chosen_of(figures["words and cues"], figures["cues alone"])
    linear, calibration, known = fits[chosen]
    cues = [{"name": c.name, "title": c.title, "reason": c.reason} for c in (*wording_cues(), *style_cues())]
    order = np.argsort(-np.abs(linear.weights), kind="stable")[:200]
    ngrams = [{"ngram": known[int(linear.hashes[i])], "weight": round(float(linear.weights[i]), 4)} for i in order]
    training = {
        "kind": chosen, "corpora": [{"name": s.name, "rows": len(s.texts)} for s in statements],
        "ordinary": {"name": WEBIS.name, "rows": len(ordinary), "some": SOME_SHARE, "marked": MARKED_SHARE},
    }  # fmt: skip
    info = {"name": "wording-en", "cues": cues, "ngrams": ngrams, "training": training}
    report(f"writing {out}: {chosen}")
    card = wording_card(chosen, figures[chosen], statements)
    return folder.write(out, linear, calibration, info, card), figures


def chosen_of(words: Sequence[dict[str, Any]], cues: Sequence[dict[str, Any]]) -> str:
    """Words are worth their opacity only if they beat the cues on the mean of unseen corpora, and on none lose clearly

    (the cues' AUC above their whole interval); else the cues alone, which a moderator can read.
    """
    alone = {row["test"]: row["auc"][0] for row in cues if row["test"] != HELD_OUT}
    both = {row["test"]: row["auc"] for row in words if row["test"] != HELD_OUT}
    better = np.mean([area for area, _, _ in both.values()]) > np.mean(list(alone.values()))
    worse = any(high < alone[name] for name, (_, _, high) in both.items())
    return "words and cues" if better and not worse else "cues alone"


_CARD = """# {{id}}

**What it is.** A linear model of *wording that resembles statements which fact-checkers rated false* ({kind}).
It is a weak signal for ordering a queue, shown as low, some or marked. It says nothing about whether a headline is
true, and a low reading is no sign that it is.

**What it saw.** {corpora}. What is checked at all, and by whom, was the fact-checkers' choice: mostly claims of US
politics, and of the pandemic of 2020. Thresholds: of ordinary headlines (Webis-17), {some:.0%} read some or marked and
{marked:.0%} marked.

**What it cannot see.** Names, peoples, places, religions, genders, parties and politicians have no weight, and no
phrase with one has. Swapping one for another changes nothing.

**How it fares** on corpora it has not seen, worst first (.500 is a coin; 95 % bootstrap intervals):

| corpus | rows | AUC | marked, of the sound side | marked, of the other |
|---|---|---|---|---|
{rows}

A text alone does not tell false from true: most of these are near chance. Do not use it to decide anything alone.
"""


def wording_card(kind: str, rows: Sequence[dict[str, Any]], statements: Sequence[Statements]) -> str:
    """The model card, worst corpus first; ``{id}`` is left for the folder's writer."""
    table = "\n".join(
        f"| {r['test']} | {r['rows']:,} | {r['auc'][0]:.3f} ({r['auc'][1]:.3f} to {r['auc'][2]:.3f}) "
        f"| {r['marked_ordinary']:.1%} | {r['marked_false']:.1%} |" for r in rows
    )  # fmt: skip
    corpora = " and ".join(f"{len(s.texts):,} statements of {s.name}" for s in statements)
    return _CARD.format(kind=kind, corpora=corpora, some=SOME_SHARE, marked=MARKED_SHARE, rows=table)
