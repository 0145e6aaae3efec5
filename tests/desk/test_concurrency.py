"""Many at once, and one killed in the middle: what was acknowledged is there, once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

import clf
from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person
from clf.desk.schema import audit, decisions, items
from clf.desk.store import Desk, open_desk
from clf.desk.verify import verify
from clf.model.model import Model
from clf.types import HeadlineBlock

ROOT = Path(clf.__file__).parent.parent
WRITERS, ITEMS = 8, 80


def prepared(desk: Desk, model: Model) -> None:
    for number in range(WRITERS):
        add_person(desk, "ada", f"writer-{number}", Role.MODERATOR)
    blocks = [HeadlineBlock(f"Headline number {number} of many") for number in range(ITEMS)]
    add_blocks(desk, "ada", blocks, model.score(blocks))


def started(place: str, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.desk.writer", place, f"writer-{number}"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def pairs(said: str) -> list[tuple[int, int]]:
    lines = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return [(int(decision), int(item)) for decision, item in lines]


def stored(desk: Desk) -> list[tuple[int, int]]:
    with desk.read() as connection:
        return [tuple(row) for row in connection.execute(sa.select(decisions.c.id, decisions.c.item_id))]


def test_eight_writers_lose_nothing_and_never_share_an_item(desk: Desk, place: str, model: Model) -> None:
    prepared(desk, model)
    writers = [started(place, number) for number in range(WRITERS)]
    said = [pair for writer in writers for pair in pairs(writer.communicate(timeout=120)[0])]
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert sorted(said) == sorted(stored(desk))
    assert sorted(item for _, item in said) == list(range(1, ITEMS + 1))
    with desk.read() as connection:
        logged = connection.scalars(sa.select(audit.c.decision_id).where(audit.c.action == "decide")).all()
    assert sorted(logged) == sorted(decision for decision, _ in said)
    assert verify(desk)[1] == []


def test_a_killed_writer_loses_no_acknowledged_decision(desk: Desk, place: str, model: Model) -> None:
    prepared(desk, model)
    for number in range(3):
        writer = started(place, number)
        assert writer.stdout
        said = "".join(writer.stdout.readline() for _ in range(7 + 5 * number))
        writer.kill()
        said += writer.stdout.read()
        writer.wait(30)
        writer.stdout.close()
        assert set(pairs(said)) <= set(stored(desk))
    again = open_desk(place)
    with again.read() as connection:
        decided = connection.scalars(sa.select(items.c.id).where(items.c.status == "decided")).all()
        logged = connection.scalars(sa.select(audit.c.decision_id).where(audit.c.action == "decide")).all()
    assert sorted(decided) == sorted(item for _, item in stored(again))  # no half-written decision either
    assert sorted(logged) == sorted(decision for decision, _ in stored(again))
    assert verify(again)[1] == []
    again.close()
