"""Thresholds that keep a promise on held-out headlines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def choose_thresholds(
    probability: NDArray[np.float64], clickbait: NDArray[np.bool_], precision: float, negative_precision: float
) -> tuple[float, float]:
    """Lowest threshold of clickbait, and highest of fine, that keep ``precision`` and ``negative_precision``.

    Precision is the share of clickbait among headlines at or above the first, negative precision the share of
    others below the second. Where no threshold keeps a promise, the band is empty (1 or 0); where both would
    overlap, they meet where clickbait begins.

    >>> p = np.array([0.1, 0.2, 0.8, 0.9]); y = np.array([False, False, True, True])
    >>> choose_thresholds(p, y, 0.9, 0.9)
    (0.8, 0.8)
    """
    order = np.argsort(-probability, kind="stable")
    falling, hit = probability[order], clickbait[order]
    whole = np.r_[falling[1:] != falling[:-1], True]  # a threshold takes all equal probabilities or none
    kept = np.flatnonzero((np.cumsum(hit) / np.arange(1, len(hit) + 1) >= precision) & whole)
    upper = float(falling[kept[-1]]) if len(kept) else 1.0
    rising, miss = falling[::-1], ~hit[::-1]
    whole = np.r_[rising[1:] != rising[:-1], True]
    kept = np.flatnonzero((np.cumsum(miss) / np.arange(1, len(miss) + 1) >= negative_precision) & whole)
    lower = 0.0
    if len(kept):
        last = kept[-1]
        lower = float(rising[last + 1]) if last + 1 < len(rising) else float(np.nextafter(rising[last], 2.0))
    return upper, min(lower, upper)
