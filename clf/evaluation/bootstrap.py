"""Confidence intervals by the bootstrap, all resamples of a statistic in one go.

scikit-learn's metrics take one set of weights at a time, which is minutes for 500 resamples of 32,000 rows. Here a
statistic maps weights, shape (resamples, rows), to values, shape (resamples,); tests hold each to scikit-learn's.
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
