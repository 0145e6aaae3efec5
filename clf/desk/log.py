"""The audit log: written in the same transaction as the change it records, read, never altered.

Entries form a hash chain. The hash of an entry is the SHA-256, in hexadecimal, of a JSON array in ASCII without
spaces: the hash of the entry before (64 zeros for the first one), then the columns `HASHED` in that order. Numbers
with a fraction are written as Python's ``repr`` does (the shortest form that reads back the same), characters
beyond ASCII as ``\\uXXXX``. Ids count up from 1 without a gap. Times never go back: where the clock did, an entry has
the time of the entry before. `clf.desk.verify` checks all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from clf.desk.database import Desk, now
from clf.desk.limits import MAX_NOTE, storable
from clf.desk.schema import audit, decisions, scores

Row = Mapping[str, Any] | sa.RowMapping
FIRST = "0" * 64  # what the first entry has for the hash of the one before
HASHED = tuple(column.name for column in audit.c if column.name != "hash")
_DECIDED = tuple(column.name for column in decisions.c if column.name != "undone_at")


def entry_hash(before: str, entry: Row) -> str:
    """The hash of ``entry`` (columns of `clf.desk.schema.audit`) after the entry with the hash ``before``."""
    return _hash(before, *_plain(audit, HASHED, entry))


def decision_digest(decision: Row) -> str:
    """The SHA-256 of everything about a decision but whether it was undone; encoded as an entry is."""
    return _hash(*_plain(decisions, _DECIDED, decision))


def moment(connection: sa.Connection) -> int:
    """Microseconds since 1970, UTC, never before the newest entry; call it in the transaction that writes the entry."""
    return max(now(), connection.scalar(sa.select(audit.c.at).order_by(audit.c.id.desc()).limit(1)) or 0)


def note_action(connection: sa.Connection, person: str, action: str, at: int | None = None, **details: Any) -> int:
    """Record that ``person`` did ``action`` and return the time of the entry (microseconds since 1970, UTC).

    That is ``at`` (by default now), or the newest entry's time if it is later. ``details`` are columns of
    `clf.desk.schema.audit`. Needs `Desk.write`, which lets one writer in at a time.
    """
    newest = sa.select(audit.c.id, audit.c.at, audit.c.hash).order_by(audit.c.id.desc()).limit(1)
    number, last, before = connection.execute(newest).first() or (0, 0, FIRST)
    entry: dict[str, Any] = dict.fromkeys(HASHED) | {"reason": "", "note": ""} | details
    entry |= {"id": number + 1, "at": max(now() if at is None else at, last), "person": person, "action": action}
    entry["note"] = storable(entry["note"], MAX_NOTE)
    connection.execute(sa.insert(audit).values(**entry, hash=entry_hash(before, entry)))
    return int(entry["at"])


def add_decision(connection: sa.Connection, actor: str, action: str, decision: Mapping[str, Any]) -> int:
    """Store ``decision`` (columns of `clf.desk.schema.decisions` but the id) with its entry, and return its id.

    Its time is that of the entry, so it comes from `moment`; but for an imported one, which has an ``origin``.
    """
    number = (connection.scalar(sa.select(sa.func.max(decisions.c.id))) or 0) + 1
    row = {"reason": "", "note": "", "blind": False, "origin": None, "undone_at": None, **decision, "id": number}
    same = ("item_id", "model", "probability", "clickbait_from", "fine_below", "verdict", "reason", "note")
    note_action(  # first: a trigger asks for it
        connection, actor, action, row["at"] if row["origin"] is None else None, decision_id=number,
        decision_digest=decision_digest(row), **{name: row[name] for name in same},
    )  # fmt: skip
    connection.execute(sa.insert(decisions).values(**row))
    return int(number)


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


def _hash(*content: Any) -> str:
    """Bytes, which JSON does not know, never come from clf: any other hash shows that they do not belong there."""
    return sha256(json.dumps(content, separators=(",", ":"), default=repr).encode("ascii")).hexdigest()


def _plain(table: sa.Table, names: Sequence[str], row: Row) -> list[Any]:
    """The values as both databases give them back: no negative zero, no whole number where there may be a fraction."""
    return [
        float(row[name]) + 0.0 if isinstance(table.c[name].type, sa.Double) and isinstance(row[name], int | float)
        else bool(row[name]) if isinstance(table.c[name].type, sa.Boolean) else row[name]
        for name in names
    ]  # fmt: skip
