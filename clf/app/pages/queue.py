"""What of the queue is looked at, and in which order: the controls above the table.

The queue as a table, one page of the database at a time: look, open one, decide many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from clf.app.evidence import AT_LEAST, LEVELS, draw_upkeep
from clf.app.format import SIGNS, literal, percent, when
from clf.app.items import follow, go_to_item, open_column, prepare_teaching
from clf.app.session import default_policy, desk_policy, may, me, the_desk
from clf.desk import BELOW, Filter, Order, Role, Verdict, choices, count, decide_all, list_people, now, page
from clf.errors import DeskError
from clf.types import Band, Notice

_ORDERS = {
    Order.RISK: "Most like clickbait",
    Order.UNCERTAINTY: "Least certain",
    Order.AGE: "Longest waiting",
    Order.EVIDENCE: "Most evidence",
    Order.TEACH: "Teaches the most",
}
_STATUSES = {"waiting": "Waiting", "decided": "Decided", "skipped": "Skipped", BELOW: "Outside by policy", "": "All"}
_BANDS = ("", Band.CLICKBAIT, Band.UNSURE, Band.FINE)
_HOUR = 3600 * 1_000_000  # microseconds
_SPANS = {0: "Any time", 24: "Last day", 24 * 7: "Last week", 24 * 30: "Last month"}  # hours


@dataclass(frozen=True, slots=True)
class View:
    """A filter of the queue and its order."""

    chosen: Filter
    order: Order


@st.cache_data(ttl=60, show_spinner=False)
def _choices(column: str) -> list[str]:
    return choices(the_desk(), column)


def read_view() -> View:
    """Draw the controls and return what they say; kept while other pages are open."""
    status, order, band, text = st.columns([1.1, 1.5, 1.1, 2.6])
    asked = status.selectbox("Status", list(_STATUSES), format_func=_STATUSES.__getitem__, key="queue_status")
    sort = order.selectbox("Sort by", list(_ORDERS), format_func=_label, key="queue_order")
    banded = band.selectbox("Band", _BANDS, format_func=lambda b: b or "All", key="queue_band")
    sought = text.text_input("Search in headline and teaser", key="queue_text", type="search")
    score, evidence, source, section, span, person = st.columns([1.7, 1.1, 1.3, 1.1, 1.1, 1.1])
    low, high = score.slider("Score", 0, 100, (0, 100), format="%d %%", key="queue_score")
    least = evidence.selectbox("Evidence", list(AT_LEAST), format_func=AT_LEAST.__getitem__, key="queue_evidence")
    came = source.selectbox("Source", ["", *_choices("source")], format_func=_any, key="queue_source")
    stood = section.selectbox("Section", ["", *_choices("section")], format_func=_any, key="queue_section")
    hours = span.selectbox("Came in", list(_SPANS), format_func=_SPANS.__getitem__, key="queue_span")
    names = ["", *(name for name, _ in list_people(the_desk()))]
    who = person.selectbox("Moderator", names, format_func=_any, key="queue_person")
    since = (now() // _HOUR - hours) * _HOUR if hours else 0  # of whole hours, so that paging has a firm ground
    policy = desk_policy()
    chosen = Filter(
        status=asked,
        low=low / 100,
        high=high / 100,
        source=came,
        section=stood,
        person=who,
        text=sought or "",
        since=since,
        evidence=least,
        band=banded,
        fine_below=policy.fine_below,
        clickbait_from=policy.clickbait_from,
    )
    return View(chosen, sort)


def _label(order: Order) -> str:
    return _ORDERS.get(order, order.value.capitalize())


def _any(value: str) -> str:
    return value or "Any"


_SIZE = 50
_NOTICES: dict[bool, tuple[Notice, ...]] = {False: (), True: (Notice.DISGUISED,)}
_HEIGHT = 350  # pixels, so that the buttons below stay in sight at 1280x800
Rows = Sequence[Any]


def show_queue() -> None:
    """Filters, the table, what can be done with its rows, and a way to its next page."""
    st.title("Queue", anchor=False)
    follow()
    for line in st.session_state.pop("queue_said", []):
        st.warning(literal(line))
    view = read_view()
    prepare_teaching(view.order)
    if st.session_state.get("queue_view") != view:
        st.session_state["queue_view"], st.session_state["queue_starts"] = view, [None]
    starts = st.session_state["queue_starts"]
    found = page(the_desk(), view.chosen, view.order, starts[-1], _SIZE)
    whole = found.after is None and len(starts) == 1  # then nothing is to be counted, which takes as long again
    total = len(found.rows) if whole else count(the_desk(), view.chosen)
    if found.rows:
        _draw_page(found.rows, view, starts, found.after, total)
    else:
        st.info("Nothing here: change the filters above, or put blocks into the queue from the Inbox.")
    draw_upkeep()


def _draw_page(rows: Rows, view: View, starts: list[Any], after: Any, total: int) -> None:
    first = _SIZE * (len(starts) - 1)
    said, before, next_ = st.columns([6, 1.2, 1.2], vertical_alignment="center")
    said.markdown(f"**{first + 1:,} to {first + len(rows):,} of {total:,}**")
    before.button("Previous page", disabled=len(starts) == 1, on_click=starts.pop, width="stretch")
    next_.button("Next page", disabled=after is None, on_click=starts.append, args=(after,), width="stretch")
    config: dict[str, Any] = {
        "Open": open_column([row.id for row in rows], "open_row"),
        "Headline": st.column_config.TextColumn(width="large"),
        "Score": st.column_config.TextColumn(width=60, alignment="right"),
    }
    state = st.dataframe(
        _table(rows),
        hide_index=True,
        height=_HEIGHT,
        alt="The queue",
        column_config=config,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"rows-{hash((view, first, total))}",
    )
    picked = [rows[place] for place in state.selection.rows if place < len(rows)]
    _draw_actions(rows, picked)


def _table(rows: Rows) -> pd.DataFrame:
    thresholds = desk_policy().thresholds
    return pd.DataFrame(
        {
            "Open": ["Open"] * len(rows),
            "Score": [percent(row.probability) for row in rows],
            "Band": [_banded(thresholds.band(row.probability, _NOTICES[row.disguised])) for row in rows],
            "Evidence": [LEVELS[row.evidence] for row in rows],
            "Headline": [row.headline for row in rows],
            "Status": [row.verdict or row.status for row in rows],
            "With": [row.decided_by or row.claimed_by or "" for row in rows],
            "Source": [row.source for row in rows],
            "Section": [row.section for row in rows],
            "Added (UTC)": [when(row.added_at, "%d %b %H:%M") for row in rows],
        }
    )


def _banded(band: Band) -> str:
    return f"{SIGNS[band]} {band.value}"


def _draw_actions(rows: Rows, picked: Rows) -> None:
    """Open one, or decide all that are picked."""
    first = picked[0] if picked else rows[0]
    label = "Open the picked one" if picked else "Open the first"
    with st.container(horizontal=True, vertical_alignment="bottom", key="queue_actions"):
        st.button(label, shortcut="O", type="primary", key="open_one", on_click=go_to_item, args=(first.id,))
        if may(Role.LEAD):
            pairs = [(row.id, row.version) for row in picked]
            for verdict in (Verdict.CLICKBAIT, Verdict.FINE, Verdict.UNSURE):
                st.button(
                    f"All {len(pairs)} {verdict}" if pairs else verdict.capitalize(),
                    key=f"bulk-{verdict}",
                    disabled=not pairs,
                    on_click=_decide_all,
                    args=(pairs, verdict),
                    help="Decides every row picked in the table; what changed since you saw it is left alone",
                )
            st.text_input(
                "Reason for all",
                key="bulk_reason",
                width=260,
                placeholder="Reason for all (optional)",
                label_visibility="collapsed",
            )


def _decide_all(pairs: list[tuple[int, int]], verdict: Verdict) -> None:
    reason = st.session_state.get("bulk_reason", "")
    try:
        done, refused = decide_all(the_desk(), me(), pairs, verdict, default_policy(), reason)
    except DeskError as error:
        st.session_state["queue_said"] = [str(error)]
        return
    st.toast(f"{done} of {len(pairs)} decided {verdict.value}")
    st.session_state["queue_said"] = refused
