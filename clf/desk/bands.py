"""How often the bands said what moderators decided."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from clf.block import Band
from clf.desk.database import Desk
from clf.desk.judgements import JUDGED
from clf.desk.policy import Policy
from clf.desk.schema import items


@dataclass(frozen=True, slots=True)
class Agreed:
    """Of ``decided`` items whose score is in ``band``, ``agreed`` were decided to be what the band says."""

    band: Band
    decided: int
    agreed: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where nothing was decided."""
        return self.agreed / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float]:
        """The share with 95 % confidence, by Wilson (1927), doi:10.1080/01621459.1927.10502953; 0 to 1 if none.

        >>> [round(edge, 3) for edge in Agreed(Band.FINE, 10, 9).interval]
        [0.596, 0.982]
        """
        if not self.decided:
            return 0.0, 1.0
        from scipy.stats import binomtest

        found = binomtest(self.agreed, self.decided).proportion_ci(method="wilson")
        return float(found.low), float(found.high)


def bands_agreed(desk: Desk, policy: Policy, since: int) -> list[Agreed]:
    """By the verdict in force of items decided since ``since`` (microseconds since 1970, UTC), skips left out.

    Each counts with the score that it was decided on, in the band that ``policy`` puts it into.
    """
    score = items.c.probability
    where = {
        Band.CLICKBAIT: score >= policy.clickbait_from,
        Band.UNSURE: sa.and_(score >= policy.fine_below, score < policy.clickbait_from),
        Band.FINE: sa.and_(score < policy.fine_below, score < policy.clickbait_from),
    }
    count = sa.func.count()
    decided = [count.filter(inside) for inside in where.values()]
    agreed = [count.filter(inside, items.c.verdict == band.value) for band, inside in where.items()]
    judged = items.c.status == "decided", items.c.decided_at >= since, items.c.verdict.in_(JUDGED)
    with desk.read() as connection:
        row = connection.execute(sa.select(*decided, *agreed).where(*judged)).one()
    return [Agreed(*facts) for facts in zip(where, row[: len(where)], row[len(where) :], strict=True)]
