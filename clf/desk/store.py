r"""The database behind the desk, its triggers, the audit log and the settings.

The database is an SQLite file of the user by default, or PostgreSQL where an address names one.

Triggers keep the audit log and the decisions as they were written. An entry can only be appended: its id is the next
one, and its time is neither before the newest entry's nor more than a day ahead of the clock. A decision is added right
after its entry and undone right after the entry that records the undo. On PostgreSQL the triggers fire in replica mode
too.

Audit entries are written in the same transaction as the change they record. They form a hash chain: the hash of an
entry is the SHA-256, in hexadecimal, of a JSON array in ASCII without spaces. The array holds the hash of the entry
before (64 zeros for the first one) and then the columns `HASHED` in that order. Numbers with a fraction are written as
Python's ``repr`` writes them, characters beyond ASCII as ``\uXXXX``. Ids count up from 1 without a gap. If the clock
goes back, an entry gets the time of the entry before. `clf.desk.verify` checks all of it.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from clf.desk.schema import MAX_NOTE, audit, decisions, metadata, scores, settings, storable
from clf.errors import DeskError, how_to_install
from clf.paths import user_path

VARIABLE = "CLF_DESK"
_MIGRATIONS = Path(__file__).with_name("migrations")
_PATIENCE = 30  # seconds that a writer waits for another
LOCK = 5_104_102  # PostgreSQL's number for "somebody writes"
DAY = 24 * 3600 * 1_000_000  # microseconds


def now() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1000


def address(given: str | None = None) -> str:
    """Where the store is: ``given``, else the variable ``CLF_DESK``, else a file in the user's data folder.

    A path stands for an SQLite file. ``postgresql://`` is read by psycopg 3.

    >>> address("postgresql://moderators@127.0.0.1/desk")
    'postgresql+psycopg://moderators@127.0.0.1/desk'
    >>> address("/tmp/desk.sqlite")
    'sqlite:////tmp/desk.sqlite'
    """
    place = given or os.environ.get(VARIABLE) or str(user_path("desk.sqlite"))
    for prefix in ("postgresql://", "postgres://"):
        if place.startswith(prefix):
            return "postgresql+psycopg://" + place.removeprefix(prefix)
    return place if "://" in place else f"sqlite:///{Path(place).expanduser().resolve()}"


def exists(given: str | None = None) -> bool:
    """Whether there is a store at `address`, as far as can be told without opening it: a server is taken to have one.

    >>> exists("/no/such/desk.sqlite")
    False
    """
    url = _url(given)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


class Desk:
    """An open store: `read` for queries, `write` for changes, each one transaction.

    Both raise `DeskError` where the database refuses or fails, and where the SQLite file was removed or replaced since
    the store was opened. One writer is let in at a time, on both databases.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._file = _identity(engine)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that changes nothing."""
        self._check_file()
        with _translated(), self.engine.connect().execution_options(only_reads=True) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that is on the disk once the block ends, or has left no trace."""
        self._check_file()
        with _translated(), self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(_WAIT, {"lock": LOCK, "patience": str(_PATIENCE * 1000)})
            yield connection
            self._check_file()  # SQLite goes on writing to a file that has no name any more

    def close(self) -> None:
        """Close its connections."""
        self.engine.dispose()

    def _check_file(self) -> None:
        if self._file != _identity(self.engine):
            raise DeskError(
                f"{self.engine.url.database}: the file was removed or replaced while the desk had it open, and nothing "
                "was written: put it back if you can, then start the desk again"
            )


_WAIT = sa.text("SELECT set_config('lock_timeout', :patience, true), pg_advisory_xact_lock(:lock)")


