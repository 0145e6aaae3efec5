"""Whether retraining is due, in one line: what `clf drift` says of this desk.

Shadow mode: a candidate that scores along in silence, and where it would say otherwise.

The model at work: its card, what it was measured to be worth, what weighs most in it, and how its scores move.
"""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from clf import Model
from clf.app.charts import CLICKBAIT, INK, NEWS, Bar, contribution_chart, plots
from clf.app.format import literal, percent, signed, when
from clf.app.session import desk_model, desk_policy, the_desk
from clf.app.state import live_model, read_model
from clf.desk import DAY, Desk, QueuePolicy, compare, now, risen_words, shadow_model, weekly_scores
from clf.desk.scores import disagreements
from clf.errors import ClfError, ModelError
from clf.model import SHIPPED, Registry, find_model, read
from clf.retrain import compared, seen_at

_MOST = 5_000  # headlines of each span: enough for shares, and no wait


def draw_due(place: DeltaGenerator) -> None:
    """Fill ``place``, which stands above what is drawn before this is worked out."""
    try:
        desk, model = the_desk(), live_model()
        due, said = _due(desk, model, f"{model.id} {desk.engine.url}")
    except ClfError as error:
        place.warning(literal(str(error)))
        return
    if due:
        place.warning(f"{literal(said)}. At a shell: `clf retrain`; it changes nothing unless the new model is better.")
    else:
        place.info(f"{literal(said)}.")


@st.cache_data(ttl=600, show_spinner=False, max_entries=4)
def _due(_desk: Desk, _model: Model, key: str) -> tuple[bool, str]:
    """``key`` stands for the rest, which Streamlit does not hash."""
    found = compared(_model, seen_at(_desk, _model, most=_MOST))
    return bool(found.due), found.verdict()


_SPAN = 30  # days of decisions that are compared


def shadow_scorer() -> Model | None:
    """The candidate that scores along; None if there is none, or it can no longer be read."""
    if not (named := shadow_model(the_desk())):
        return None
    try:
        return read_model(find_model(named))
    except ModelError:
        return None


def show_shadow() -> None:
    """What the candidate makes of what waits and of the last month's decisions, beside the live model."""
    candidate = shadow_scorer()
    if candidate is None:
        st.info("No candidate scores along. A lead begins at a shell: `clf desk shadow ID`, by `clf model list`.")
        return
    its = QueuePolicy(candidate.thresholds.clickbait, candidate.thresholds.fine)
    since = now() - _SPAN * DAY
    try:
        found = compare(the_desk(), candidate.id, desk_policy(), its, since)
        rows = disagreements(the_desk(), candidate.id, desk_policy(), its, since)
    except ClfError as error:
        st.warning(literal(str(error)))
        return
    st.caption(f"{literal(candidate.id)} scores along; nobody sees its scores but here. By its own thresholds:")
    seen, moved, live, other = st.columns(4)
    seen.metric("Items scored by both", f"{found.items:,}")
    moved.metric("In another band", f"{found.moved:,}")
    about = "Decided items that only one of the two calls clickbait"
    live.metric("Live model was right", f"{found.live_right:,}", help=about)
    other.metric("Candidate was right", f"{found.candidate_right:,}")
    if not rows:
        return
    table = pd.DataFrame(
        {
            "Headline": [row.headline for row in rows],
            "Live": [f"{percent(row.live)} {row.one}" for row in rows],
            "Candidate": [f"{percent(row.candidate)} {row.other}" for row in rows],
            "Decided": [row.verdict or "" for row in rows],
        }
    )
    wide = {"Headline": st.column_config.TextColumn(width="large")}
    st.dataframe(table, hide_index=True, column_config=wide, alt="Where the two differ most")


_DRAWN = 15  # bars of each kind


def show_model() -> None:
    """Who is live, whether retraining is due, and one tab for each question about it."""
    model = desk_model()
    st.title("Model", anchor=False)
    _draw_live(model)
    due = st.empty()
    names = ["What it is worth", "Words and cues", "Drift", "Shadow", "Card", "History"]
    worth, words, drift, shadow, card, past = st.tabs(names)
    with worth:
        _draw_worth(model)
    with words:
        _draw_weights(model)
    with drift:
        _draw_drift()
    with shadow:
        show_shadow()
    with card:
        st.markdown(model.card())
    with past:
        _draw_history()
    draw_due(due)


def ink() -> str:
    """The colour of text on the page as it is now, light or dark."""
    return INK[st.context.theme.type or "light"]


def _draw_live(model: Model) -> None:
    policy = desk_policy()
    name, high, low = st.columns([2, 1, 1])
    name.metric("Live model", model.id)
    high.metric("Clickbait from", percent(policy.clickbait_from), help="As the team's policy has it")
    low.metric("Fine below", percent(policy.fine_below), help="As the team's policy has it")


def _draw_worth(model: Model) -> None:
    try:
        report = read(find_model(None), model.id)
    except ModelError as error:
        st.warning(literal(str(error)))
        return
    if report is None:
        st.info("This model was not measured: run `python -m lab evaluate --model` on its folder.")
        return
    st.caption("All on headlines that the model had not seen. None of this says whether a story is true.")
    drawn = plots(report.figures, ink())
    for place in range(0, len(drawn), 2):
        for column, plot in zip(st.columns(2, gap="large"), drawn[place : place + 2], strict=False):
            with column:
                st.header(plot.title, anchor=False)
                st.caption(literal(plot.about))
                st.altair_chart(plot.chart, width="stretch", alt=f"{plot.title} {plot.words}")
    with st.expander("All figures"):
        st.markdown(report.markdown)
    st.download_button("Download the report", report.markdown, f"{model.id}.md", "text/markdown")


