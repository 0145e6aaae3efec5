"""Opening the store: SQLite in a file of this computer by default, PostgreSQL where an address says so."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from clf.errors import DeskError
from clf.paths import user_path

VARIABLE = "CLF_DESK"
_MIGRATIONS = Path(__file__).with_name("migrations")
_PATIENCE = 30  # seconds that a writer waits for another
_LOCK = 5_104_102  # PostgreSQL's name for "the store's tables are being changed"


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
    url = sa.make_url(address(given))
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


class Desk:
    """An open store: `read` for queries, `write` for changes, each one transaction."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that changes nothing."""
        with _said(), self.engine.connect().execution_options(only_reads=True) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that is on the disk once the block ends, or has left no trace."""
        with _said(), self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close its connections."""
        self.engine.dispose()


def open_desk(given: str | None = None) -> Desk:
    """Open the store at `address`, made or brought up to date where needed; raises `DeskError`."""
    url = sa.make_url(address(given))
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DeskError(f"{url.database}: no desk can be kept there ({error.strerror}): set {VARIABLE}") from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise DeskError(f"{url.drivername}: the desk is kept in SQLite or PostgreSQL: give a path or postgresql://…")
    try:
        engine = sa.create_engine(url, pool_pre_ping=url.get_backend_name() == "postgresql")
    except ModuleNotFoundError as error:
        raise DeskError(f"this needs {error.name}, which is not installed: pip install 'clf[postgres]'") from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    desk = Desk(engine)
    migrate(desk)
    return desk


def migrate(desk: Desk) -> str:
    """Bring the tables to the newest form and return its name; two programs at once do it one after the other."""
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head() or ""
    with desk.read() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return newest
    with desk.write() as connection:
        if desk.engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except Exception as error:
            if "locate revision" in str(error):
                raise DeskError("the desk was made by a newer clf: update this one (pip install -U clf)") from None
            raise
    return newest


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
def _said() -> Iterator[None]:
    """What the database could not do, in one line."""
    try:
        yield
    except sa.exc.OperationalError as error:
        cause = str(error.orig).strip().splitlines()[0]
        raise DeskError(f"the desk's database does not answer ({cause}): is it running, full, or locked?") from error
