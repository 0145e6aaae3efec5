"""The metrics, each as a statistic of weights (see `clf.evaluation.bootstrap`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clf.evaluation.bootstrap import Floats, Statistic

Bools = NDArray[np.bool_]
BINS = 15


def ranking(score: Floats, clickbait: Bools) -> dict[str, Statistic]:
    """``auc``, the area under the ROC curve, and ``average_precision``; empty where there is one class only."""
    if clickbait.all() or not clickbait.any():
        return {}
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(score[order]) != 0])  # equal scores rank equal
    hit = clickbait[order]

    def groups(weights: Floats) -> tuple[Floats, Floats]:
        drawn = weights[:, order]
        return np.add.reduceat(drawn * hit, starts, axis=1), np.add.reduceat(drawn * ~hit, starts, axis=1)

    def auc(weights: Floats) -> Floats:
        positive, negative = groups(weights)
        below = np.cumsum(negative, axis=1) - 0.5 * negative
        return _ratio((positive * below).sum(axis=1), positive.sum(axis=1) * negative.sum(axis=1))

    def average_precision(weights: Floats) -> Floats:
        positive, negative = (part[:, ::-1] for part in groups(weights))
        found = np.cumsum(positive, axis=1)
        precision = _ratio(found, found + np.cumsum(negative, axis=1), undefined=0.0)
        return _ratio((positive * precision).sum(axis=1), positive.sum(axis=1))

    return {"auc": auc, "average_precision": average_precision}


def decision(hit: Bools, clickbait: Bools, name: str) -> dict[str, Statistic]:
    """``precision_``, ``recall_`` and ``f1_`` of calling ``hit`` clickbait, and ``share_``: how many are called so."""
    both = hit & clickbait
    return {
        f"f1_{name}": quotient(2.0 * both, 1.0 * hit + clickbait),
        f"precision_{name}": quotient(both, hit),
        f"recall_{name}": quotient(both, clickbait),
        f"share_{name}": quotient(hit, np.ones(len(hit))),
    }


def fine_band(low: Bools, clickbait: Bools) -> dict[str, Statistic]:
    """``npv_fine``, the share of others among what is called fine; ``share_fine``; ``recall_not_fine``."""
    return {
        "npv_fine": quotient(low & ~clickbait, low),
        "share_fine": quotient(low, np.ones(len(low))),
        "recall_not_fine": quotient(~low & clickbait, clickbait),
    }


def error_of_strength(strength: Floats, grade: Floats) -> dict[str, Statistic]:
    """``mse`` against the mean judgement, and ``r2`` = 1 - MSE / variance of the mean judgement."""
    squared = (strength - grade) ** 2

    def r2(weights: Floats) -> Floats:
        total = weights.sum(axis=1)
        variance = weights @ grade**2 / total - (weights @ grade / total) ** 2
        return 1.0 - _ratio(weights @ squared / total, variance)

    return {"mse": quotient(squared, np.ones(len(grade))), "r2": r2}


def calibration_error(probability: Floats, clickbait: Bools, bins: int = BINS) -> dict[str, Statistic]:
    """``ece``: mean distance of probability and share of clickbait, in bins of equal width (Guo et al., ICML 2017)."""
    gaps = np.zeros((len(probability), bins))
    gaps[np.arange(len(probability)), bin_of(probability, bins)] = probability - clickbait
    return {"ece": lambda weights: np.abs(weights @ gaps).sum(axis=1) / weights.sum(axis=1)}


def bin_of(probability: Floats, bins: int = BINS) -> NDArray[np.int64]:
    """Which of ``bins`` bins of equal width over 0 to 1 each probability falls into."""
    return np.clip((probability * bins).astype(np.int64), 0, bins - 1)


def quotient(numerator: NDArray[np.generic], denominator: NDArray[np.generic]) -> Statistic:
    """The statistic "weighted sum of ``numerator`` over weighted sum of ``denominator``"."""
    up, down = numerator.astype(np.float64), denominator.astype(np.float64)
    return lambda weights: _ratio(weights @ up, weights @ down)


def _ratio(up: Floats, down: Floats, undefined: float = np.nan) -> Floats:
    out: Floats = np.full(np.shape(up), undefined)
    return np.divide(up, down, out=out, where=down > 0)
