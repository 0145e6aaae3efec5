"""Another model goes live while the page is open."""

from __future__ import annotations

from pathlib import Path
from threading import Thread, enumerate

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

import clf
from clf.app.session import the_desk
from clf.desk.intake import add_blocks
from clf.desk.people import sign_in
from clf.desk.schema import items
from clf.desk.store import open_desk
from clf.model.registry import Registry
from tests.app.test_app import APP, shown_text
from tests.model.conftest import made


def rescoring() -> list[Thread]:
    return [thread for thread in enumerate() if thread.name.startswith("rescore")]


def test_a_switch_is_seen_at_the_next_change_and_what_waits_is_scored_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLF_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("CLF_DESK", str(tmp_path / "desk.sqlite"))  # other tests count what waits
    the_desk.clear()
    page = AppTest.from_file(str(APP), default_timeout=60).run()
    desk, shipped = open_desk(), clf.load()
    sign_in(desk, "registry-test", None)
    block = clf.HeadlineBlock("The harbour council will never tell you this", source="switch")
    (item,) = add_blocks(desk, "registry-test", [block], shipped.score([block]))
    registry = Registry()
    other = registry.add(made(tmp_path / "made", 0.4))

    def stored() -> str:
        for thread in rescoring():
            thread.join(60)
        with desk.read() as connection:
            return str(connection.scalar(sa.select(items.c.model).where(items.c.id == item)))

    registry.promote(other, who="ada", reason="to see")
    assert not page.run().exception
    assert (other in shown_text(page), stored()) == (True, other)
    registry.rollback(who="ada", reason="")
    assert not page.run().exception
    assert (shipped.id in shown_text(page), stored()) == (True, shipped.id)
    the_desk.clear()
    desk.close()
