"""The team's thresholds: move one and see at once what it would have meant for last month's items."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from clf.app.charts import CLICKBAIT, INK, NEWS
from clf.app.format import SIGNS, literal, percent, when
from clf.app.session import default_policy, desk_policy, me, the_desk
from clf.app.state import live_model
from clf.desk import MONTH, Agreed, QueuePolicy, bands_agreed, effect, policies_set, set_policy, spread
from clf.desk import now as moment
from clf.errors import DeskError
from clf.types import Band

_BINS = 50


def show_policy() -> None:
    """Sliders, what they would mean, and the policies of before."""
    st.title("Policy", anchor=False)
    st.caption(
        "From which probability a block is called clickbait, below which it is called fine, and from which it comes "
        "into the queue. Nothing changes before you save, and no score changes: they are only read another way."
    )
    now = desk_policy()
    sliders, meaning = st.columns([2, 3], gap="large")
    with sliders:
        wanted = _sliders(now)
        _draw_promise(wanted)
        _draw_save(wanted, now)
    with meaning:
        _draw_month(wanted)
        _draw_agreed(wanted)
    _draw_history()


def _sliders(now: QueuePolicy) -> QueuePolicy:
    def slider(label: str, value: float, help_: str) -> float:
        return st.slider(label, 0.0, 100.0, round(100 * value, 1), 0.5, format="%.1f %%", help=help_) / 100

    clickbait = slider("Clickbait from", now.clickbait_from, "At or above this, a block is called clickbait")
    fine = slider("Fine below", now.fine_below, "Below this, a block is called fine")
    queue = slider("Into the queue from", now.queue_from, "Below this, an item waits outside the queue")
    return QueuePolicy(clickbait, min(fine, clickbait), queue)


def _draw_promise(wanted: QueuePolicy) -> None:
    """What the model's own held-out headlines say of these thresholds."""
    table = live_model().folder.operating
    bait, fine = table.clickbait(wanted.clickbait_from), table.fine(wanted.fine_below)
    st.caption(
        f"On the {table.rows:,} headlines that the model was calibrated with, {percent(bait.share)} are at or above "
        f"the first threshold, and {percent(bait.purity)} of those were clickbait; {percent(fine.share)} are below the "
        f"second, and {percent(fine.purity)} of those were not."
    )


def _draw_save(wanted: QueuePolicy, now: QueuePolicy) -> None:
    if st.button("Make this the policy", type="primary", disabled=wanted == now, key="save-policy"):
        try:
            set_policy(the_desk(), me(), wanted)
        except DeskError as error:
            st.warning(literal(str(error)))
        else:
            st.rerun()


def _draw_agreed(wanted: QueuePolicy) -> None:
    """How often these bands said what moderators decided."""
    rows = bands_agreed(the_desk(), wanted, moment() - MONTH)
    st.header("The bands and the moderators, last 30 days", anchor=False)
    if not any(row.decided for row in rows):
        st.caption("Nothing was decided in that time.")
        return
    shares = [None if row.band is Band.UNSURE else row.share for row in rows]
    table = pd.DataFrame(
        {
            "Band": [f"{SIGNS[row.band]}\xa0{row.band.value}" for row in rows],
            "Decided": [f"{row.decided:,}" for row in rows],
            "Agreed": ["–" if share is None else f"{row.agreed:,}" for row, share in zip(rows, shares, strict=True)],
            "Share": ["–" if share is None else _share(share) for share in shares],
            "95 % interval": ["–" if share is None else _range(row) for row, share in zip(rows, shares, strict=True)],
        }
    )
    st.table(table, hide_index=True)
    st.caption(
        "Agreed: the moderator's verdict is what the band says, by the thresholds above. The band unsure says nothing: "
        "it leaves the headline to people."
    )


def _share(part: float) -> str:
    return f"{100 * part:.0f}\xa0%"  # a count of what happened: it may well be all or none


