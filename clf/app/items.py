"""Opening an item from any page, and what helps to decide it: edited headlines, similar ones, its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from clf import HeadlineBlock, Model
from clf.app.detail import reasons_text
from clf.app.format import badge, literal, percent, when
from clf.app.session import me, the_desk
from clf.app.state import decided_of, live_model
from clf.desk import Order, claim, history, prepare, scores_of
from clf.errors import DeskError


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


def prepare_teaching(order: Order) -> None:
    """See to the batch if ``order`` needs one, and begin the queue anew where it is a new one."""
    if order is not Order.TEACH:
        return
    with st.spinner("Picking what would teach the most…"):
        if prepare(the_desk(), me(), live_model()):
            st.session_state["queue_starts"] = [None]


_SIMILAR = 5


@st.fragment
def draw_what_if(item: int, block: HeadlineBlock, model: Model) -> None:
    """A field with the headline: whatever is typed is scored at once, and the difference stated."""
    st.subheader("What if it were written otherwise", anchor=False)
    text = st.text_input(
        "Edit the headline", block.headline, key=f"what-if-{item}", live=True, label_visibility="collapsed"
    )
    if not text or text == block.headline:
        st.caption("Change the headline above: its score and reasons move as you type. Nothing is saved.")
        return
    before, after = model.score([block])[0], model.explain(replace(block, headline=text))
    change = round((after.score.probability - before.probability) * 100)
    moved = f"{abs(change)} points {'more' if change > 0 else 'less'} than as it is" if change else "as before"
    now, then = after.score, before
    st.markdown(f"**{percent(now.probability)}** {badge(now.band)}, {moved} ({percent(then.probability)})")
    st.markdown(reasons_text(after, 3))


def draw_similar(item: int, block: HeadlineBlock) -> None:
    """Decided headlines that share most with this one."""
    st.subheader("Similar headlines that were decided", anchor=False)
    found = decided_of(the_desk()).nearest(block.headline, item, _SIMILAR)
    lines = [f"- **{row.verdict}** by {literal(row.decided_by)}: {literal(row.headline, 160)}" for row in found]
    st.markdown("\n".join(lines) or "None yet.")


def draw_history(item: int) -> None:
    """What happened to the item, and its score by each model."""
    entries, scores = history(the_desk(), item, 30), scores_of(the_desk(), item)
    with st.expander(f"History: {len(entries)} {'entry' if len(entries) == 1 else 'entries'}"):
        for entry in entries:
            said = " · ".join(filter(None, (entry.verdict or "", entry.reason, entry.note)))
            st.markdown(literal(f"{when(entry.at)} UTC: {entry.person}, {entry.action} {said}"))
        for score in scores:
            st.caption(f"{when(score.at)} UTC: {percent(score.probability)} by model {literal(score.model)}")
