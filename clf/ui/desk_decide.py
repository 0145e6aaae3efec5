"""One item, claimed for whoever looks at it, and its decision by one key; the next one opens by itself."""

from __future__ import annotations

import streamlit as st

from clf.block import HeadlineBlock
from clf.desk.claims import claim, claim_next
from clf.desk.decisions import Verdict, decide, last_decision, undo
from clf.desk.queue import get_item
from clf.errors import DeskError
from clf.ui.desk import default_policy, me, the_desk
from clf.ui.detail import draw_detail
from clf.ui.literal import literal
from clf.ui.model import live_model

_KEYS = {Verdict.CLICKBAIT: "1", Verdict.FINE: "2", Verdict.UNSURE: "3", Verdict.SKIP: "4"}
_REASONS = ["", "Hides the point", "Exaggerates", "Gossip", "Plain report", "Not a headline", "Other"]


def show_item() -> None:
    """Verdict buttons above the explanation; a message where somebody else was quicker."""
    model = live_model()
    if message := st.session_state.pop("desk_message", ""):
        st.warning(literal(message))
    current = st.session_state.get("item")  # id and version that were looked at
    item = get_item(the_desk(), current[0]) if current else None
    if item is None or current is None or item.version != current[1] or item.claimed_by != me():
        item = claim_next(the_desk(), me())
    st.session_state["item"] = (item.id, item.version) if item else None
    if item is None:
        st.title("Nothing waits", anchor=False)
        st.caption("Every item is decided or in somebody's hands. Put more into the queue from the Inbox.")
        st.button("Undo the last decision", shortcut="Z", on_click=_undo)
        return
    columns = st.columns(5)
    for column, (verdict, key) in zip(columns, _KEYS.items(), strict=False):
        column.button(
            verdict.capitalize(), shortcut=key, on_click=_decide, args=(item.id, item.version, verdict),
            key=f"verdict-{verdict}", width="stretch",
        )  # fmt: skip
    columns[4].button("Undo", shortcut="Z", on_click=_undo, key="undo", width="stretch")
    reason, note = st.columns(2)
    reason.selectbox("Reason", _REASONS, key=f"reason-{item.id}")
    note.text_input("Note", key=f"note-{item.id}")
    block = HeadlineBlock(item.headline, item.teaser, item.url, item.source, item.position)
    st.caption(literal(" · ".join(filter(None, (item.source, item.section, item.url))) or "pasted"))
    draw_detail(model.explain(block), model.calibration.band)


def _decide(item: int, version: int, verdict: Verdict) -> None:
    said = {name: st.session_state.get(f"{name}-{item}") or "" for name in ("reason", "note")}
    try:
        decide(the_desk(), me(), item, version, verdict, default_policy(), **said)
    except DeskError as error:
        st.session_state["desk_message"] = str(error)
    st.session_state["item"] = None


def _undo() -> None:
    last = last_decision(the_desk(), me())
    if last is None:
        st.session_state["desk_message"] = "There is nothing to undo"
        return
    try:
        taken = claim(the_desk(), me(), undo(the_desk(), me(), last.id))
    except DeskError as error:
        st.session_state["desk_message"] = str(error)
        return
    st.session_state["item"] = (taken.id, taken.version)