def _range(row: Agreed) -> str:
    low, high = row.interval
    return f"{_share(low)} to {_share(high)}"


def _draw_month(wanted: QueuePolicy) -> None:
    found = effect(the_desk(), wanted.queue_from)
    st.header("The last month's items", anchor=False)
    if not found.items:
        st.info("Nothing came in during the last month: put blocks into the queue from the Inbox.")
        return
    entering, precision, missed = st.columns(3)
    entering.metric("Into the queue", f"{found.entering:,} of {found.items:,}")
    said = "–" if found.precision is None else percent(found.precision)
    precision.metric("Precision there", said, help=f"Clickbait among the {found.decided:,} decided of those")
    missed.metric("Missed", f"{found.missed:,}", help="Decided clickbait, yet below that")
    counts = spread(the_desk(), _BINS)
    names = [wanted.thresholds.band((place + 0.5) / _BINS).value for place in range(_BINS)]
    total = {
        name: sum(n for n, band in zip(counts, names, strict=True) if band == name)
        for name in ("clickbait", "unsure", "fine")
    }
    words = ", ".join(f"about {number:,} {name}" for name, number in total.items())
    st.altair_chart(_chart(counts, names, wanted), width="stretch", alt=f"Items by probability: {words}")
    st.caption(f"By these thresholds: {words}.")


def _chart(counts: list[int], names: list[str], wanted: QueuePolicy) -> alt.LayerChart:
    ink = INK[st.context.theme.type or "light"]
    data = pd.DataFrame(
        {
            "from": [place / _BINS for place in range(_BINS)],
            "to": [(place + 1) / _BINS for place in range(_BINS)],
            "items": counts,
            "band": names,
        }
    )
    axis = {"labelColor": ink, "titleColor": ink}
    colours = alt.Scale(domain=["clickbait", "unsure", "fine"], range=[CLICKBAIT, "#8A8580", NEWS])
    bars = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            alt.X("from:Q", title="Probability", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", **axis)),
            alt.X2("to:Q"),
            alt.Y("items:Q", title="Items", axis=alt.Axis(tickMinStep=1, **axis)),
            alt.Y2(datum=0),
            alt.Color("band:N", scale=colours, legend=alt.Legend(orient="top", title=None, labelColor=ink)),
            tooltip=[alt.Tooltip("from:Q", format=".0%"), "items:Q", "band:N"],
        )
    )
    lines = pd.DataFrame(
        {
            "at": [wanted.clickbait_from, wanted.fine_below, wanted.queue_from],
            "what": ["clickbait", "fine", "queue"],
            "y": [2, 2, 18],
        }  # pixels from the top
    )
    rules = alt.Chart(lines).mark_rule(color=ink, strokeDash=[5, 3]).encode(x="at:Q")
    said = (
        alt.Chart(lines)
        .mark_text(color=ink, align="left", dx=4, baseline="top")
        .encode(x="at:Q", y=alt.Y("y:Q", scale=None, axis=None), text="what:N")
    )
    return alt.layer(bars, rules, said).properties(height=240)


def _draw_history() -> None:
    st.header("Policies so far", anchor=False)
    rows = policies_set(the_desk())
    if not rows:
        model = default_policy()
        st.caption(
            f"None was set: the model's own thresholds are in force, {percent(model.clickbait_from)} and "
            f"{percent(model.fine_below)}, and everything comes into the queue."
        )
        return
    table = pd.DataFrame(
        {
            "When (UTC)": [when(at, "%Y-%m-%d %H:%M") for at, _, _ in rows],
            "Who": [person for _, person, _ in rows],
            "Clickbait from": [f"{policy.clickbait_from:.1%}" for *_, policy in rows],
            "Fine below": [f"{policy.fine_below:.1%}" for *_, policy in rows],
            "Queue from": [f"{policy.queue_from:.1%}" for *_, policy in rows],
        }
    )
    st.dataframe(table, hide_index=True, alt="Policies, newest first")
