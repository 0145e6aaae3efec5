"""The queue, sorted, filtered and cut into pages in the database, and reservations of its items.

A moderator who opens an item has it for a while, so that two people never work on one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from clf.desk.people import Role, require
from clf.desk.schema import items
from clf.desk.store import Desk, now
from clf.errors import StaleError
from clf.types import Band


class Order(StrEnum):
    """What comes first: most like clickbait, least certain to the model, longest waiting, or most evidence.

    ``teach`` is the batch that `clf.desk.teach` picked, in its order, and then what has waited longest.
    """

    RISK = "risk"
    UNCERTAINTY = "uncertainty"
    AGE = "age"
    EVIDENCE = "evidence"
    TEACH = "teach"


_KEYS: dict[Order, tuple[sa.Column[Any], bool]] = {  # column, and whether it descends
    Order.RISK: (items.c.probability, True),
    Order.UNCERTAINTY: (items.c.certainty, False),
    Order.AGE: (items.c.added_at, False),
    Order.EVIDENCE: (items.c.evidence, True),
    Order.TEACH: (items.c.teach, False),
}
After = tuple[float, int]  # sort key and id of the last item of a page


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items: each field narrows, an empty one does not. ``text`` is looked for in headline and teaser.

    ``band`` is one of clickbait, unsure and fine under the thresholds ``fine_below`` and ``clickbait_from``.
    ``person`` decided it, or has it; ``since`` is when it came in (microseconds since 1970); ``evidence`` is the least
    rank of `clf.policy.EvidenceLevel`.
    """

    status: str = "waiting"
    low: float = 0.0
    high: float = 1.0
    source: str = ""
    section: str = ""
    person: str = ""
    text: str = ""
    since: int = 0
    evidence: int = 0
    band: str = ""
    fine_below: float = 0.0
    clickbait_from: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of `clf.desk.schema.items`, and where the next page starts (None: this is the last)."""

    rows: Sequence[sa.Row[Any]]
    after: After | None


def page(desk: Desk, chosen: Filter, order: Order = Order.RISK, after: After | None = None, size: int = 50) -> Page:
    """``size`` items after ``after``: keyset paging, as quick at the end of the queue as at its start."""
    key, descends = _KEYS[order]
    query = sa.select(items).where(*conditions(chosen)).order_by(*ordering(order)).limit(size + 1)
    if after:
        here, there = sa.tuple_(key, items.c.id), sa.tuple_(*after)
        query = query.where(here < there if descends else here > there)
    with desk.read() as connection:
        rows = connection.execute(query).all()
    last = rows[size - 1]._mapping if len(rows) > size else None
    return Page(rows[:size], (last[key], last[items.c.id]) if last else None)


def ordering(order: Order) -> tuple[sa.UnaryExpression[Any], sa.UnaryExpression[Any]]:
    """The two terms to sort by; the id settles ties."""
    key, descends = _KEYS[order]
    return (key.desc(), items.c.id.desc()) if descends else (key.asc(), items.c.id.asc())


def count(desk: Desk, chosen: Filter) -> int:
    """How many items there are in all."""
    with desk.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(items).where(*conditions(chosen))) or 0


def choices(desk: Desk, column: str, most: int = 500) -> list[str]:
    """The values of a ``column`` of items ("source" or "section") to choose from, sorted; ``most`` of them."""
    values = sa.select(items.c[column]).where(items.c[column] != "").distinct().order_by(items.c[column]).limit(most)
    with desk.read() as connection:
        return list(connection.scalars(values))


def get_item(desk: Desk, item: int) -> sa.Row[Any] | None:
    """One item."""
    with desk.read() as connection:
        return connection.execute(sa.select(items).where(items.c.id == item)).first()


def free(person: str, moment: int) -> sa.ColumnElement[bool]:
    """Items that are in nobody else's hands."""
    return sa.or_(items.c.claimed_by.is_(None), items.c.claimed_by == person, items.c.claimed_until <= moment)