def _draw_weights(model: Model) -> None:
    cues = list(model.cue_weights().items())
    ngrams = [(row["ngram"], row["weight"]) for row in model.info["ngrams"]]
    st.caption("What each adds to the log-odds where it stands in a headline; in a teaser it counts less.")
    kinds = [("Cues", "What is written", cues), ("Words and phrases", "Word or part", ngrams)]
    for column, (title, label, rows) in zip(st.columns(2, gap="large"), kinds, strict=True):
        with column:
            st.header(title, anchor=False)
            _draw_weights_of(label, sorted(rows, key=lambda row: -row[1]))


def _draw_weights_of(label: str, rows: list[tuple[str, float]]) -> None:
    strongest = sorted(sorted(rows, key=lambda row: -abs(row[1]))[:_DRAWN], key=lambda row: -row[1])
    bars = [Bar(name, weight) for name, weight in strongest]
    words = "; ".join(f"{bar.label} {signed(bar.contribution)}" for bar in bars)
    st.altair_chart(contribution_chart(bars, ink()), width="stretch", alt=f"The strongest: {words}")
    with st.expander(f"All {len(rows)}"):
        table = pd.DataFrame({label: [name for name, _ in rows], "Log-odds": [signed(weight) for _, weight in rows]})
        st.dataframe(table, hide_index=True, height=360, alt=f"{label} and log-odds")


def _draw_drift() -> None:
    weeks = weekly_scores(the_desk(), desk_policy())
    if not weeks:
        st.info("Nothing came in during the last twelve weeks: put blocks into the queue from the Inbox.")
        return
    table = pd.DataFrame(
        {
            "Week from": [when(week.start, "%Y-%m-%d") for week in weeks],
            "Items": [week.items for week in weeks],
            "Median": [week.median for week in weeks],
            "Clickbait": [week.clickbait / week.items for week in weeks],
            "Fine": [week.fine / week.items for week in weeks],
        }
    )
    scores, words = st.columns([3, 2], gap="large")
    with scores:
        st.header("Scores by week", anchor=False)
        said = "; ".join(f"{row[1]}: median {row.Median:.0%}" for row in table.itertuples())
        st.altair_chart(_weeks_chart(table), width="stretch", alt=f"Median score and bands by week. {said}")
        shares = {name: st.column_config.NumberColumn(format="percent") for name in ("Median", "Clickbait", "Fine")}
        st.dataframe(table[::-1], hide_index=True, column_config=shares, alt="Scores by week")
    with words:
        st.header("Words that came up in the last fortnight", anchor=False)
        risen = risen_words(the_desk())
        if not risen:
            st.caption("None yet: this needs headlines of the last fortnight and of before.")
            return
        st.caption("In how many of a thousand headlines, before and now. The surest changes come first.")
        lists = {"Word": [r.word for r in risen], "Before": [r.before for r in risen], "Now": [r.now for r in risen]}
        numbers = {name: st.column_config.NumberColumn(format="%.1f") for name in ("Before", "Now")}
        st.dataframe(pd.DataFrame(lists), hide_index=True, column_config=numbers, alt="Words that came up")


def _weeks_chart(table: pd.DataFrame) -> alt.Chart:
    colours = {"Clickbait": CLICKBAIT, "Fine": NEWS, "Median": ink()}
    long = table.melt("Week from", list(colours), "what", "share")
    axis = {"labelColor": ink(), "titleColor": ink()}
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    dashes = alt.Scale(domain=list(colours), range=[[1, 0], [2, 2], [6, 3]])
    legend = alt.Legend(orient="bottom", labelColor=ink(), title=None)
    return (
        alt.Chart(long)
        .mark_line(point=True)
        .encode(
            alt.X("Week from:O", axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True, **axis)),
            alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title=None, format="%", **axis)),
            alt.Color("what:N", scale=scale, legend=legend),
            alt.StrokeDash("what:N", scale=dashes, legend=legend),
            tooltip=["Week from:O", "what:N", alt.Tooltip("share:Q", format=".0%")],
        )
        .properties(height=240)
    )


def _draw_history() -> None:
    registry = Registry()
    entries, events = registry.entries(), registry.history()
    live = literal(registry.live() or SHIPPED)
    st.caption(f"Live: {live}. Models are promoted and rolled back at a shell: `clf model --help`.")
    if events:
        rows = [(e.at[:16].replace("T", " "), e.who, e.action, e.before, e.model, e.reason) for e in reversed(events)]
        switches = pd.DataFrame(rows, columns=["When (UTC)", "Who", "What", "Before", "Then", "Why"])
        st.dataframe(switches, hide_index=True, alt="Switches from one model to another")
    else:
        st.info("The shipped model has been live from the start.")
    if entries:
        kept = [(e.model, e.added_at[:16].replace("T", " "), e.parent, "live" if e.live else "") for e in entries]
        st.header("Kept models", anchor=False)
        names = ["Model", "Added (UTC)", "From", "State"]
        st.dataframe(pd.DataFrame(kept, columns=names), hide_index=True, alt="Kept models")
