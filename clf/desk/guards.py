"""Triggers that keep the audit log and the decisions as they were written, on SQLite and PostgreSQL.

An entry is only appended: its id is the next one, its time is neither before the newest entry's nor over a day ahead of
the clock. A decision is added right after its entry, and undone right after the entry that says so; nothing else about
it changes. On PostgreSQL the triggers fire in replica mode too.
"""

from __future__ import annotations

import sqlalchemy as sa

from clf.desk.database import DAY, LOCK
from clf.desk.schema import decisions, metadata

_LOG, _DECISIONS = "the audit log is append-only", "a decision is only added or undone, each with its log entry"
_FIXED = [column.name for column in decisions.c if column.name != "undone_at"]
_NEWEST = "FROM audit ORDER BY id DESC LIMIT 1"
_NEXT_ENTRY = f"""NEW.id = (SELECT coalesce(max(id), 0) + 1 FROM audit)
    AND NEW.at >= coalesce((SELECT at {_NEWEST}), 0)
    AND (NEW.at = (SELECT at {_NEWEST}) OR NEW.at <= {{clock}} + {DAY})"""
_NEXT_DECISION = f"""NEW.id = (SELECT coalesce(max(id), 0) + 1 FROM decisions)
    AND NEW.id = (SELECT decision_id {_NEWEST})
    AND NOT EXISTS (SELECT 1 FROM decisions WHERE origin = NEW.origin)"""
_UNDONE = f"""OLD.undone_at IS NULL AND EXISTS (SELECT 1 FROM (SELECT * {_NEWEST}) AS newest
        WHERE action = 'undo' AND decision_id = OLD.id AND at = NEW.undone_at)"""


def _sqlite(table: str, change: str, allowed: str, message: str) -> str:
    return f"""CREATE TRIGGER {table}_{change} BEFORE {change.upper()} ON {table}
    WHEN ({allowed}) IS NOT 1
    BEGIN SELECT RAISE(ABORT, '{message}'); END"""


_SQLITE_CLOCK = "CAST(strftime('%s', 'now') AS INTEGER) * 1000000"
_SAME = "".join(f" AND NEW.{name} IS OLD.{name}" for name in _FIXED)
SQLITE = {
    "audit_insert": _sqlite("audit", "insert", _NEXT_ENTRY.format(clock=_SQLITE_CLOCK), _LOG),
    "audit_update": _sqlite("audit", "update", "0", _LOG),
    "audit_delete": _sqlite("audit", "delete", "0", _LOG),
    "decisions_insert": _sqlite("decisions", "insert", _NEXT_DECISION, _DECISIONS),
    "decisions_update": _sqlite("decisions", "update", _UNDONE + _SAME, _DECISIONS),
    "decisions_delete": _sqlite("decisions", "delete", "0", _DECISIONS),
}


def _body(insert: str, update: str, message: str) -> str:
    return f"""
BEGIN
  PERFORM pg_advisory_xact_lock({LOCK});
  IF TG_OP = 'INSERT' THEN
    IF {insert} THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    IF {update} THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '{message}';
END
"""


_POSTGRESQL_CLOCK = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_SAME_ROW = "".join(f" AND NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _FIXED)
_BODIES = {
    "audit": _body(_NEXT_ENTRY.format(clock=_POSTGRESQL_CLOCK), "FALSE", _LOG),
    "decisions": _body(_NEXT_DECISION, _UNDONE + _SAME_ROW, _DECISIONS),
}
_KINDS = {"change": ("INSERT OR UPDATE OR DELETE", "ROW", 31), "truncate": ("TRUNCATE", "STATEMENT", 34)}  # pg's tgtype
POSTGRESQL = {
    f"{table}_{kind}": (table, number, "A", f"{table}_guard", body)
    for table, body in _BODIES.items() for kind, (_, _, number) in _KINDS.items()
}  # fmt: skip


def install(connection: sa.Connection) -> None:
    """Create the triggers in a new store."""
    if connection.dialect.name == "sqlite":
        for statement in SQLITE.values():
            connection.exec_driver_sql(statement)
        return
    for table, body in _BODIES.items():
        make = f"CREATE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$"
        connection.exec_driver_sql(make)
        for kind, (changes, each, _) in _KINDS.items():
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_{kind} BEFORE {changes} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION {table}_guard()"
            )
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{kind}")


def differences(connection: sa.Connection) -> list[tuple[str, str]]:
    """Name of each trigger that is missing, was changed, or is not clf's, and which of the three it is."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found: dict[str, object] = {row.name: row.sql for row in rows}
        wanted: dict[str, object] = {**SQLITE}
    else:
        tables = ", ".join(repr(f"{name}") for name in metadata.tables)
        rows = connection.exec_driver_sql(
            "SELECT tgname, relname, tgtype, tgenabled::text, proname, prosrc, tgqual IS NULL FROM pg_trigger "
            "JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal "
            f"AND tgrelid IN (SELECT to_regclass(name) FROM unnest(ARRAY[{tables}]) AS name)"
        )
        found = {name: tuple(rest) for name, *rest in rows}
        wanted = {name: (*rest, True) for name, rest in POSTGRESQL.items()}
    told = []
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            state = "is missing" if name not in found else "was changed" if name in wanted else "is not clf's"
            told.append((name, state))
    return told
