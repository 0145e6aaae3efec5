"""Opening the store: SQLite in a file of this computer by default, PostgreSQL where an address says so."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

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
            from clf.desk.guards import install
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
