"""Decided headlines are read in the background once the page starts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import clf
from clf.app.session import the_desk
from clf.app.state import decided_of, warm_up
from clf.desk.decisions import Verdict, decide
from clf.desk.intake import add_blocks
from clf.desk.people import sign_in
from clf.desk.similar import Decided
from clf.desk.store import Desk, open_desk
from clf.desk.thresholds import QueuePolicy
from clf.errors import DeskError
from clf.types import HeadlineBlock
from tests.app.test_app import APP


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The store that the page opens, with three decided headlines."""
    monkeypatch.setenv("CLF_DESK", str(tmp_path / "desk.sqlite"))
    the_desk.clear()
    opened = open_desk()
    sign_in(opened, "ada")
    blocks = [HeadlineBlock(f"Council closes harbour {n}") for n in range(3)]
    for item in add_blocks(opened, "ada", blocks, clf.load().score(blocks)):
        decide(opened, "ada", item, 0, Verdict.FINE, QueuePolicy(0.8, 0.1))
    yield opened
    opened.close()
    the_desk.clear()


def read() -> None:
    for thread in threading.enumerate():
        if thread.name == "warm up":
            thread.join(60)


def test_the_first_page_reads_them_before_any_item_is_opened(desk: Desk) -> None:
    page = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not page.exception
    read()
    assert len(decided_of(the_desk())) == 3


def test_they_are_read_once_a_store_and_nobody_waits_to_look_at_the_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = [], threading.Event()

    def slow(self: Decided) -> None:
        begun.append(self)
        go.wait(60)

    monkeypatch.setattr(Decided, "refresh", slow)
    for _ in range(2):  # two visitors
        assert not AppTest.from_file(str(APP), default_timeout=60).run().exception
    go.set()
    read()
    assert begun == [decided_of(the_desk())]


def test_a_store_that_fails_meanwhile_costs_nothing_but_the_head_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:

        def fails(self: Decided) -> None:
            raise DeskError("gone")

        broken.setattr(Decided, "refresh", fails)
        warm_up(desk)
        read()
    found = decided_of(desk)
    assert len(found) == 0
    assert [row.headline for row in found.nearest("Council closes harbour 1", most=1)] == ["Council closes harbour 1"]
