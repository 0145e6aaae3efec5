"""Check that the audit log and the decisions are as clf wrote them, and report what the triggers could not prevent.

Somebody who can write to the database can drop the triggers, change entries and compute the chain again, or remove the
newest entries with their decisions, and put the triggers back. Neither leaves a trace in the store. Both are found if
the head of the chain was noted elsewhere and is passed as ``expected``. The texts of items are not part of the chain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from clf.desk.schema import audit, decisions, items, metadata
from clf.desk.store import FIRST, Desk, decision_digest, differences, entry_hash
from clf.errors import DeskError

_MADE = ("decide", "second opinion", "import decision", "import undone decision")
_ROWS = 5_000  # fetched at a time
_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: its id, which is how many there are, and its hash. Id 0 where there is none."""

    id: int = 0
    hash: str = FIRST

    def __str__(self) -> str:
        return f"{self.id}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """The opposite of ``str``; raises `DeskError`."""
        if not (found := _HEAD.fullmatch(text.strip())):
            raise DeskError(f"a head is ID:HASH, with 64 hexadecimal digits, as clf desk verify prints: found {text!r}")
        return cls(int(found[1]), found[2])


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: ``where`` ("entry 7", "decision 3", "trigger audit_update", ...) and ``what``."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def verify(desk: Desk, expected: Head | None = None) -> tuple[Head, list[Finding]]:
    """The head of the log, and everything that is wrong: in the log, the decisions, the triggers and the tables.

    With ``expected``, a head that was noted earlier, also whether the log still goes through it. Reads one state of the
    store, while others go on writing. Raises `DeskError` where the store cannot be read.
    """
    with desk.read() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        found = list(_schema(connection))
        told = _Told()
        found += told.read(connection, expected)
        found += told.compare(connection)
        return told.head, found


def _schema(connection: sa.Connection) -> Iterator[Finding]:
    """Tables, constraints and triggers that are not as shipped; damage that SQLite finds itself."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    for difference in compare_metadata(MigrationContext.configure(connection), metadata):
        yield Finding("schema", " ".join(str(difference).split()))
    inspector = sa.inspect(connection)
    for table in metadata.tables.values():
        if inspector.has_table(table.name):
            there = {check["name"] for check in inspector.get_check_constraints(table.name)}
            wanted = {str(check.name) for check in table.constraints if isinstance(check, sa.CheckConstraint)}
            yield from (Finding(f"constraint {name}", "is missing") for name in sorted(wanted - there))
    yield from (Finding(f"trigger {name}", state) for name, state in differences(connection))
    if connection.dialect.name == "sqlite":
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if line != "ok":
                yield Finding("file", line)


class _Told:
    """What the log tells of decisions: the entry that made each, and the one that undid it."""

    def __init__(self) -> None:
        self.head = Head()
        self.made: dict[int, tuple[int, str, str | None, int]] = {}  # entry, action, digest, time by decision
        self.undone: dict[int, tuple[int, int]] = {}  # entry and time by decision

    def read(self, connection: sa.Connection, expected: Head | None) -> Iterator[Finding]:
        """Go along the chain to its head: what is wrong with it."""
        entries = connection.execution_options(yield_per=_ROWS).execute(sa.select(audit).order_by(audit.c.id))
        before, last, at, met = FIRST, 0, 0, expected is None or expected.id == 0  # hash, id and time of the one before
        for entry in entries.mappings():
            where = f"entry {entry['id']}"
            if entry["id"] != last + 1:
                missing = f"entry {last + 1}" if entry["id"] == last + 2 else f"entries {last + 1} to {entry['id'] - 1}"
                yield Finding(missing, "missing")
            if entry["hash"] != entry_hash(before, entry):
                yield Finding(where, "its hash does not fit its content and the entry before: one of them was changed")
            if not isinstance(entry["at"], int) or entry["at"] < at:
                yield Finding(where, f"its time {entry['at']!r} is before that of the entry before ({at})")
            if expected and expected.id == entry["id"]:
                met = True
                if expected.hash != entry["hash"]:
                    yield Finding(where, f"has the hash {entry['hash']}, expected {expected.hash}: it was rewritten")
            yield from self._note(entry, where)
            before, last = entry["hash"], entry["id"]
            at = entry["at"] if isinstance(entry["at"], int) else at
        if not met and expected:
            yield Finding(f"entry {expected.id}", f"missing, though expected: the log ends at entry {last}")
        self.head = Head(last, before)

    def _note(self, entry: Any, where: str) -> Iterator[Finding]:
        decision, action = entry["decision_id"], entry["action"]
        if action in _MADE:
            if decision in self.made:
                yield Finding(where, f"makes decision {decision} again, after entry {self.made[decision][0]}")
            self.made[decision] = entry["id"], action, entry["decision_digest"], entry["at"]
        elif action == "undo":
            if decision in self.undone:
                yield Finding(where, f"undoes decision {decision} again, after entry {self.undone[decision][0]}")
            self.undone[decision] = entry["id"], entry["at"]

    def compare(self, connection: sa.Connection) -> Iterator[Finding]:
        """The decisions against what the log tells of them."""
        seen = set()
        both = sa.select(decisions, items.c.id.label("item")).outerjoin(items, items.c.id == decisions.c.item_id)
        rows = connection.execution_options(yield_per=_ROWS).execute(both.order_by(decisions.c.id))
        for row in rows.mappings():
            seen.add(row["id"])
            where = f"decision {row['id']}"
            if row["item"] is None:
                yield Finding(where, f"its item {row['item_id']} is missing")
            if row["id"] not in self.made:
                yield Finding(where, "no entry of the log made it")
                continue
            entry, action, digest, at = self.made[row["id"]]
            if digest != decision_digest(row):
                yield Finding(where, f"differs from what entry {entry} recorded")
            elif row["origin"] is None and row["at"] != at:
                yield Finding(where, f"its time {row['at']} is not that of entry {entry} ({at})")
            yield from self._compare_undone(row, where, action)
        for decision, (entry, *_) in self.made.items():
            if decision not in seen:
                yield Finding(f"decision {decision}", f"missing, though entry {entry} made it")
        for decision, (entry, _) in self.undone.items():
            if decision not in self.made:
                yield Finding(f"entry {entry}", f"undoes decision {decision}, which no entry made")

    def _compare_undone(self, row: Any, where: str, action: str) -> Iterator[Finding]:
        entry, at = self.undone.get(row["id"], (0, None))
        if action == "import undone decision":
            if row["undone_at"] is None or entry:
                yield Finding(where, "came in as undone, and is not so any more")
        elif row["undone_at"] != at:
            said = f"entry {entry} undid it at {at}" if entry else "no entry undid it"
            state = "in force" if row["undone_at"] is None else f"undone at {row['undone_at']}"
            yield Finding(where, f"{said}, but it is {state}")
