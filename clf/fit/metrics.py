"""Confidence intervals by the bootstrap, all resamples of a statistic in one go.

scikit-learn's metrics take one set of weights at a time, which is minutes for 500 resamples of 32,000 rows. Here a
statistic maps weights, shape (resamples, rows), to values, shape (resamples,); tests hold each to scikit-learn's.

The metrics, each as a statistic of weights (see `clf.fit.metrics`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
RESAMPLES, SEED = 500, 20170330
_CHUNK = 4_000_000  # weights in memory at once


class Estimate(NamedTuple):
    """A value with its 95 % interval; all three are NaN where the value is undefined."""

    value: float
    low: float
    high: float

    def to_json(self) -> dict[str, float] | None:
        """Rounded to six digits; ``None`` where undefined."""
        if np.isnan(self.value):
            return None
        return {name: round(float(number), 6) for name, number in self._asdict().items()}


def bootstrap(
    statistics: Mapping[str, Statistic], rows: int, resamples: int = RESAMPLES, seed: int = SEED, repeat: int = 1
) -> dict[str, Estimate]:
    """Each statistic on all rows, with the percentile interval of its values on resampled rows (Efron 1979).

    Where ``repeat`` is more than 1, the statistics take ``repeat * rows`` weights, and what was judged several times
    is drawn together. The interval always contains the value: a biased statistic such as the calibration error is
    larger on nearly all resamples.
    """
    values = {name: float(statistic(np.ones((1, rows * repeat)))[0]) for name, statistic in statistics.items()}
    drawn: dict[str, list[Floats]] = {name: [] for name in statistics}
    for weights in _weights(rows, resamples, seed):
        tiled = np.tile(weights, (1, repeat)) if repeat > 1 else weights
        for name, statistic in statistics.items():
            drawn[name].append(statistic(tiled))
    return {name: _estimate(values[name], np.concatenate(drawn[name])) for name in statistics}


def _estimate(value: float, drawn: Floats) -> Estimate:
    known = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(known):
        return Estimate(value, value, value)
    low, high = np.percentile(known, [2.5, 97.5])
    return Estimate(value, min(float(low), value), max(float(high), value))


def _weights(rows: int, resamples: int, seed: int) -> Iterator[Floats]:
    """How often each row is drawn, a few resamples at a time."""
    rng = np.random.default_rng(seed)
    step = max(1, _CHUNK // max(1, rows))
    for start in range(0, resamples, step):
        count = min(step, resamples - start)
        out = np.empty((count, rows))
        for row in out:
            row[:] = np.bincount(rng.integers(rows, size=rows), minlength=rows)
        yield out


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
