"""Opening an item from anywhere: it is claimed, and the page Decide shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from clf.desk.claims import claim
from clf.errors import DeskError
from clf.ui.desk import me, the_desk
from clf.ui.literal import literal


def open_item(item: int) -> bool:
    """Claim ``item`` for whoever asks; if somebody else has it, the page that is drawn next says so."""
    try:
        taken = claim(the_desk(), me(), item)
    except DeskError as error:
        st.session_state["not_opened"] = str(error)
        return False
    st.session_state["item"] = (taken.id, taken.version)
    return True


def go_to_item(item: int) -> None:
    """For buttons: `open_item`, and on to Decide, of which `follow` takes care."""
    st.session_state["go_to_item"] = open_item(item)


def open_column(items: Sequence[int], key: str) -> Any:
    """Of a table with a row for each of ``items``: a button in each row that opens it; see `follow`."""
    return st.column_config.ButtonColumn("", width=70, type="tertiary", on_click=_open, args=(items, key), key=key)


def follow() -> None:
    """At the start of a page with such buttons: go where one led, or say why it did not."""
    if st.session_state.pop("go_to_item", False):
        st.switch_page(st.session_state["decide_page"])
    draw_not_opened()


def draw_not_opened() -> None:
    """Why the item that was asked for last is not open, once."""
    if message := st.session_state.pop("not_opened", ""):
        st.warning(literal(message))


def _open(items: Sequence[int], key: str) -> None:
    click = st.session_state.get(key)
    if click is not None and click["row"] < len(items):
        go_to_item(items[click["row"]])
