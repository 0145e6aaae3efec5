"""The Model page as Streamlit runs it, without a browser."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from clf.desk.decisions import Verdict, decide
from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person, sign_in
from clf.desk.store import Desk, open_desk
from clf.desk.thresholds import QueuePolicy
from clf.model.model import Model
from clf.types import HeadlineBlock

HEADLINES = ["You won't believe what the mayor did", "Council approves budget", "This one trick saves you money"]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, model: Model) -> Iterator[Desk]:
    """A desk where two people have decided three items and disagree on none."""
    monkeypatch.setenv("CLF_DESK", str(tmp_path / "desk.sqlite"))
    st.cache_resource.clear()
    desk = open_desk()
    me = getpass.getuser()
    sign_in(desk, me)
    add_person(desk, me, "mia", Role.MODERATOR)
    blocks = [HeadlineBlock(text, source="own") for text in HEADLINES]
    ids = add_blocks(desk, me, blocks, model.score(blocks))
    for item, verdict in zip(ids, (Verdict.CLICKBAIT, Verdict.FINE), strict=False):
        decide(desk, "mia", item, 0, verdict, QueuePolicy(0.8, 0.1))
    yield desk
    desk.close()
    st.cache_resource.clear()


def opened(show: Callable[[], None]) -> AppTest:
    """A page drawn for whoever runs the tests."""

    def script(module: str, name: str, person: str) -> None:
        from importlib import import_module

        import streamlit

        streamlit.session_state["person"] = person
        getattr(import_module(module), name)()

    found = AppTest.from_function(script, default_timeout=60, args=(show.__module__, show.__name__, getpass.getuser()))
    return found.run()


def said(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.info, *page.success, *page.warning, *page.error, *page.header]
    return "\n".join(str(part.value) for part in parts)


def test_the_model_page_shows_card_plots_words_and_drift(store: Desk, model: Model) -> None:
    from clf.app.pages.model import show_model

    page = opened(show_model)
    assert not page.exception
    assert not page.warning
    assert page.metric[0].value == model.id
    text = said(page)
    assert "does not decide whether a story is true" in text.replace("\n", " ")
    assert {"Does a probability keep its word?", "Where it is weakest", "Scores by week"} <= set(text.split("\n"))
    charts = [chart.proto.alt for chart in page.get("vega_lite_chart")]
    assert len(charts) >= 6
    assert all(charts)


def test_one_line_says_whether_retraining_is_due_and_why(store: Desk, model: Model) -> None:
    from clf.app.pages import model as desk_due
    from clf.app.pages.model import show_model

    desk_due._due.clear()
    text = said(opened(show_model)).replace("\\", "")
    assert "Retraining is not due yet: 2 decisions that the model has not learned from (200 are enough)" in text
    blocks = [HeadlineBlock(f"Council approves budget of {n} pounds") for n in range(200)]
    ids = add_blocks(store, "mia", blocks, model.score(blocks))
    for item in ids:
        decide(store, "mia", item, 0, Verdict.CLICKBAIT, QueuePolicy(0.8, 0.1))
    desk_due._due.clear()
    page = opened(show_model)
    against = sum(score.band == "fine" for score in model.score(blocks))
    text = page.warning[0].value.replace("\\", "")
    assert text.startswith("Retraining is due: 202 decisions")
    assert f"{against} of them against its band" in text
    assert against > 100
    assert "clf retrain" in text
