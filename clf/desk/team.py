"""Who decided what."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from clf.desk.database import Desk
from clf.desk.schema import decisions


@dataclass(frozen=True, slots=True)
class Work:
    """One person's judgements by verdict; ``undone`` were taken back, ``blind`` were second opinions."""

    person: str
    clickbait: int
    fine: int
    unsure: int
    skip: int
    undone: int
    blind: int
    last_at: int  # microseconds since 1970, UTC

    @property
    def judged(self) -> int:
        """How many stand and are no skips."""
        return self.clickbait + self.fine + self.unsure


def work_since(desk: Desk, since: int) -> list[Work]:
    """Everybody's work from ``since`` (microseconds since 1970, UTC) on, the busiest first."""
    stands, count = decisions.c.undone_at.is_(None), sa.func.count()
    verdicts = [count.filter(stands, decisions.c.verdict == name).label(name)
                for name in ("clickbait", "fine", "unsure", "skip")]  # fmt: skip
    query = (
        sa.select(
            decisions.c.person, *verdicts, count.filter(~stands).label("undone"),
            count.filter(stands, decisions.c.blind).label("blind"), sa.func.max(decisions.c.at).label("last_at"),
        )
        .where(decisions.c.at >= since)
        .group_by(decisions.c.person)
    )  # fmt: skip
    with desk.read() as connection:
        found = [Work(**row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda work: (-work.judged, work.person))