def _identity(engine: sa.Engine) -> tuple[int, int] | None:
    """Device and inode of the SQLite file; None if there is none, or no file."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return None
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def open_desk(given: str | None = None) -> Desk:
    """Open the store at `address`, made or brought up to date where needed; raises `DeskError`."""
    url = _url(given)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DeskError(f"{url.database}: no desk can be kept there ({error.strerror}): set {VARIABLE}") from None
    try:
        engine = sa.create_engine(url, **({} if url.get_backend_name() == "sqlite" else _POSTGRESQL))
    except ModuleNotFoundError as error:
        raise DeskError(f"this needs {error.name}, which is not installed: {how_to_install('postgres')}") from None
    except sa.exc.ArgumentError as error:
        raise _odd(url.render_as_string(), error) from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    with _translated(), engine.connect():
        desk = Desk(engine)  # the file exists now
    migrate(desk)
    return desk


_POSTGRESQL: dict[str, Any] = {"pool_pre_ping": True, "isolation_level": "READ COMMITTED"}


def _url(given: str | None) -> sa.URL:
    try:
        url = sa.make_url(address(given))
        kind = url.get_backend_name()
    except (sa.exc.ArgumentError, ValueError) as error:
        raise _odd(given, error) from None
    if kind not in ("sqlite", "postgresql"):
        raise DeskError(f"{url.drivername}: the desk is kept in SQLite or PostgreSQL: give a path or postgresql://…")
    return url


def _odd(given: str | None, error: Exception) -> DeskError:
    return DeskError(f"{given!r} is not the address of a desk ({_cause(error)}): give a path or postgresql://…")


def migrate(desk: Desk) -> str:
    """Bring the tables to the newest form and return its name; two programs at once do it one after the other."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head() or ""
    with desk.read() as connection:
        if _revision(connection) == newest:
            return newest
    with desk.write() as connection:
        config.attributes["connection"] = connection
        if _revision(connection) is None:
            from clf.desk.schema import metadata

            metadata.create_all(connection)
            install(connection)
            command.stamp(config, "head")
        else:
            try:
                command.upgrade(config, "head")
            except Exception as error:
                if "locate revision" in str(error):
                    raise DeskError("the desk was made by a newer clf: git pull and pip install . in a clone") from None
                raise
    return newest


def _revision(connection: sa.Connection) -> str | None:
    """The revision of the store, None for an empty one; raises `DeskError` for one from before the first release."""
    from alembic.runtime.migration import MigrationContext

    found = MigrationContext.configure(connection).get_current_revision()
    inspector = sa.inspect(connection)
    if found and not any(c["name"] == "hash" for c in inspector.get_columns("audit")):
        url = connection.engine.url
        place = url.database if connection.dialect.name == "sqlite" else url.render_as_string(hide_password=True)
        raise DeskError(
            f"{place}: a development version of clf made this store, and this one cannot read it: export its decisions "
            "with that version, move it away or name another with --store, and import them there"
        )
    return found


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy begins transactions itself, see below
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # an acknowledged decision outlives a power cut
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    reads = connection.get_execution_options().get("only_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")  # writers queue up before they read


@contextmanager
def _translated() -> Iterator[None]:
    """What the database could not do, as a `DeskError` of one line."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise DeskError(
            f"the desk's database does not answer ({_cause(error.orig)}): is it running, full, or locked?"
        ) from error
    except (sa.exc.DBAPIError, UnicodeError, OverflowError) as error:
        cause = _cause(error.orig if isinstance(error, sa.exc.DBAPIError) else error)
        raise DeskError(f"the desk's database refused this, and nothing was written ({cause})") from error


def _cause(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


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
    for table, body in _BODIES.items()
    for kind, (_, _, number) in _KINDS.items()
}


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
        connection,
        actor,
        action,
        row["at"] if row["origin"] is None else None,
        decision_id=number,
        decision_digest=decision_digest(row),
        **{name: row[name] for name in same},
    )
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
        float(row[name]) + 0.0
        if isinstance(table.c[name].type, sa.Double) and isinstance(row[name], int | float)
        else bool(row[name])
        if isinstance(table.c[name].type, sa.Boolean)
        else row[name]
        for name in names
    ]


def read_setting(connection: sa.Connection, name: str) -> str:
    """The value, empty where none was set."""
    return connection.scalar(sa.select(settings.c.value).where(settings.c.name == name)) or ""


def write_setting(connection: sa.Connection, person: str, name: str, value: str) -> None:
    """Set it, in the transaction of ``connection``."""
    said = {"value": value, "at": now(), "person": person}
    if not connection.execute(sa.update(settings).where(settings.c.name == name).values(**said)).rowcount:
        connection.execute(sa.insert(settings).values(name=name, **said))
