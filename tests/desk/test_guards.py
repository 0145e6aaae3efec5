"""No statement replaces, back-dates or removes an entry of the log or a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from clf.desk.decisions import Verdict, decide, undo
from clf.desk.schema import audit, decisions
from clf.desk.store import DAY, Desk, entry_hash, history, now
from tests.desk.conftest import THRESHOLDS

INTO = "INSERT INTO audit (id, at, person, action, hash)"


def refused(desk: Desk, statement: str | sa.Executable, match: str, before: str = "SELECT 1") -> None:
    """``statement`` fails, in a transaction that ``before`` starts."""
    with desk.engine.connect() as connection:
        connection.exec_driver_sql(before)
        with pytest.raises(sa.exc.DBAPIError, match=match):
            connection.execute(sa.text(statement) if isinstance(statement, str) else statement)


def content(desk: Desk) -> list[tuple[Any, ...]]:
    with desk.read() as connection:
        return [
            tuple(row) for table in (audit, decisions) for row in connection.execute(sa.select(table).order_by("id"))
        ]


def entry(desk: Desk, **other: Any) -> Mapping[str, Any]:
    """The columns of the entry that clf would append next, but for ``other``."""
    newest = history(desk, most=1)[0]
    values = {**newest._mapping, "id": newest.id + 1, "at": max(now(), newest.at), "note": "forged", **other}
    return {**values, "hash": entry_hash(newest.hash, values)}


@pytest.fixture
def decided(filled: Desk) -> Desk:
    decide(filled, "max", 1, 0, Verdict.CLICKBAIT, THRESHOLDS)
    undo(filled, "max", decide(filled, "max", 2, 0, Verdict.FINE, THRESHOLDS))
    decide(filled, "mia", 3, 0, Verdict.FINE, THRESHOLDS)
    return filled


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET person = 'x' WHERE id = 5",
        "DELETE FROM audit WHERE id = 5",
        "DELETE FROM audit",
        f"{INTO} SELECT id, at, 'x', action, hash FROM audit WHERE id = 5",
        f"{INTO} SELECT -1, at, 'x', action, hash FROM audit WHERE id = 5",
        f"{INTO} SELECT max(id) + 2, max(at), 'x', 'y', max(hash) FROM audit",
        f"{INTO} SELECT max(id) + 1, max(at) - 1, 'x', 'y', max(hash) FROM audit",
        f"{INTO} SELECT max(id) + 1, max(at) + {2 * DAY}, 'x', 'y', max(hash) FROM audit",
    ],
)
def test_the_log_only_grows(decided: Desk, statement: str) -> None:
    before = content(decided)
    refused(decided, statement, "append-only")
    assert content(decided) == before


def test_the_log_is_not_replaced_by_an_insert(decided: Desk) -> None:
    before = content(decided)
    values = "(id, at, person, action, hash) SELECT id, at, 'x', action, hash FROM audit WHERE id = 5"
    if decided.engine.dialect.name == "sqlite":
        for verb in ("INSERT OR REPLACE INTO", "REPLACE INTO"):
            refused(decided, f"{verb} audit {values}", "append-only")
            refused(decided, f"{verb} audit {values}", "append-only", "PRAGMA recursive_triggers = OFF")
        refused(decided, "UPDATE OR REPLACE audit SET id = 4 WHERE id = 5", "append-only")
    upsert = f"INSERT INTO audit {values} ON CONFLICT (id) DO UPDATE SET person = 'x'"
    refused(decided, upsert.replace("id = 5 ON", "id = 5 AND true ON"), "append-only")
    assert content(decided) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET verdict = 'fine' WHERE id = 1",
        "UPDATE decisions SET at = at - 1 WHERE id = 1",
        "UPDATE decisions SET person = 'mia' WHERE id = 1",
        "UPDATE decisions SET undone_at = 7 WHERE id = 1",
        "UPDATE decisions SET undone_at = NULL WHERE id = 2",
        "UPDATE decisions SET undone_at = undone_at - 1 WHERE id = 2",
        "DELETE FROM decisions WHERE id = 1",
        "INSERT INTO decisions SELECT * FROM decisions WHERE id = 1",
    ],
)
def test_decisions_change_in_no_other_way_than_by_undoing(decided: Desk, statement: str) -> None:
    before = content(decided)
    refused(decided, statement, "only added or undone")
    assert content(decided) == before


def test_a_decision_without_its_entry_is_refused(decided: Desk) -> None:
    row = {**content_of(decided, 3), "id": 4}
    refused(decided, sa.insert(decisions).values(**row), "only added or undone")
    with decided.engine.begin() as connection:  # an entry for another one does not help
        connection.execute(sa.insert(audit).values(**entry(decided, decision_id=9)))
    refused(decided, sa.insert(decisions).values(**row), "only added or undone")


def test_a_decision_is_not_replaced_by_an_insert(decided: Desk) -> None:
    with decided.engine.begin() as connection:
        connection.execute(sa.insert(audit).values(**entry(decided, decision_id=4)))
        connection.execute(sa.insert(decisions).values(**content_of(decided, 3) | {"id": 4, "origin": "file"}))
    before = content(decided)
    if decided.engine.dialect.name == "sqlite":
        replace = "INSERT OR REPLACE INTO decisions SELECT * FROM decisions WHERE id = 1"
        refused(decided, replace, "only added or undone")
        with decided.engine.begin() as connection:
            connection.execute(sa.insert(audit).values(**entry(decided, decision_id=5)))
        before = content(decided)
        stolen = sa.insert(decisions).prefix_with("OR REPLACE").values(**content_of(decided, 4) | {"id": 5})
        refused(decided, stolen, "only added or undone")  # by way of its origin, which is unique
    assert content(decided) == before


@pytest.mark.parametrize("table", ["audit", "decisions"])
def test_replica_mode_and_truncate_do_not_help_on_postgresql(decided: Desk, table: str) -> None:
    if decided.engine.dialect.name == "sqlite":
        pytest.skip("a matter of PostgreSQL")
    before = content(decided)
    for statement in (f"UPDATE {table} SET person = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        refused(decided, statement, "append-only|only added", "SET LOCAL session_replication_role = replica")
        refused(decided, statement, "append-only|only added")
    assert content(decided) == before


def content_of(desk: Desk, decision: int) -> dict[str, Any]:
    with desk.read() as connection:
        row = connection.execute(sa.select(decisions).where(decisions.c.id == decision)).one()
        return dict(row._mapping)
