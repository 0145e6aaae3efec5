"""What each threshold would give: the table a model carries so that a policy can set its own targets."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from clf.errors import PolicyError
from clf.policy import Policy
from clf.types import Thresholds

MOST_ROWS = 1000


class Cost(NamedTuple):
    """Of held-out headlines: how many a band takes (``share``), and how many of those it is right about."""

    share: float
    purity: float


@dataclass(frozen=True, slots=True)
class Operating:
    """For rising ``threshold``: the share of held-out headlines at or above it and the precision of calling them
    clickbait (``clickbait_share``, ``precision``); the share below it and the negative predictive value of calling
    them fine (``fine_share``, ``npv``). A band of no headline has purity 1. ``rows`` is how many were held out, and
    ``f1`` the threshold of the best F1.
    """

    rows: int
    f1: float
    threshold: tuple[float, ...]
    clickbait_share: tuple[float, ...]
    precision: tuple[float, ...]
    fine_share: tuple[float, ...]
    npv: tuple[float, ...]

    def __post_init__(self) -> None:
        columns = self._columns()
        if len({*map(len, columns.values())}) != 1 or not 2 <= len(self.threshold) <= MOST_ROWS:
            raise ValueError("columns of the table of thresholds are of unequal or unknown length")
        if not all(0 <= x <= 1 for column in (*columns.values(), (self.f1,)) for x in column) or self.rows < 1:
            raise ValueError("numbers of the table of thresholds are not between 0 and 1")
        steps = zip(self.threshold, self.threshold[1:], strict=False)
        if any(a >= b for a, b in steps) or (self.threshold[0], self.threshold[-1]) != (0.0, 1.0):
            raise ValueError("thresholds do not rise from 0 to 1")
        if list(self.fine_share) != sorted(self.fine_share) or any(
            abs(up + down - 1) > 1e-5 for up, down in zip(self.clickbait_share, self.fine_share, strict=True)
        ):
            raise ValueError("shares of the table of thresholds are not monotone, or do not add up to 1")

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> Operating:
        """What `to_json` gave; raises `ValueError` or `TypeError` for anything else."""
        if set(table) != set(cls.__dataclass_fields__):
            raise ValueError("the table of thresholds has unknown columns")
        columns = {name: tuple(map(_number, column)) for name, column in table.items() if name not in ("rows", "f1")}
        if isinstance(table["rows"], bool) or not isinstance(table["rows"], int):
            raise ValueError("the table of thresholds does not say how many rows it is from")
        return cls(table["rows"], _number(table["f1"]), **columns)

    def to_json(self) -> dict[str, Any]:
        """JSON types."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}

    def clickbait_from(self, precision: float) -> float:
        """The lowest threshold in the table whose precision is at least ``precision``; 1 where none keeps it."""
        return next((t for t, p in zip(self.threshold, self.precision, strict=True) if p >= precision), 1.0)

    def fine_below(self, npv: float) -> float:
        """The highest threshold in the table whose negative predictive value is at least ``npv``; 0 where none is."""
        pairs = zip(reversed(self.threshold), reversed(self.npv), strict=True)
        return next((t for t, p in pairs if p >= npv), 0.0)

    def clickbait(self, threshold: float) -> Cost:
        """What calling clickbait from ``threshold`` up costs; between two rows of the table, that of the lower."""
        at = self._row(threshold)
        return Cost(self.clickbait_share[at], self.precision[at])

    def fine(self, threshold: float) -> Cost:
        """What calling fine below ``threshold`` costs; between two rows of the table, that of the lower."""
        at = self._row(threshold)
        return Cost(self.fine_share[at], self.npv[at])

    def _row(self, threshold: float) -> int:
        at = bisect_left(self.threshold, threshold)
        return at if at < len(self.threshold) and self.threshold[at] == threshold else at - 1

    def _columns(self) -> dict[str, Sequence[float]]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("rows", "f1")}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"the table of thresholds holds {str(value)[:40]!r}, which is no number")
    return float(value)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy comes to with one model: its thresholds, and their cost on the model's held-out headlines."""

    thresholds: Thresholds
    clickbait: Cost
    fine: Cost
    rows: int

    @property
    def unsure(self) -> float:
        """Share of headlines left to a moderator."""
        return max(0.0, 1.0 - self.clickbait.share - self.fine.share)


def apply(policy: Policy, thresholds: Thresholds, operating: Operating) -> Thresholds:
    """``thresholds``, moved where that is needed to keep the targets of ``policy`` on held-out headlines.

    A band of which the policy says nothing stays as the model has it. Where both would overlap, they meet where
    clickbait begins. Raises `PolicyError` if no threshold keeps a target.
    """
    bands = policy.bands
    clickbait = thresholds.clickbait if bands.clickbait is None else float(bands.clickbait)
    fine = thresholds.fine if bands.fine is None else float(bands.fine)
    if bands.precision is not None:
        clickbait = operating.clickbait_from(bands.precision)
        if operating.clickbait(clickbait).share == 0:
            raise PolicyError(f"no threshold of this model keeps a precision of {bands.precision:g}: ask for less")
    if bands.npv is not None:
        fine = operating.fine_below(bands.npv)
        if operating.fine(fine).share == 0:
            raise PolicyError(f"no threshold of this model keeps an npv of {bands.npv:g}: ask for less")
    return Thresholds(clickbait, min(fine, clickbait))


def cost(policy: Policy, thresholds: Thresholds, operating: Operating) -> Outcome:
    """What ``policy`` comes to; raises `PolicyError` as `apply` does."""
    found = apply(policy, thresholds, operating)
    return Outcome(found, operating.clickbait(found.clickbait), operating.fine(found.fine), operating.rows)
