"""Fitting: from graded headlines to a linear model, calibrated on headlines it was not fitted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from clf.fit.bands import choose_thresholds, npv_where_richer
from clf.fit.corpora import Example
from clf.fit.rows import Recipe, Rows, graded_rows, taught_rows
from clf.fit.soft_labels import SoftLabels
from clf.fit.solver import solve
from clf.fit.vectorizer import HeadlineVectorizer
from clf.model import Calibration, Firmness, Linear, sigmoid
from clf.text import style
from clf.types import Thresholds

Floats = NDArray[np.float64]


class Fit(NamedTuple):
    """A fitted model; ``held_out`` are log-odds of each graded corpus's examples, out of fold."""

    linear: Linear
    calibration: Calibration
    firmness: Firmness
    vectorizer: HeadlineVectorizer
    texts: list[str]
    held_out: dict[str, Floats]


def fit(
    graded: Mapping[str, Sequence[Example]],
    labelled: Sequence[Example] = (),
    recipe: Recipe | None = None,
    report: Callable[[str], None] = lambda _: None,
    labels: SoftLabels | None = None,
) -> Fit:
    """Fit a model to graded corpora, the first of which calibrates it.

    With a teacher's ``labels`` it learns from those too, of the graded examples' titles and of ``labelled`` headlines.
    ``report`` is told of each step. Raises `ValueError` if nothing is graded.
    """
    if not any(graded.values()):
        raise ValueError("no graded examples to fit: give at least one corpus with graded judgements")
    with threadpool_limits(limits=1, user_api="blas"):  # so that the same input gives the same bits
        return _fit(graded, labelled, recipe or Recipe(), report, labels)


def _fit(
    graded: Mapping[str, Sequence[Example]],
    labelled: Sequence[Example],
    recipe: Recipe,
    report: Callable[[str], None],
    labels: SoftLabels | None,
) -> Fit:
    examples = [e for corpus in graded.values() for e in corpus]
    texts = [e.headline for e in (*examples, *labelled)]
    if labels is not None:
        texts += [e.title for e in examples if e.title]
    report(f"reading n-grams off {len(texts):,} headlines")
    vectorizer = HeadlineVectorizer(recipe.min_df).fit(texts)
    rows = graded_rows(graded, labels, vectorizer, recipe)
    taught = None
    if labels is not None:
        taught = taught_rows(graded, labelled, labels, vectorizer, recipe, rows.group)
    everything = rows.then(taught) if taught else rows
    report(f"fitting {len(vectorizer.hashes_):,} n-grams and the cues to {len(everything.target):,} headlines")
    w, b = _solve(everything, recipe)
    _centre_lengths(w, b, rows, recipe)
    report(f"calibrating out of {recipe.folds} folds")
    held_out = _out_of_fold(rows, taught, recipe)
    anchor = slice(len(next(iter(graded.values()))))
    clickbait = np.array([e.clickbait for e in examples[anchor]])
    scale, shift = _line(held_out[anchor], clickbait.astype(np.float64))
    calibrated = scale * held_out + shift
    strength = _line(calibrated[anchor], np.array([e.grade for e in examples[anchor]]))
    linear = _linear(w * scale, float(b[0] * scale + shift), float(b[-1] * scale), vectorizer, recipe)
    firmness = _firmness(everything, scale * (everything.X @ w + everything.free @ b) + shift, vectorizer, recipe)
    ends = np.cumsum([len(examples) for examples in graded.values()])
    by_corpus = dict(zip(graded, np.split(calibrated, ends[:-1]), strict=True))
    npv = npv_where_richer(recipe.negative_precision, float(clickbait.mean()), recipe.fine_prevalence)
    thresholds = choose_thresholds(sigmoid(calibrated[anchor]), clickbait, recipe.precision, npv)
    return Fit(linear, Calibration(*strength, Thresholds(*thresholds)), firmness, vectorizer, texts, by_corpus)


def _solve(rows: Rows, recipe: Recipe) -> tuple[Floats, Floats]:
    return solve(rows.X, rows.free, rows.target, rows.weight, recipe.l2)


def _out_of_fold(rows: Rows, taught: Rows | None, recipe: Recipe) -> Floats:
    """Log-odds of every graded row, read as one of the first corpus, under a model that has not seen its group."""

    def one(train: NDArray[np.int64], test: NDArray[np.int64]) -> Floats:
        seen = rows.take(train)
        if taught is not None:
            seen = seen.then(taught.take(np.flatnonzero(~np.isin(taught.group, rows.group[test]))))
        w, b = _solve(seen, recipe)
        z: Floats = rows.X[test] @ w + b[0] + rows.free[test, -1] * b[-1]
        return z

    folds = list(GroupKFold(recipe.folds).split(rows.group, groups=rows.group))
    found = Parallel(n_jobs=2, prefer="threads")(delayed(one)(*fold) for fold in folds)
    out = np.zeros(len(rows.group))
    for (_, test), z in zip(folds, found, strict=True):
        out[test] = z
    return out


def _centre_lengths(w: Floats, b: Floats, rows: Rows, recipe: Recipe) -> None:
    """Move, in place, what headlines of any length have in common into the intercepts.

    Every headline has one cue of length: without this a reason might say that it is "rather long", and mean that
    it is a headline.
    """
    lengths = slice(len(w) - len(style.NAMES), len(w) - len(style.NAMES) + len(style.LENGTHS))
    present = np.asarray(rows.X[:, lengths].sum(axis=0)).ravel()
    mean = np.average(w[lengths], weights=present)
    w[lengths] -= mean
    b[:-1] += mean * recipe.cue_scale


def _firmness(rows: Rows, z: Floats, vectorizer: HeadlineVectorizer, recipe: Recipe) -> Firmness:
    """How firmly ``rows``, whose log-odds are ``z``, hold each weight."""
    p = sigmoid(z)
    held = np.asarray(rows.X.multiply(rows.X).T @ (rows.weight * p * (1 - p))).ravel()
    ngrams = len(vectorizer.hashes_)
    return Firmness(held[:ngrams].astype(np.float16), (held[ngrams:] / recipe.cue_scale**2).astype(np.float32))


def _line(z: Floats, y: Floats) -> tuple[float, float]:
    """Scale and shift that make ``z`` log-odds of ``y`` (Platt 1999; ``y`` may be a mean judgement)."""
    scale, shift = solve(csr_matrix((len(z), 0)), np.column_stack([z, np.ones(len(z))]), y, np.ones(len(z)), 0.0)[1]
    return float(scale), float(shift)


def _linear(w: Floats, intercept: float, teaser: float, vectorizer: HeadlineVectorizer, recipe: Recipe) -> Linear:
    ngrams, lists = len(vectorizer.hashes_), len(w) - len(style.NAMES)
    return Linear(
        hashes=vectorizer.hashes_,
        weights=w[:ngrams].astype(np.float32),
        cue_hashes=vectorizer.phrase_index_[0],
        cue_masks=vectorizer.phrase_index_[1],
        phrase_weights=w[ngrams:lists] * recipe.cue_scale,
        style_weights=w[lists:] * recipe.cue_scale,
        intercept=intercept,
        teaser_share=recipe.teaser_share,
        teaser_intercept=teaser,
    )
