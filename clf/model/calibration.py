"""From log-odds to what a moderator is shown: probability, strength, band."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from clf.types import Thresholds

Floats = NDArray[np.float64]


def sigmoid(log_odds: Floats) -> Floats:
    """Probability of log-odds, without overflow.

    >>> sigmoid(np.array([0.0, -1000.0])).tolist()
    [0.5, 0.0]
    """
    return np.exp(-np.logaddexp(0.0, -np.asarray(log_odds, np.float64)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How log-odds are read: ``strength`` is the sigmoid of ``strength_scale * log_odds + strength_shift``.

    ``thresholds`` part the bands of the probability.
    """

    strength_scale: float
    strength_shift: float
    thresholds: Thresholds

    def __post_init__(self) -> None:
        if not (math.isfinite(self.strength_scale) and math.isfinite(self.strength_shift)):
            raise ValueError("calibration must be finite numbers")

    @classmethod
    def from_numbers(cls, strength_scale: float, strength_shift: float, clickbait: float, fine: float) -> Self:
        """The calibration that has these `numbers`; raises `ValueError` for numbers that make no sense."""
        return cls(strength_scale, strength_shift, Thresholds(clickbait, fine))

    def numbers(self) -> dict[str, float]:
        """The calibration as `model.json` stores it."""
        scale, shift = self.strength_scale, self.strength_shift
        return {"strength_scale": scale, "strength_shift": shift, **self.thresholds.to_dict()}

    def strength(self, log_odds: Floats) -> Floats:
        """Expected mean judgement of the raters, 0 to 1."""
        return sigmoid(self.strength_scale * np.asarray(log_odds) + self.strength_shift)
