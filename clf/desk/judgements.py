"""What was decided, as those need it who learn from it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from clf.block import HeadlineBlock
from clf.desk.database import Desk
from clf.desk.schema import decisions, items

JUDGED = ("clickbait", "fine", "unsure")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What ``person`` made of a headline block at ``at`` (microseconds since 1970, UTC).

    ``item`` is its number at the desk, 0 where it comes from elsewhere.
    """

    headline: str
    teaser: str
    verdict: str
    person: str
    at: int
    item: int = 0


def judgements(desk: Desk, after: int = 0) -> list[Judgement]:
    """Every judgement that stands, oldest first: first decisions and blind second ones alike, no skips.

    Of those after ``after`` (microseconds since 1970, UTC).
    """
    query = (
        sa.select(
            items.c.headline, items.c.teaser, decisions.c.verdict, decisions.c.person, decisions.c.at, items.c.id
        )
        .join(decisions, decisions.c.item_id == items.c.id)
        .where(decisions.c.undone_at.is_(None), decisions.c.verdict.in_(JUDGED), decisions.c.at > after)
        .order_by(decisions.c.at, decisions.c.id)
    )
    with desk.read() as connection:
        return [Judgement(*row) for row in connection.execute(query)]


def headlines(desk: Desk, since: int, most: int = 50_000) -> tuple[list[HeadlineBlock], list[HeadlineBlock]]:
    """Blocks that came in from ``since`` (microseconds since 1970, UTC) on, and those before; ``most`` of each."""
    newest = sa.select(items.c.headline, items.c.teaser).order_by(items.c.added_at.desc()).limit(most)
    with desk.read() as connection:
        after, before = (
            [HeadlineBlock(*row) for row in connection.execute(newest.where(when))]
            for when in (items.c.added_at >= since, items.c.added_at < since)
        )
    return after, before


def decided(desk: Desk, most: int = 50_000) -> list[tuple[HeadlineBlock, str]]:
    """Blocks with the verdict in force, the latest first, ``most`` of them."""
    query = (
        sa.select(items.c.headline, items.c.teaser, items.c.verdict)
        .where(items.c.status == "decided", items.c.verdict.in_(JUDGED))
        .order_by(items.c.decided_at.desc())
        .limit(most)
    )
    with desk.read() as connection:
        return [(HeadlineBlock(row.headline, row.teaser), row.verdict) for row in connection.execute(query)]
