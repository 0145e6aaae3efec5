"""One item, claimed for whoever looks at it, and its decision by one key; the next one opens by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
import streamlit as st

from clf.app.detail import draw_detail
from clf.app.evidence import draw_item_evidence
from clf.app.format import literal, when
from clf.app.items import draw_history, draw_not_opened, draw_similar, draw_what_if, open_item, prepare_teaching
from clf.app.session import default_policy, desk_model, me, the_desk
from clf.desk import (
    LEASE,
    Filter,
    Order,
    Verdict,
    claim,
    claim_next,
    decide,
    get_item,
    last_decision,
    now,
    rescore_item,
    undo,
)
from clf.errors import DeskError, StaleError
from clf.types import HeadlineBlock

_KEYS = {Verdict.CLICKBAIT: "1", Verdict.FINE: "2", Verdict.UNSURE: "3", Verdict.SKIP: "4"}
_REASONS = {
    "Q": "Hides the point",
    "W": "Exaggerates",
    "E": "Gossip",
    "A": "Plain report",
    "S": "Not a headline",
    "D": "Other",
}
_RENEWED = "4m"  # a claim lasts ten minutes


def show_item() -> None:
    """Verdict buttons above the explanation; a message where somebody else was quicker."""
    _draw_messages()
    item = _current()
    if item is None:
        st.title("Nothing waits", anchor=False)
        st.caption("Every item is decided or in somebody's hands. Put more into the queue from the Inbox.")
        st.button("Undo the last decision", shortcut="Z", on_click=_undo)
        return
    model = desk_model()
    if rescore_item(the_desk(), me(), model, item.id):  # what is decided on is what is shown
        item = get_item(the_desk(), item.id) or item
    _draw_keys(item)
    _hold(item.id)
    block = HeadlineBlock(item.headline, item.teaser, item.url, item.source, item.position)
    about = " · ".join(filter(None, (item.source, item.section, item.url))) or "pasted"
    if item.status != "waiting":
        decided = when(item.decided_at, "%d %b %H:%M")
        about += f" · **{item.verdict}** by {item.decided_by} on {decided} UTC: deciding again replaces that"
    st.caption(literal(about).replace(r"\*\*", "**"))
    left, right = st.columns([6, 5], gap="medium")
    with left, st.container(key="detail"):
        draw_detail(model.explain(block), model.thresholds.band)
    with right:
        draw_item_evidence(item, block)
        draw_what_if(item.id, block, model)
        draw_similar(item.id, block)
        draw_history(item.id)


def _current() -> sa.Row[Any] | None:
    """The item at hand, held for longer if it is still as it was seen; else the next one of the queue as filtered."""
    current = st.session_state.get("item")  # id and version that were looked at
    item = get_item(the_desk(), current[0]) if current else None
    if item is not None and current is not None and item.version == current[1]:
        if item.claimed_by == me() and (item.claimed_until or 0) > now() + LEASE // 2:
            return item
        try:
            return claim(the_desk(), me(), item.id)
        except StaleError as error:
            st.warning(literal(f"{error}. This is the next one."))
    elif item is not None:
        st.warning(literal(f"“{item.headline}” has changed since you opened it. This is the next one."))
    view = st.session_state.get("queue_view")
    chosen, order = (replace(view.chosen, status="waiting"), view.order) if view else (Filter(), Order.RISK)
    prepare_teaching(order)
    item = claim_next(the_desk(), me(), chosen, order) or claim_next(the_desk(), me())
    st.session_state["item"] = (item.id, item.version) if item else None
    return item


@st.fragment(run_every=_RENEWED)
def _hold(item: int) -> None:
    """Keep the claim for as long as the page is open."""
    try:
        held = get_item(the_desk(), item)
        if held is not None and held.claimed_by == me() and (held.claimed_until or 0) < now() + LEASE // 2:
            claim(the_desk(), me(), item)
    except DeskError:
        return  # whoever decides now is told


def _draw_messages() -> None:
    draw_not_opened()
    if message := st.session_state.pop("desk_message", ""):
        st.warning(literal(message))
    if refused := st.session_state.pop("refused", None):
        item, headline, why = refused
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(literal(f"Not written: “{headline}”: {why}"))
            st.button("Look at it again", on_click=_reopen, args=(item,), key="reopen")


def _reopen(item: int) -> None:
    open_item(item)


def _draw_keys(item: sa.Row[Any]) -> None:
    columns = st.columns(5)
    for column, (verdict, key) in zip(columns, _KEYS.items(), strict=False):
        column.button(
            verdict.capitalize(),
            shortcut=key,
            on_click=_decide,
            args=(item.id, item.version, verdict),
            key=f"verdict-{verdict}",
            width="stretch",
            type="secondary",
        )
    columns[4].button("Undo", shortcut="Z", on_click=_undo, key="undo", width="stretch")
    picked = st.session_state.get(f"reason-{item.id}", "")
    with st.container(horizontal=True, vertical_alignment="center", key="reason_keys"):
        st.markdown("Reason")
        for key, reason in _REASONS.items():
            st.button(
                f"✓ {reason}" if reason == picked else reason,
                shortcut=key,
                key=f"because-{key}",
                type="primary" if reason == picked else "tertiary",
                on_click=_because,
                args=(item.id, reason),
            )
        st.text_input(
            "Note", key=f"note-{item.id}", label_visibility="collapsed", placeholder="Note (optional)", width=240
        )


def _because(item: int, reason: str) -> None:
    """Choose a reason; the same key again takes it back."""
    name = f"reason-{item}"
    st.session_state[name] = "" if st.session_state.get(name) == reason else reason


def _decide(item: int, version: int, verdict: Verdict) -> None:
    said = {name: st.session_state.get(f"{name}-{item}") or "" for name in ("reason", "note")}
    st.session_state["item"] = None
    try:
        decide(the_desk(), me(), item, version, verdict, default_policy(), **said)
    except StaleError as error:
        seen = get_item(the_desk(), item)
        st.session_state["refused"] = (item, seen.headline if seen else "", str(error))
    except DeskError as error:
        st.session_state["desk_message"] = str(error)


def _undo() -> None:
    try:
        last = last_decision(the_desk(), me())
        if last is None:
            st.session_state["desk_message"] = "There is nothing to undo"
            return
        taken = claim(the_desk(), me(), undo(the_desk(), me(), last.id))
    except DeskError as error:
        st.session_state["desk_message"] = str(error)
        return
    st.session_state["item"] = (taken.id, taken.version)
