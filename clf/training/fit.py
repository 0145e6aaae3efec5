"""Fitting: from graded headlines to a linear model, calibrated on headlines it was not fitted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from clf.model.calibration import Calibration, sigmoid
from clf.model.linear import Linear
from clf.text import style
from clf.text.fold import fold, is_blank
from clf.text.pack import pack
from clf.text.vectorizer import HeadlineVectorizer
from clf.training.bands import choose_thresholds
from clf.training.corpora import Example
from clf.training.solver import solve

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What can be chosen about a fit; the defaults are measured (`docs/model.md`).

    ``min_df``: texts an n-gram must occur in. ``l2``: ridge penalty. ``cue_scale``: value of a present cue while
    fitting (smaller: shrunk more).

    ``prior_share``, ``prior_cue_share``: how much of a model of the corpora labelled by publisher the weights of
    n-grams and of cues are drawn towards. ``prior_l2``: that model's penalty. ``prior_smoothing``: how often its
    labels are taken for wrong.

    ``own_weight``: weight of an own example beside a rated one. ``teaser_share``: weight of a teaser's words beside
    a headline's. ``folds``: for calibration. ``precision``, ``negative_precision``: what the bands promise.
    """

    min_df: int = 3
    l2: float = 0.8
    cue_scale: float = 2.0
    prior_share: float = 0.9
    prior_cue_share: float = 1.2
    prior_l2: float = 3.0
    prior_smoothing: float = 0.1
    own_weight: float = 1.0
    teaser_share: float = 0.5
    folds: int = 5
    precision: float = 0.90
    negative_precision: float = 0.95


class Fit(NamedTuple):
    """A fitted model; ``held_out`` are log-odds of each graded corpus's examples, out of fold."""

    linear: Linear
    calibration: Calibration
    vectorizer: HeadlineVectorizer
    texts: list[str]
    held_out: dict[str, Floats]


@dataclass
class _Rows:
    """Examples of graded corpora as matrices; ``free`` has an intercept for each corpus and one for teasers."""

    X: csr_matrix
    free: Floats
    grade: Floats
    clickbait: NDArray[np.bool_]
    weight: Floats
    anchor: NDArray[np.bool_]  # rows of the corpus that calibrates
    group: NDArray[np.int64]


