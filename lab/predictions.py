"""Scores of one test, with all that is needed to measure them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clf.fit import Example, bootstrap, ranking
from clf.fit.metrics import (
    BINS,
    Bools,
    Floats,
    Statistic,
    bin_of,
    calibration_error,
    decision,
    error_of_strength,
    fine_band,
)
from clf.model import Calibration, sigmoid
from clf.types import Band

_CURVE = 50  # points of the curve of coverage against precision


@dataclass(frozen=True)
class Predictions:
    """Log-odds of ``examples``, none of whose texts the model that gave them was trained on.

    ``f1_threshold`` is the probability that gave the best F1 out of fold on the training part. Of corpora that are
    not ``graded`` there are no mean judgements, and their prevalence is not that of the world: only ranking, recall
    and what is in the bands mean something there.
    """

    name: str
    title: str
    protocol: str
    trained_on: str
    examples: Sequence[Example]
    log_odds: Floats
    calibration: Calibration
    f1_threshold: float
    graded: bool

    @property
    def clickbait(self) -> Bools:
        """What the raters' majority, or the publisher's label, says."""
        return np.array([e.clickbait for e in self.examples], bool)

    @property
    def grade(self) -> Floats:
        """Mean judgements."""
        return np.array([e.grade for e in self.examples], np.float64)

    @property
    def probability(self) -> Floats:
        """Calibrated probability."""
        return sigmoid(self.log_odds)

    def statistics(self) -> dict[str, Statistic]:
        """Every metric that means something for this test."""
        y, p = self.clickbait, self.probability
        codes = self.calibration.thresholds.band_codes(p)
        high, low = codes == Band.CLICKBAIT.code, codes == Band.FINE.code
        if y.all():
            return {
                "recall_not_fine": fine_band(low, y)["recall_not_fine"],
                **{k: v for k, v in decision(p >= self.f1_threshold, y, "f1").items() if k == "recall_f1"},
                **{k: v for k, v in decision(high, y, "clickbait").items() if k == "share_clickbait"},
            }
        found = {
            **ranking(self.log_odds, y),
            **decision(p >= self.f1_threshold, y, "f1"),
            **decision(high, y, "clickbait"),
            **fine_band(low, y),
        }
        if self.graded:
            strength = error_of_strength(self.calibration.strength(self.log_odds), self.grade)
            found |= strength | calibration_error(p, y) | {"f1_half": decision(p >= 0.5, y, "half")["f1_half"]}
        return found

    def measure(self, resamples: int, seed: int) -> dict[str, Any]:
        """All of it as JSON: metrics with intervals, the bins of the reliability diagram, the curve of the bands."""
        found = bootstrap(self.statistics(), len(self.examples), resamples, seed)
        y = self.clickbait
        out: dict[str, Any] = {
            "name": self.name,
            "title": self.title,
            "protocol": self.protocol,
            "trained_on": self.trained_on,
            "rows": len(self.examples),
            "prevalence": round(float(y.mean()), 6),
            "thresholds": {**self.calibration.thresholds.to_dict(), "f1": self.f1_threshold},
            "metrics": {name: estimate.to_json() for name, estimate in found.items()},
        }
        if self.graded and not y.all():
            out["reliability"] = reliability(self.probability, y)
            out["coverage"] = coverage(self.probability, y)
        return out


def reliability(probability: Floats, clickbait: Bools) -> list[dict[str, float]]:
    """For each bin that holds anything: how many rows, the mean probability, the share of clickbait."""
    which = bin_of(probability)
    rows = np.bincount(which, minlength=BINS)
    predicted, observed = (np.bincount(which, values, minlength=BINS) for values in (probability, clickbait))
    return [
        {
            "low": round(i / BINS, 6),
            "high": round((i + 1) / BINS, 6),
            "rows": int(rows[i]),
            "predicted": round(float(predicted[i] / rows[i]), 6),
            "observed": round(float(observed[i] / rows[i]), 6),
        }
        for i in range(BINS)
        if rows[i]
    ]


def coverage(probability: Floats, clickbait: Bools) -> dict[str, list[list[float]]]:
    """How pure a band would be that takes a given share of headlines: pairs of share and precision, or NPV."""
    falling = clickbait[np.argsort(-probability, kind="stable")]
    counts = np.unique(np.linspace(max(10, len(falling) // _CURVE // 4), len(falling), _CURVE).astype(int))
    counts = counts[counts <= len(falling)]

    def curve(hit: Bools) -> list[list[float]]:
        purity = np.cumsum(hit)[counts - 1] / counts
        return [[round(float(c / len(hit)), 6), round(float(p), 6)] for c, p in zip(counts, purity, strict=True)]

    return {"clickbait": curve(falling), "fine": curve(~falling[::-1])}
