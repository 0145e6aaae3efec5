"""A store that goes away, is damaged, or refuses: one clear error, and nothing that looks written."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from clf.desk.decisions import Verdict, decide
from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person, list_people, sign_in
from clf.desk.queue import Filter, count, get_item
from clf.desk.schema import decisions, items, metadata, people, policies, scores
from clf.desk.store import Desk, note_action, open_desk
from clf.desk.team import ask_about, judge_blind
from clf.desk.thresholds import QueuePolicy, set_policy
from clf.errors import ClfError, DeskError
from clf.model.model import Model
from clf.types import HeadlineBlock, Score
from tests.desk.conftest import HEADLINES, THRESHOLDS


def removed(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    shutil.copy(path, f"{path}.copy")
    Path(f"{path}.copy").replace(path)


def replaced_by_garbage(path: Path) -> None:
    path.with_suffix(".other").write_bytes(b"no database" * 1000)
    path.with_suffix(".other").replace(path)


@pytest.mark.parametrize("attack", [removed, replaced, replaced_by_garbage])
def test_a_file_that_went_away_is_noticed_before_the_next_write(
    filled: Desk, place: str, attack: Callable[[Path], None]
) -> None:
    if filled.engine.dialect.name != "sqlite":
        pytest.skip("a matter of files")
    decide(filled, "max", 1, 0, Verdict.FINE, THRESHOLDS)
    attack(Path(place))
    for act in (lambda: decide(filled, "max", 2, 0, Verdict.FINE, THRESHOLDS), lambda: list_people(filled)):
        with pytest.raises(DeskError, match=r"desk\.sqlite: the file was removed or replaced.*start the desk again"):
            act()
    assert Path(place).exists() == (attack is not removed)  # no new, empty one either


def test_a_file_that_goes_away_while_something_is_written_is_noticed(filled: Desk, place: str) -> None:
    if filled.engine.dialect.name != "sqlite":
        pytest.skip("a matter of files")
    with pytest.raises(DeskError, match="nothing was written"):
        write_while(filled, lambda: replaced(Path(place)))
    desk = open_desk(place)
    assert count(desk, Filter(section="other")) == 0
    desk.close()


def write_while(desk: Desk, act: Callable[[], None]) -> None:
    with desk.write() as connection:
        connection.execute(sa.update(items).values(section="other"))
        act()


@pytest.mark.parametrize("content", [b"no database" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "desk.sqlite").write_bytes(content)
    with pytest.raises(DeskError, match="database") as caught:
        open_desk(str(tmp_path / "desk.sqlite"))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_damaged_under_the_desk_is_one_line(filled: Desk, place: str) -> None:
    if filled.engine.dialect.name != "sqlite":
        pytest.skip("a matter of files")
    with filled.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with Path(place).open("r+b") as file:
        file.write(b"\xff" * Path(place).stat().st_size)
    filled.engine.dispose()
    with pytest.raises(DeskError, match="database"):
        decide(filled, "max", 1, 0, Verdict.FINE, THRESHOLDS)


@pytest.mark.parametrize("place", ["mysql://x/y", "nothing://x", "postgresql://[", "a\0b", "sqlite://host/x"])
def test_an_odd_address_is_one_line(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ClfError):
        open_desk(place)


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: sign_in(desk, "nu\0l"),
        lambda desk: sign_in(desk, "half \ud800"),
        lambda desk: sign_in(desk, "x" * 10_000),
        lambda desk: get_item(desk, 2**63),
        lambda desk: count(desk, Filter(since=2**63)),
        lambda desk: count(desk, Filter(text="nu\0l \ud800")),
        lambda desk: decide(desk, "max", 2**63, 0, Verdict.FINE, THRESHOLDS),
        lambda desk: decide(desk, "max", 1, 2**70, Verdict.FINE, THRESHOLDS),
        lambda desk: decide(desk, "max", 1, 0, Verdict.FINE, THRESHOLDS, "nu\0l"),
        lambda desk: decide(desk, "max", 1, 0, Verdict.FINE, THRESHOLDS, note="half \ud800"),
        lambda desk: decide(desk, "max", 1, 0, Verdict.FINE, THRESHOLDS, note="x" * 50_000_000),
        lambda desk: decide(desk, "max", 1, 0, "bogus<script>", THRESHOLDS),
        lambda desk: decide(desk, "max", 1, 0, Verdict.FINE, QueuePolicy(float("nan"), 0.1)),
        lambda desk: judge_blind(desk, "mia", 2, "bogus<script>"),
        lambda desk: judge_blind(desk, "mia", 2, "fine", "nu\0l"),
        lambda desk: set_policy(desk, "lee", QueuePolicy(float("nan"), float("nan"))),
        lambda desk: add_person(desk, "ada", "new", "emperor"),
    ],
)
def test_what_cannot_be_stored_or_asked_is_one_line_and_changes_nothing(
    filled: Desk, act: Callable[[Desk], object]
) -> None:
    decide(filled, "max", 2, 0, Verdict.FINE, THRESHOLDS)
    ask_about(filled, "lee", [2])
    before = everything(filled)
    with contextlib.suppress(DeskError):  # where the two databases differ: PostgreSQL looks for 2^63 and finds nothing
        act(filled)
    assert everything(filled) == before


def everything(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    with desk.read() as connection:
        return {
            name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def insert(desk: Desk, decision: dict[str, Any]) -> None:
    with desk.write() as connection:
        note_action(connection, "max", "decide", decision_id=decision["id"])
        connection.execute(sa.insert(decisions).values(**decision))


ODD = [
    (decisions, {"verdict": "bogus"}),
    (decisions, {"probability": 5.0}),
    (decisions, {"strength": float("inf")}),
    (decisions, {"clickbait_from": float("nan")}),
    (decisions, {"person": ""}),
    (decisions, {"at": 9 * 10**18}),
    (decisions, {"at": -1}),
    (decisions, {"undone_at": 9 * 10**18}),
    (decisions, {"note": "x" * 10_001}),
    (items, {"probability": -1e308}),
    (items, {"strength": float("nan")}),
    (items, {"position": -1}),
    (items, {"position": 2**31}),
    (items, {"added_at": 9 * 10**18}),
    (items, {"headline": "x" * 100_001}),
    (items, {"status": "lost"}),
    (items, {"verdict": "bogus"}),
    (items, {"evidence": 4}),
    (items, {"source": "x" * 601}),
    (items, {"headline": "a\0b"}),
    (items, {"decided_at": 2**62}),
    (scores, {"probability": 1.0001}),
    (scores, {"model": ""}),
    (people, {"role": "emperor"}),
    (people, {"name": ""}),
    (policies, {"queue_from": 2.0}),
]


@pytest.mark.parametrize(("table", "values"), ODD, ids=[f"{table}-{[*values.items()]!r:.40}" for table, values in ODD])
def test_the_schema_refuses_it_too(filled: Desk, table: sa.Table, values: dict[str, Any]) -> None:
    set_policy(filled, "lee", THRESHOLDS)
    decide(filled, "max", 1, 0, Verdict.FINE, THRESHOLDS)
    if table is decisions:  # which no UPDATE reaches
        with filled.read() as connection:
            values = {**connection.execute(sa.select(decisions)).mappings().one(), "id": 2, "origin": "x", **values}
        with pytest.raises(DeskError, match="refused"):
            insert(filled, values)
        return
    with pytest.raises(DeskError, match="refused"), filled.write() as connection:
        connection.execute(sa.update(table).values(**values))


def test_blocks_that_cannot_be_stored_cost_the_others_nothing(desk: Desk, model: Model) -> None:
    good = [HeadlineBlock(headline) for headline in HEADLINES[:2]]
    odd = [
        HeadlineBlock("nu\0l and half \ud800", "t\0", "u\ud800", "s" * 5000, 0, "\0"),
        HeadlineBlock("x" * 200_000),
        HeadlineBlock("far", position=2**31),
        HeadlineBlock("before", position=-1),
        HeadlineBlock("no score"),
        HeadlineBlock("too sure"),
    ]
    given = model.score([*good, *odd])
    given[-2] = Score(float("nan"), float("nan"), given[0].band, model.id)
    given[-1] = Score(7.0, 0.5, given[0].band, model.id)
    assert len(add_blocks(desk, "max", [*good, *odd], given)) == 4
    assert add_blocks(desk, "max", [*good, *odd], given) == []
    item = get_item(desk, 3)
    assert item is not None
    assert item.headline == "nu\N{REPLACEMENT CHARACTER}l and half \N{REPLACEMENT CHARACTER}"
    assert len(item.source) == 600


def test_six_people_who_sign_in_at_once_at_an_empty_desk_get_one_admin(place: str) -> None:
    open_desk(place).close()
    program = "import sys; from clf.desk.store import open_desk; from clf.desk.people import sign_in\n"
    program += "desk = open_desk(sys.argv[1]); input(); sign_in(desk, sys.argv[2])"
    running = [
        subprocess.Popen([sys.executable, "-c", program, place, f"p{n}"], stdin=subprocess.PIPE, text=True)
        for n in range(6)
    ]
    for one in running:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    for one in running:
        one.communicate(timeout=60)
        assert one.returncode == 0
    desk = open_desk(place)
    assert sorted(role for _, role in list_people(desk)) == [Role.ADMIN, *[Role.MODERATOR] * 5]
    desk.close()


def test_a_store_of_a_development_version_is_named_with_a_remedy(place: str) -> None:
    engine = sa.create_engine(open_desk(place).engine.url)
    with engine.begin() as connection:
        for number in ("0001", "0003"):
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{number}'")
        connection.exec_driver_sql("DROP TABLE audit")
        connection.exec_driver_sql("CREATE TABLE audit (id INTEGER PRIMARY KEY, at BIGINT)")
    engine.dispose()
    name = Path(place).name.partition("?")[0]
    with pytest.raises(DeskError, match=rf"{name}.*development version.*move it away"):
        open_desk(place)


def test_a_store_of_a_newer_version_is_refused(place: str) -> None:
    desk = open_desk(place)
    with desk.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    desk.close()
    with pytest.raises(DeskError, match="newer clf"):
        open_desk(place)
