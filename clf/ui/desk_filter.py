"""What of the queue is looked at, and in which order: the controls above the table."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from clf.block import Band
from clf.desk.database import now
from clf.desk.intake import BELOW
from clf.desk.people import list_people
from clf.desk.queue import Filter, Order, choices
from clf.ui.desk import desk_policy, the_desk
from clf.ui.desk_evidence import AT_LEAST

_ORDERS = {
    Order.RISK: "Most like clickbait", Order.UNCERTAINTY: "Least certain", Order.AGE: "Longest waiting",
    Order.EVIDENCE: "Most evidence", Order.TEACH: "Teaches the most",
}  # fmt: skip
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
    bounds = _bounds(banded)
    chosen = Filter(
        status=asked, low=max(low / 100, bounds[0]), high=min(high / 100, bounds[1]), source=came, section=stood,
        person=who, text=sought or "", since=since, evidence=least,
    )  # fmt: skip
    return View(chosen, sort)


def _bounds(band: str) -> tuple[float, float]:
    policy = desk_policy()
    bounds = {
        "clickbait": (policy.clickbait_from, 1.0), "unsure": (policy.fine_below, policy.clickbait_from),
        "fine": (0.0, policy.fine_below),
    }  # fmt: skip
    return bounds.get(band, (0.0, 1.0))


def _label(order: Order) -> str:
    return _ORDERS.get(order, order.value.capitalize())


def _any(value: str) -> str:
    return value or "Any"
