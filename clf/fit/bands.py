"""Thresholds that keep a promise on held-out headlines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from clf.model import Operating

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def choose_thresholds(
    probability: Floats, clickbait: Bools, precision: float, negative_precision: float
) -> tuple[float, float]:
    """Lowest threshold of clickbait, and highest of fine, that keep ``precision`` and ``negative_precision``.

    Precision is the share of clickbait among headlines at or above the first, negative precision the share of
    others below the second. Where no threshold keeps a promise, the band is empty (1 or 0); where both would
    overlap, they meet where clickbait begins.

    >>> p = np.array([0.1, 0.2, 0.8, 0.9]); y = np.array([False, False, True, True])
    >>> choose_thresholds(p, y, 0.9, 0.9)
    (0.8, 0.8)
    """
    upper = _clickbait_from(probability, clickbait, precision)
    return upper, min(_fine_below(probability, clickbait, negative_precision), upper)


def npv_where_richer(npv: float, prevalence: float, richer: float) -> float:
    """The negative predictive value to ask for at ``prevalence`` so that ``npv`` holds where ``richer`` is clickbait.

    Bayes' rule, for headlines of the same kinds in other proportions. A poorer mixture asks for no more than ``npv``.

    >>> round(npv_where_richer(0.95, 0.25, 0.4), 4), npv_where_richer(0.95, 0.5, 0.4)
    (0.9744, 0.95)
    """
    if not 0 < prevalence < richer < 1:
        return npv
    missed = (1 - npv) / npv * (1 - richer) / (1 - prevalence) * prevalence / richer
    return 1 / (1 + missed)


def _clickbait_from(probability: Floats, clickbait: Bools, precision: float) -> float:
    order = np.argsort(-probability, kind="stable")
    falling, hit = probability[order], clickbait[order]
    whole = np.r_[falling[1:] != falling[:-1], True]  # a threshold takes all equal probabilities or none
    kept = np.flatnonzero((np.cumsum(hit) / np.arange(1, len(hit) + 1) >= precision) & whole)
    return float(falling[kept[-1]]) if len(kept) else 1.0


def _fine_below(probability: Floats, clickbait: Bools, negative_precision: float) -> float:
    order = np.argsort(probability, kind="stable")
    rising, miss = probability[order], ~clickbait[order]
    whole = np.r_[rising[1:] != rising[:-1], True]
    kept = np.flatnonzero((np.cumsum(miss) / np.arange(1, len(miss) + 1) >= negative_precision) & whole)
    if not len(kept):
        return 0.0
    last = kept[-1]
    return float(rising[last + 1]) if last + 1 < len(rising) else float(np.nextafter(rising[last], 2.0))


def operating_table(probability: Floats, clickbait: Bools) -> Operating:
    """What each threshold gives on held-out headlines: at every hundredth, and where each whole per cent is kept.

    The last are those that `choose_thresholds` gives, so that a target read off the table is the same to the last
    bit. Of thresholds that part the headlines alike, the highest is kept.
    """
    targets = [percent / 100 for percent in range(50, 100)]
    kept = {_clickbait_from(probability, clickbait, target) for target in targets}
    kept |= {_fine_below(probability, clickbait, target) for target in targets} | {i / 100 for i in range(101)}
    threshold = np.array(sorted(t for t in kept if 0 <= t <= 1))
    below = np.searchsorted(np.sort(probability), threshold, side="left")
    distinct = np.r_[True, below[2:] != below[1:-1], True]  # and both ends
    threshold, below = threshold[distinct], below[distinct]
    rows, total = len(probability), int(clickbait.sum())
    found = np.concatenate([[0], np.cumsum(clickbait[np.argsort(probability, kind="stable")])])[below]
    above = rows - below
    precision = np.where(above > 0, (total - found) / np.maximum(above, 1), 1.0)
    npv = np.where(below > 0, (below - found) / np.maximum(below, 1), 1.0)
    return Operating(
        rows,
        best_f1_threshold(probability, clickbait),
        tuple(threshold.tolist()),
        _column(above / rows),
        _column(precision),
        _column(below / rows),
        _column(npv),
    )


def best_f1_threshold(score: Floats, clickbait: Bools) -> float:
    """The score at or above which calling clickbait gives the highest F1.

    >>> best_f1_threshold(np.array([0.1, 0.4, 0.6, 0.9]), np.array([False, True, False, True]))
    0.4
    """
    order = np.argsort(-score, kind="stable")
    falling, found = score[order], np.cumsum(clickbait[order])
    f1 = 2.0 * found / (np.arange(1, len(score) + 1) + clickbait.sum())
    whole = np.r_[falling[1:] != falling[:-1], True]
    return float(falling[np.argmax(np.where(whole, f1, -1.0))])


def _column(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 9) for value in values)
