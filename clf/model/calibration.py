"""From log-odds to what a moderator is shown: probability, strength, band."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clf.types import Band, Notice

Floats = NDArray[np.float64]


def sigmoid(log_odds: Floats) -> Floats:
    """Probability of log-odds, without overflow.

    >>> sigmoid(np.array([0.0, -1000.0])).tolist()
    [0.5, 0.0]
    """
    return np.exp(-np.logaddexp(0.0, -np.asarray(log_odds, np.float64)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How log-odds are read.

    ``strength`` is the logistic function of ``strength_scale * log_odds + strength_shift``; a block is
    clickbait from probability ``clickbait`` up, and fine below ``fine``.
    """

    strength_scale: float
    strength_shift: float
    clickbait: float
    fine: float

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.strength_scale, self.strength_shift, self.clickbait, self.fine))):
            raise ValueError("calibration must be finite numbers")
        if not 0 <= self.fine <= self.clickbait <= 1:
            raise ValueError(f"thresholds must be 0 <= fine <= clickbait <= 1, found {self.fine} and {self.clickbait}")

    def strength(self, log_odds: Floats) -> Floats:
        """Expected mean judgement of the raters, 0 to 1."""
        return sigmoid(self.strength_scale * np.asarray(log_odds) + self.strength_shift)

    def band(self, probability: float) -> Band:
        """Band of one probability.

        >>> str(Calibration(1.0, 0.0, 0.7, 0.2).band(0.5))
        'unsure'
        """
        if probability >= self.clickbait:
            return Band.CLICKBAIT
        return Band.FINE if probability < self.fine else Band.UNSURE

    def band_of(self, probability: float, notices: Collection[Notice]) -> Band:
        """Band of a block: that of its probability, but not fine if it was disguised: somebody should look at it.

        >>> str(Calibration(1.0, 0.0, 0.7, 0.2).band_of(0.1, [Notice.DISGUISED]))
        'unsure'
        """
        band = self.band(probability)
        return Band.UNSURE if band is Band.FINE and Notice.DISGUISED in notices else band