def fit(
    graded: Mapping[str, Sequence[Example]], labelled: Sequence[Example] = (), recipe: Recipe | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> Fit:  # fmt: skip
    """Fit a model to graded corpora, the first of which calibrates it; ``labelled`` examples give the prior.

    ``report`` is told of each step. Raises `ValueError` if nothing is graded.
    """
    if not any(graded.values()):
        raise ValueError("no graded examples to fit: give at least one corpus with graded judgements")
    with threadpool_limits(limits=1, user_api="blas"):  # so that the same input gives the same bits
        return _fit(graded, labelled, recipe or Recipe(), report)


def _fit(
    graded: Mapping[str, Sequence[Example]], labelled: Sequence[Example], recipe: Recipe, report: Callable[[str], None]
) -> Fit:
    texts = [e.headline for examples in (*graded.values(), labelled) for e in examples]
    report(f"reading n-grams off {len(texts):,} headlines")
    vectorizer = HeadlineVectorizer(recipe.min_df).fit(texts)
    rows = _rows(graded, vectorizer, recipe)
    centre = None
    if labelled:
        report(f"fitting the prior to {len(labelled):,} headlines labelled by publisher")
        centre = _prior(labelled, vectorizer, recipe)
    report(f"fitting {len(vectorizer.hashes_):,} n-grams and the cues to {rows.X.shape[0]:,} graded headlines")
    everything = np.arange(rows.X.shape[0])
    w, b = _solve(rows, everything, recipe, centre)
    _centre_lengths(w, b, rows, recipe)
    report(f"calibrating out of {recipe.folds} folds")
    held_out = _out_of_fold(rows, recipe, centre)
    anchor = rows.anchor
    scale, shift = _line(held_out[anchor], rows.clickbait[anchor].astype(np.float64))
    calibrated = scale * held_out + shift
    strength = _line(calibrated[anchor], rows.grade[anchor])
    thresholds = choose_thresholds(
        sigmoid(calibrated[anchor]), rows.clickbait[anchor], recipe.precision, recipe.negative_precision
    )
    linear = _linear(w * scale, float(b[0] * scale + shift), float(b[-1] * scale), vectorizer, recipe)
    ends = np.cumsum([len(examples) for examples in graded.values()])
    by_corpus = dict(zip(graded, np.split(calibrated, ends[:-1]), strict=True))
    return Fit(linear, Calibration(*strength, *thresholds), vectorizer, texts, by_corpus)


def features(vectorizer: HeadlineVectorizer, examples: Sequence[Example], recipe: Recipe) -> csr_matrix:
    """Matrix of blocks: headlines, plus ``teaser_share`` of the teasers, cues scaled."""
    headlines: csr_matrix = _scaled(vectorizer, [e.headline for e in examples], recipe, np.ones(len(style.NAMES)))
    if all(is_blank(e.teaser) for e in examples):
        return headlines
    kept = np.array([name not in style.HEADLINE_ONLY for name in style.NAMES], np.float64)
    teasers = ["" if is_blank(e.teaser) else e.teaser for e in examples]
    return headlines + recipe.teaser_share * _scaled(vectorizer, teasers, recipe, kept)


def _scaled(vectorizer: HeadlineVectorizer, texts: list[str], recipe: Recipe, kept: Floats) -> csr_matrix:
    ngrams, phrases, styles = vectorizer.transform_parts(pack(texts))
    scale = recipe.cue_scale
    return hstack([ngrams, csr_matrix(phrases * scale), csr_matrix(styles * kept * scale)], format="csr")


def _rows(graded: Mapping[str, Sequence[Example]], vectorizer: HeadlineVectorizer, recipe: Recipe) -> _Rows:
    examples = [e for corpus in graded.values() for e in corpus]
    sizes = [len(corpus) for corpus in graded.values()]
    which = np.repeat(np.arange(len(sizes)), sizes)
    free = np.zeros((len(examples), len(sizes) + 1))
    free[np.arange(len(examples)), which] = 1.0
    free[:, -1] = [not is_blank(e.teaser) for e in examples]
    weight = np.concatenate(
        [np.full(size, recipe.own_weight if name == "own" and len(sizes) > 1 else 1.0)
         for name, size in zip(graded, sizes, strict=True)]
    )  # fmt: skip
    groups = {text: i for i, text in enumerate({fold(e.headline).text: None for e in examples})}
    return _Rows(
        features(vectorizer, examples, recipe), free, np.array([e.grade for e in examples]),
        np.array([e.clickbait for e in examples]), weight, which == 0,
        np.array([groups[fold(e.headline).text] for e in examples]),
    )  # fmt: skip


def _solve(rows: _Rows, chosen: NDArray[np.int64], recipe: Recipe, centre: Floats | None) -> tuple[Floats, Floats]:
    return solve(rows.X[chosen], rows.free[chosen], rows.grade[chosen], rows.weight[chosen], recipe.l2, centre)


def _prior(labelled: Sequence[Example], vectorizer: HeadlineVectorizer, recipe: Recipe) -> Floats:
    # Publishers of clickbait leave out the question mark of their questions: it is not to be learned from them.
    X = features(vectorizer, [replace(e, headline=e.headline.replace("?", "")) for e in labelled], recipe)
    smoothed = recipe.prior_smoothing + (1 - 2 * recipe.prior_smoothing) * np.array([e.grade for e in labelled])
    w, _ = solve(X, np.ones((X.shape[0], 1)), smoothed, np.ones(X.shape[0]), recipe.prior_l2)
    ngrams = len(vectorizer.hashes_)
    return np.concatenate([recipe.prior_share * w[:ngrams], recipe.prior_cue_share * w[ngrams:]])


def _out_of_fold(rows: _Rows, recipe: Recipe, centre: Floats | None) -> Floats:
    """Log-odds of every row, read as one of the first corpus, under a model that has not seen its text."""

    def one(train: NDArray[np.int64], test: NDArray[np.int64]) -> Floats:
        w, b = _solve(rows, train, recipe, centre)
        z: Floats = rows.X[test] @ w + b[0] + rows.free[test, -1] * b[-1]
        return z

    folds = list(GroupKFold(recipe.folds).split(rows.group, groups=rows.group))
    found = Parallel(n_jobs=2, prefer="threads")(delayed(one)(*fold) for fold in folds)
    out = np.zeros(len(rows.group))
    for (_, test), z in zip(folds, found, strict=True):
        out[test] = z
    return out


def _centre_lengths(w: Floats, b: Floats, rows: _Rows, recipe: Recipe) -> None:
    """Move, in place, what headlines of any length have in common into the intercepts.

    Every headline has one cue of length: without this a reason might say that it is "rather long", and mean that
    it is a headline.
    """
    lengths = slice(len(w) - len(style.NAMES), len(w) - len(style.NAMES) + len(style.LENGTHS))
    present = np.asarray(rows.X[:, lengths].sum(axis=0)).ravel()
    mean = np.average(w[lengths], weights=present)
    w[lengths] -= mean
    b[:-1] += mean * recipe.cue_scale


def _line(z: Floats, y: Floats) -> tuple[float, float]:
    """Scale and shift that make ``z`` log-odds of ``y`` (Platt 1999; ``y`` may be a mean judgement)."""
    scale, shift = solve(csr_matrix((len(z), 0)), np.column_stack([z, np.ones(len(z))]), y, np.ones(len(z)), 0.0)[1]
    return float(scale), float(shift)


def _linear(w: Floats, intercept: float, teaser: float, vectorizer: HeadlineVectorizer, recipe: Recipe) -> Linear:
    ngrams, lists = len(vectorizer.hashes_), len(w) - len(style.NAMES)
    return Linear(
        hashes=vectorizer.hashes_, weights=w[:ngrams].astype(np.float32),
        cue_hashes=vectorizer.phrase_index_[0], cue_masks=vectorizer.phrase_index_[1],
        phrase_weights=w[ngrams:lists] * recipe.cue_scale, style_weights=w[lists:] * recipe.cue_scale,
        intercept=intercept, teaser_share=recipe.teaser_share, teaser_intercept=teaser,
    )  # fmt: skip
