"""The queue as a table, one page of the database at a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from clf.desk.queue import Filter, Order, count, page
from clf.ui.desk import the_desk
from clf.ui.model import live_model
from clf.ui.wording import SIGNS, percent

_SIZE = 50
_ORDERS = {Order.RISK: "Most like clickbait", Order.UNCERTAINTY: "Least certain", Order.AGE: "Longest waiting"}
_STATUSES = {"waiting": "Waiting", "decided": "Decided", "skipped": "Skipped", "": "All"}


def show_queue() -> None:
    """Filters, the table, and a way to its next page."""
    st.title("Queue", anchor=False)
    status, order, text = st.columns([1, 1, 2])
    chosen = Filter(
        status=status.selectbox("Status", list(_STATUSES), format_func=_STATUSES.__getitem__),
        text=text.text_input("Search in headline and teaser"),
    )
    sort = order.selectbox("Sort by", list(_ORDERS), format_func=_ORDERS.__getitem__)
    view = (chosen, sort)
    if st.session_state.get("queue_view") != view:
        st.session_state["queue_view"], st.session_state["queue_starts"] = view, [None]
    starts = st.session_state["queue_starts"]
    found = page(the_desk(), chosen, sort, starts[-1], _SIZE)
    total = count(the_desk(), chosen)
    if not found.rows:
        st.info("Nothing here. Put blocks into the queue from the Inbox.")
        return
    first = _SIZE * (len(starts) - 1)
    st.markdown(f"**{first + 1:,} to {first + len(found.rows):,} of {total:,}**")
    band = live_model().calibration.band
    table = pd.DataFrame(
        {
            "Score": [percent(row.probability) for row in found.rows],
            "Band": [f"{SIGNS[band(row.probability)]} {band(row.probability)}" for row in found.rows],
            "Headline": [row.headline for row in found.rows],
            "Source": [row.source for row in found.rows],
            "Section": [row.section for row in found.rows],
            "Added": [datetime.fromtimestamp(row.added_at / 1e6, UTC).strftime("%d %b %H:%M") for row in found.rows],
            "Status": [row.status for row in found.rows],
            "With": [row.claimed_by or row.decided_by or "" for row in found.rows],
            "Verdict": [row.verdict or "" for row in found.rows],
        }
    )
    st.dataframe(table, hide_index=True, height=480, alt="The queue", column_config={"Headline": {"width": "large"}})
    before, after, _ = st.columns([1, 1, 4])
    if before.button("Previous page", disabled=len(starts) == 1):
        starts.pop()
        st.rerun()
    if after.button("Next page", disabled=found.after is None):
        starts.append(found.after)
        st.rerun()
