"""Peers: what the same training rows are worth to the tools most people would reach for.

They learn the raters' majority from the graded corpora, headline and teaser as one text, capitals and all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupShuffleSplit
from sklearn.pipeline import make_pipeline, make_union

from clf.fit import Example
from clf.fit.bands import best_f1_threshold
from clf.fit.metrics import Floats
from clf.text import fold
from clf.text.characters import TOKEN_PATTERN

TFIDF, FASTTEXT = "tf-idf", "fasttext"
TITLES = {TFIDF: "scikit-learn: TF-IDF, logistic regression", FASTTEXT: "fastText"}
Scores = Callable[[list[str]], Floats]


class PeerScores(NamedTuple):
    """Probabilities a peer gives to each test, and the threshold of best F1 on a fifth of its training rows."""

    name: str
    peer: str
    f1_threshold: float
    scores: dict[str, Floats]


def available() -> list[str]:
    """Peers whose packages are installed; fastText is in the extra ``clf[bench]``.

    What tells languages brings a module of the same name that cannot train.
    """
    try:
        import fasttext
    except ImportError:
        return [TFIDF]
    return [TFIDF, FASTTEXT] if hasattr(fasttext, "train_supervised") else [TFIDF]


def run_peer(
    peer: str, training: Sequence[Example], tests: Mapping[str, Sequence[Example]], suffix: str = ""
) -> PeerScores:
    """Train ``peer`` and score ``tests``; its threshold is chosen on a fifth that a first fit has not seen."""
    texts, labels = _texts(training), np.array([e.clickbait for e in training], bool)
    groups = [fold(e.headline).text for e in training]
    split = GroupShuffleSplit(1, test_size=0.2, random_state=0)
    kept, held_out = next(split.split(texts, groups=groups))
    learn = _tfidf if peer == TFIDF else _fasttext
    first = learn([texts[i] for i in kept], labels[kept])
    threshold = best_f1_threshold(first([texts[i] for i in held_out]), labels[held_out])
    last = learn(texts, labels)
    scores = {test: last(_texts(rows)) for test, rows in tests.items() if rows}
    return PeerScores(f"{peer} {suffix}".strip(), peer, threshold, scores)


def _texts(examples: Sequence[Example]) -> list[str]:
    return [" ".join(f"{e.headline} {e.teaser}".split()) for e in examples]


def _tfidf(texts: list[str], labels: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Scores:
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 3), token_pattern=TOKEN_PATTERN, min_df=3),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3),
    )
    model = make_pipeline(features, LogisticRegression(max_iter=300)).fit(texts, labels)
    return lambda rows: np.asarray(model.predict_proba(rows)[:, 1], np.float64)


def _fasttext(texts: list[str], labels: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Scores:
    import fasttext

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        rows = (f"__label__{int(label)} {text}\n" for text, label in zip(texts, labels, strict=True))
        path.write_text("".join(rows), encoding="utf-8")
        model = fasttext.train_supervised(  # one thread: the same every time
            str(path), epoch=10, wordNgrams=3, minn=2, maxn=5, bucket=500_000, thread=1, seed=0, verbose=0
        )

    def scores(rows: list[str]) -> Floats:
        names, values = model.predict(rows)  # with k=2 it gives the first probability twice
        likely = np.clip(np.array([float(v[0]) for v in values]), 0.0, 1.0)
        out: Floats = np.where(np.array([n[0] == "__label__1" for n in names]), likely, 1.0 - likely)
        return out

    return scores
