"""Claims: whoever opens an item has it for a while, so that two people never work on one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from clf.desk.database import Desk, now
from clf.desk.people import Role, require
from clf.desk.queue import Filter, Order, conditions, free, ordering
from clf.desk.schema import items
from clf.errors import StaleError

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
