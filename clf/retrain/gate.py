"""Whether a candidate may go live: on no held-out set worse than the live model, and on one of them better.

Both models score the same rows, which are drawn anew together (paired bootstrap: Efron & Tibshirani 1993, ch. 16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clf.fit import bootstrap, ranking

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
LEAST_ROWS = 10  # of either class, below which a set cannot tell


@dataclass(frozen=True, slots=True)
class Held:
    """A held-out set: log-odds of both models, who is clickbait, and how much each row counts.

    ``margin`` is the loss of AUC that is let pass, as a price or as noise; ``may_gain`` is whether a gain is a reason
    to promote.
    """

    name: str
    live: Floats
    candidate: Floats
    clickbait: Bools
    weight: Floats
    margin: float
    may_gain: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """AUC of both models on a set, and their difference with its 95 % interval; NaN where too few rows can tell."""

    name: str
    rows: int
    live: float
    candidate: float
    change: float
    low: float
    high: float
    worse: bool
    better: bool
    reverse: bool = False  # the live model is surely worse here than chance

    @property
    def tells(self) -> bool:
        """Whether there were rows enough."""
        return not np.isnan(self.change)

    @property
    def sentence(self) -> str:
        """For people."""
        if not self.tells:
            return f"{self.name}: {self.rows:,} rows, too few to tell"
        verdict = "worse" if self.worse else "better" if self.better else "no difference that shows"
        verdict = "the reverse of what the live model says" if self.reverse else verdict
        span = f"{self.low:+.4f} to {self.high:+.4f}"
        return (
            f"{self.name}: AUC {self.live:.4f} → {self.candidate:.4f}, {self.change:+.4f} ({span}) "
            f"on {self.rows:,} rows: {verdict}"
        )

    def to_json(self) -> dict[str, Any]:
        """The same as JSON types."""
        return {
            name: None if isinstance(value, float) and np.isnan(value) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class Gate:
    """What the comparisons come to, and why."""

    comparisons: tuple[Comparison, ...]
    passed: bool
    reason: str


def judge(sets: Sequence[Held]) -> Gate:
    """Compare on each set, and say whether the candidate may go live."""
    found = tuple(_compare(held) for held in sets)
    worse = [c.name for c in found if c.worse]
    better = [c.name for c, held in zip(found, sets, strict=True) if c.better and held.may_gain]
    reverse = [c.name for c in found if c.reverse]
    if reverse:
        return Gate(found, False, f"{', '.join(reverse)}: the reverse of what the live model says; are labels swapped?")
    if worse:
        return Gate(found, False, f"it is worse on {', '.join(worse)}")
    if not better:
        return Gate(found, False, "it is not shown to be better on anything")
    return Gate(found, True, f"it is better on {', '.join(better)}, and worse on nothing")


def _compare(held: Held) -> Comparison:
    rows, bait = len(held.clickbait), int(held.clickbait.sum())
    if min(bait, rows - bait) < LEAST_ROWS:
        nan = float("nan")
        return Comparison(held.name, rows, nan, nan, nan, nan, nan, False, False)
    old, new = (ranking(score, held.clickbait)["auc"] for score in (held.live, held.candidate))

    def weighed(draws: Floats) -> Floats:
        return draws * held.weight

    statistics = {"change": lambda draws: new(weighed(draws)) - old(weighed(draws)), "live": lambda d: old(weighed(d))}
    estimate, live = bootstrap(statistics, rows).values()
    one = np.ones((1, rows)) * held.weight
    # Worse: a loss beyond the margin, or surely beyond half of it. Better: a sure gain.
    worse = estimate.value < -held.margin or estimate.high < -held.margin / 2
    return Comparison(
        held.name,
        rows,
        float(old(one)[0]),
        float(new(one)[0]),
        estimate.value,
        estimate.low,
        estimate.high,
        worse,
        estimate.low > 0,
        live.high < 0.5,
    )
