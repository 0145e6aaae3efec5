"""The pages Team, Policy and Export, as Streamlit runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import clf
from clf.app import session as desk_ui
from clf.desk.decisions import Verdict, decide
from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person, list_people, sign_in
from clf.desk.queue import claim_next
from clf.desk.store import Desk, open_desk
from clf.desk.team import ask_for_review, judge_blind, next_review
from clf.desk.thresholds import QueuePolicy, policies_set
from clf.desk.transfer import exported, write_rows
from clf.types import HeadlineBlock

EVIL = "<img src=x onerror=\"document.title='taken'\"> [click](javascript:alert(1)) *bold*"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("CLF_DESK", str(tmp_path / "desk.sqlite"))
    desk_ui.the_desk.clear()
    store = open_desk()
    sign_in(store, "ada")
    add_person(store, "ada", "max", Role.MODERATOR)
    blocks = [HeadlineBlock(f"The council meets about tram line {n}, and it will amaze you") for n in range(6)]
    blocks.append(HeadlineBlock(EVIL, EVIL, source=EVIL))
    add_blocks(store, "ada", blocks, clf.load().score(blocks))
    yield store
    store.close()
    desk_ui.the_desk.clear()


def opened(page: str, person: str) -> AppTest:
    script = (
        f"import streamlit as st\nst.session_state['person'] = {person!r}\n"
        f"from clf.app.pages.{page} import show_{page}\nshow_{page}()\n"
    )
    at = AppTest.from_string(script, default_timeout=60).run()
    assert not at.exception
    return at


def _decide(desk: Desk, person: str, verdict: Verdict) -> None:
    item = claim_next(desk, person)
    assert item is not None
    decide(desk, person, item.id, item.version, verdict, QueuePolicy(0.8, 0.1))


def test_the_policy_page_says_how_often_the_bands_agreed_with_people(desk: Desk) -> None:
    assert not opened("policy", "ada").table
    for verdict in (Verdict.CLICKBAIT, Verdict.CLICKBAIT, Verdict.FINE):
        _decide(desk, "max", verdict)
    at = opened("policy", "ada")
    at.slider[0].set_value(0.0).run()  # clickbait from: all of them
    rows = at.table[0].value
    assert list(rows["Decided"]) == ["3", "0", "0"]
    assert list(rows["Agreed"]) == ["2", "–", "–"]
    assert list(rows["Share"]) == ["67\xa0%", "–", "–"]
    assert rows["95 % interval"][0] == "21\xa0% to 94\xa0%"


def test_moving_a_threshold_shows_what_it_would_mean_and_saves_nothing(desk: Desk) -> None:
    at = opened("policy", "ada")
    assert at.metric[0].value == "7 of 7"
    at.slider[2].set_value(99.5).run()
    assert not at.exception
    assert at.metric[0].value == "0 of 7"
    assert policies_set(desk) == []
    at.button(key="save-policy").click().run()
    assert [(who, policy.queue_from) for _, who, policy in policies_set(desk)] == [("ada", 0.995)]


def test_a_moderator_may_look_at_the_policy_and_not_set_it(desk: Desk) -> None:
    at = opened("policy", "max")
    at.slider[0].set_value(95.0).run()
    at.button(key="save-policy").click().run()
    assert "needs the role lead" in at.warning[0].value
    assert policies_set(desk) == []


def test_the_team_sees_who_decided_what(desk: Desk) -> None:
    for person, verdict in (("ada", Verdict.CLICKBAIT), ("max", Verdict.FINE), ("max", Verdict.FINE)):
        _decide(desk, person, verdict)
    at = opened("team", "max")
    assert at.dataframe[0].value["Judged"].tolist() == [2, 1]
    assert any("judged by two people" in box.value for box in at.info)


def test_second_opinions_are_blind_and_tell_agreement(desk: Desk) -> None:
    for _ in range(7):
        _decide(desk, "ada", Verdict.CLICKBAIT)
    ask_for_review(desk, "ada", 7)
    at = opened("team", "max")
    shown = "\n".join(text.value for text in at.markdown)
    assert "clickbait" not in shown
    at.button(key="blind-fine").click().run()
    assert not at.exception
    for _ in range(6):
        item = next_review(desk, "max")
        assert item is not None
        judge_blind(desk, "max", item.id, "clickbait")
    at = opened("team", "max")
    assert at.metric[0].label == "Krippendorff's alpha"
    differ = at.dataframe[2].value
    assert differ["One says"].tolist() == ["clickbait"]
    assert differ["Another says"].tolist() == ["fine"]


def test_only_a_lead_asks_and_only_an_admin_names_people(desk: Desk) -> None:
    at = opened("team", "max")
    next(b for b in at.button if b.label == "Ask for second opinions").click().run()
    assert any("needs the role lead" in box.value for box in at.info)
    at.text_input[0].set_value("eve")
    next(b for b in at.button if b.label.startswith("Add")).click().run()
    assert "needs the role admin" in at.warning[0].value
    at = opened("team", "ada")
    at.text_input[0].set_value("eve")
    next(b for b in at.button if b.label.startswith("Add")).click().run()
    assert not at.exception
    assert ("eve", Role.MODERATOR) in list_people(desk)


def shown(page: str, function: str) -> AppTest:
    """A page as `clf.app.main.show` draws it: what clf raises on purpose is one line on it."""
    script = (
        "import streamlit as st\nfrom clf.errors import ClfError\nst.session_state['person'] = 'ada'\n"
        f"from clf.app.pages.{page} import {function}\n"
        f"try:\n    {function}()\nexcept ClfError as error:\n    st.error(str(error))\n"
    )
    return AppTest.from_string(script, default_timeout=60).run()


@pytest.mark.parametrize("button", ["verdict-fine", "undo"])
def test_a_decision_on_a_store_that_was_removed_is_refused_in_one_line(desk: Desk, tmp_path: Path, button: str) -> None:
    _decide(desk, "ada", Verdict.FINE)
    at = shown("decide", "show_item")
    assert not at.exception
    (tmp_path / "desk.sqlite").unlink()
    at.button(key=button).click().run()
    assert not at.exception
    assert any("removed or replaced" in line.value for line in [*at.warning, *at.error])


def test_times_that_no_calendar_has_draw_a_page_all_the_same(desk: Desk) -> None:
    _decide(desk, "ada", Verdict.FINE)
    with desk.engine.connect() as connection:  # as somebody might who edits the file
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql("DROP TRIGGER decisions_update")
        for change in ("items SET added_at", "items SET decided_at", "scores SET at", "decisions SET at"):
            connection.exec_driver_sql(f"UPDATE {change} = 9000000000000000000")
        connection.commit()
    for page, function in (("queue", "show_queue"), ("decide", "show_item"), ("team", "show_team")):
        at = shown(page, function)
        assert not at.exception, page
        assert not at.error, page


def test_decisions_go_out_and_come_back_in(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _decide(desk, "ada", Verdict.CLICKBAIT)
    _decide(desk, "ada", Verdict.FINE)
    at = opened("export", "ada")
    next(b for b in at.button if b.label == "Make the file").click().run()
    assert not at.exception
    path = tmp_path / "decisions.jsonl"
    assert write_rows(exported(desk), path) == 2
    assert list(exported(desk, 2**60)) == []
    content = path.read_bytes() + b'{"headline": 1}\n'
    monkeypatch.setenv("CLF_DESK", str(tmp_path / "other.sqlite"))
    desk_ui.the_desk.clear()
    other = open_desk()
    sign_in(other, "eve")
    add_person(other, "eve", "max", Role.MODERATOR)
    for person, said in (("max", "needs the role admin"), ("eve", "2 of 2 decisions are new"), ("eve", "0 of 2")):
        at = opened("export", person)
        at.file_uploader(key="decisions").set_value(("decisions.jsonl", content, "application/json")).run()
        next(b for b in at.button if b.label == "Bring them in").click().run()
        assert not at.exception
        shown = " ".join(box.value for box in [*at.success, *at.warning]).replace("\\", "")
        assert said in shown
    assert sorted(row["headline"] for row in exported(other)) == sorted(row["headline"] for row in exported(desk))
    other.close()
