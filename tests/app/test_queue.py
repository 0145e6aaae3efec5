"""The queue and the item as Streamlit runs them, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from clf.app import session as desk_pages
from clf.desk.intake import add_blocks
from clf.desk.people import Role, add_person, sign_in
from clf.desk.queue import Filter, Order, page
from clf.desk.store import Desk, open_desk
from clf.evidence.finder import Evidencer
from clf.model.model import Model
from clf.types import HeadlineBlock

SPREADS = "Bananas at supermarkets injected with blood that carries HIV"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: Model) -> Iterator[Desk]:
    monkeypatch.setenv("CLF_DESK", str(tmp_path / "desk.sqlite"))
    desk_pages.the_desk.clear()
    st.cache_data.clear()  # the choices of another test's desk
    opened = open_desk()
    sign_in(opened, "lee")
    add_person(opened, "lee", "max", Role.MODERATOR)
    blocks = [HeadlineBlock(f"Council meets {number} times this year", source="a.example") for number in range(60)]
    blocks += [HeadlineBlock(SPREADS, source="b.example"), HeadlineBlock("You won't believe this secret trick")]
    add_blocks(opened, "lee", blocks, model.score(blocks), Evidencer.load())
    yield opened
    opened.close()
    desk_pages.the_desk.clear()


def drawn(name: str) -> AppTest:
    def script() -> None:
        from clf.app.pages.queue import show_queue

        show_queue()

    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["person"] = name
    return app.run()


def said(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*app.markdown, *app.caption, *app.warning])


def test_filters_narrow_the_table_and_its_count(desk: Desk) -> None:
    app = drawn("max")
    assert not app.exception
    assert "1 to 50 of 62" in said(app)
    assert "no sign that a headline is true" in said(app).replace("\\", "")
    app.selectbox(key="queue_evidence").set_value(3).run()
    assert "1 to 1 of 1" in said(app)
    assert list(app.dataframe[0].value["Headline"]) == [SPREADS]
    assert list(app.dataframe[0].value["Evidence"]) == ["●●● high"]
    app.selectbox(key="queue_evidence").set_value(0)
    app.selectbox(key="queue_source").set_value("a.example").run()
    assert "1 to 50 of 60" in said(app)
    app.text_input(key="queue_text").set_value("59 times").run()
    assert "1 to 1 of 1" in said(app)
    app.slider(key="queue_score").set_value((99, 100)).run()
    assert "Nothing here" in app.info[0].value


def test_pages_go_on_and_back(desk: Desk) -> None:
    app = drawn("max")
    first = list(app.dataframe[0].value["Headline"])
    next(button for button in app.button if button.label == "Next page").click().run()
    assert "51 to 62 of 62" in said(app)
    assert not set(first) & set(app.dataframe[0].value["Headline"])
    next(button for button in app.button if button.label == "Previous page").click().run()
    assert list(app.dataframe[0].value["Headline"]) == first


def test_only_leads_are_offered_bulk_decisions(desk: Desk) -> None:
    assert "bulk-fine" not in [button.key for button in drawn("max").button]
    assert "bulk-fine" in [button.key for button in drawn("lee").button]


def test_an_item_in_other_hands_is_not_opened(desk: Desk) -> None:
    from clf.desk.queue import claim

    (item,) = page(desk, Filter(evidence=3)).rows
    claim(desk, "lee", item.id)
    app = drawn("max")
    app.selectbox(key="queue_evidence").set_value(3).run()
    app.button(key="open_one").click().run()
    assert "item" not in app.session_state
    assert "lee is working on this item" in said(app).replace("\\", "")
    assert "lee is working on this item" not in said(app.run()).replace("\\", "")  # once


def test_the_order_that_teaches_puts_unlike_uncertain_items_first(desk: Desk) -> None:
    app = drawn("max")
    app.selectbox(key="queue_order").set_value(Order.TEACH).run()
    assert not app.exception
    first = page(desk, Filter(), Order.TEACH, size=3).rows
    assert list(app.dataframe[0].value["Headline"])[:3] == [row.headline for row in first]
    assert sum(row.headline.startswith("Council meets") for row in first) <= 1  # sixty that are nearly the same