def conditions(chosen: Filter) -> list[sa.ColumnElement[bool]]:
    """What ``chosen`` asks of an item."""
    found: list[sa.ColumnElement[bool]] = []
    if chosen.status:
        found.append(items.c.status == chosen.status)
    if chosen.low > 0:
        found.append(items.c.probability >= chosen.low)
    if chosen.high < 1:
        found.append(items.c.probability < chosen.high)
    if chosen.band:
        found.append(_in_band(chosen))
    if chosen.source:
        found.append(items.c.source == chosen.source)
    if chosen.section:
        found.append(items.c.section == chosen.section)
    if chosen.person:
        found.append(sa.or_(items.c.decided_by == chosen.person, items.c.claimed_by == chosen.person))
    if chosen.since:
        found.append(items.c.added_at >= chosen.since)
    if chosen.evidence:
        found.append(items.c.evidence >= chosen.evidence)
    if chosen.text:
        headline, teaser = (c.icontains(chosen.text, autoescape=True) for c in (items.c.headline, items.c.teaser))
        found.append(sa.or_(headline, teaser))
    return found


def _in_band(chosen: Filter) -> sa.ColumnElement[bool]:
    """As `clf.types.Thresholds.band` has it: a disguised item is never fine."""
    clickbait = items.c.probability >= chosen.clickbait_from
    fine = sa.and_(items.c.probability < chosen.fine_below, ~items.c.disguised)
    if chosen.band == Band.CLICKBAIT:
        return clickbait
    return fine if chosen.band == Band.FINE else sa.and_(~clickbait, ~fine)


LEASE = 10 * 60 * 1_000_000  # microseconds


def claim(desk: Desk, actor: str, item: int, lease: int = LEASE) -> sa.Row[Any]:
    """Take ``item``, or keep it for longer; raises `StaleError` if somebody else has it.

    Lets go of whatever else ``actor`` had: one person works on one item.
    """
    moment = now()
    with desk.write() as connection:
        require(connection, actor, Role.MODERATOR)
        mine = sa.update(items).where(items.c.id == item, free(actor, moment))
        taken = connection.execute(mine.values(claimed_by=actor, claimed_until=moment + lease).returning(items)).first()
        if taken is not None:
            _let_go(connection, actor, but=item)
            return taken
        holder = connection.scalar(sa.select(items.c.claimed_by).where(items.c.id == item))
    if holder is None:
        raise StaleError(f"there is no item {item}")
    raise StaleError(f"{holder} is working on this item: take another")


def claim_next(
    desk: Desk, actor: str, chosen: Filter | None = None, order: Order = Order.RISK, lease: int = LEASE
) -> sa.Row[Any] | None:
    """Take the first item of the queue that nobody has; None if there is none. Lets go of what ``actor`` had."""
    moment = now()
    with desk.write() as connection:
        require(connection, actor, Role.MODERATOR)
        _let_go(connection, actor)
        first = (
            sa.select(items.c.id)
            .where(*conditions(chosen or Filter()), free(actor, moment))
            .order_by(*ordering(order))
            .limit(1)
            .with_for_update(skip_locked=True)  # SQLite, where writers queue up anyway, leaves it out
        )
        item = connection.scalar(first)
        if item is None:
            return None
        mine = sa.update(items).where(items.c.id == item).values(claimed_by=actor, claimed_until=moment + lease)
        return connection.execute(mine.returning(items)).one()


def release(desk: Desk, actor: str) -> None:
    """Let go of everything ``actor`` has."""
    with desk.write() as connection:
        _let_go(connection, actor)


def _let_go(connection: sa.Connection, actor: str, but: int = 0) -> None:
    mine = sa.update(items).where(items.c.claimed_by == actor, items.c.id != but)
    connection.execute(mine.values(claimed_by=None, claimed_until=None))
