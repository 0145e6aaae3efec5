"""Shadow mode from the shell to the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import clf
from clf.app import session as desk_ui
from clf.desk.intake import add_blocks
from clf.desk.people import sign_in
from clf.desk.store import open_desk
from clf.model.registry import Registry
from clf.types import HeadlineBlock
from tests.cli.test_score import run
from tests.model.conftest import made


def test_a_candidate_scores_along_and_the_page_shows_where_it_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLF_DESK", str(tmp_path / "desk.sqlite"))
    monkeypatch.setenv("CLF_MODELS", str(tmp_path / "models"))
    desk_ui.the_desk.clear()
    desk = open_desk()
    sign_in(desk, "ada")
    blocks = [HeadlineBlock(f"You will not believe what happened in town {n}") for n in range(5)]
    add_blocks(desk, "ada", blocks, clf.load().score(blocks))
    candidate = Registry().add(made(tmp_path / "new", -9.0))
    page = (
        "import streamlit as st\nst.session_state['person'] = 'ada'\n"
        "from clf.app.pages.model import show_shadow\nshow_shadow()\n"
    )
    at = AppTest.from_string(page, default_timeout=60).run()
    assert "No candidate" in at.info[0].value
    done = run("desk", "shadow", candidate, "--as", "ada")
    assert done.returncode == 0, done.stderr
    assert "5 items so far" in done.stderr
    at.run()
    assert not at.exception
    assert at.metric[0].value == "5"
    assert run("desk", "shadow", "off", "--as", "ada").returncode == 0
    assert run("desk", "shadow", "nope", "--as", "ada").returncode == 78
    at.run()
    assert "No candidate" in at.info[0].value
    desk.close()
    desk_ui.the_desk.clear()
