"""The audit log: written in the same transaction as the change it tells of, read, never altered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from clf.desk.database import Desk, now
from clf.desk.schema import audit, scores


def note_action(connection: sa.Connection, person: str, action: str, **details: Any) -> None:
    """Write down that ``person`` did ``action``; ``details`` are columns of `clf.desk.schema.audit`."""
    connection.execute(sa.insert(audit).values(at=now(), person=person, action=action, **details))


def history(desk: Desk, item: int | None = None, most: int = 200) -> Sequence[sa.Row[Any]]:
    """The newest ``most`` entries, newest first; of one ``item`` if given."""
    query = sa.select(audit).order_by(audit.c.id.desc()).limit(most)
    if item is not None:
        query = query.where(audit.c.item_id == item)
    with desk.read() as connection:
        return connection.execute(query).all()


def scores_of(desk: Desk, item: int) -> Sequence[sa.Row[Any]]:
    """Every score that ``item`` ever had in sight, the newest first, each with the model that gave it."""
    seen = sa.select(scores).where(scores.c.item_id == item, ~scores.c.shadow).order_by(scores.c.at.desc())
    with desk.read() as connection:
        return connection.execute(seen).all()
