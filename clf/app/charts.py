"""The two colours of the page, told apart by colour-blind readers too (Okabe and Ito's set).

The strongest contributions of an explanation, ready to be drawn as bars.

The chart of contributions.

The plots of a model's report, drawn from its figures in the colours of the page, each with its content in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from clf.app.format import signed
from clf.types import Explanation

CLICKBAIT = "#D55E00"
NEWS = "#0072B2"
INK = {"light": "#2F2D2B", "dark": "#EDEBE8"}  # Streamlit's own text colours, for what it does not colour itself


def colour(contribution: float) -> str:
    """Colour of a contribution by its sign.

    >>> colour(0.3) == CLICKBAIT, colour(-0.3) == NEWS
    (True, True)
    """
    return CLICKBAIT if contribution > 0 else NEWS


def shade(contribution: float, alpha: float) -> str:
    """The same colour, let through to ``alpha``, so that it sits on light and on dark pages alike.

    >>> shade(1.0, 0.5)
    'rgba(213,94,0,0.50)'
    """
    red, green, blue = bytes.fromhex(colour(contribution)[1:])
    return f"rgba({red},{green},{blue},{alpha:.2f})"


_LEAST = 0.005  # would read 0.00


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a word (with all its occurrences) or a cue."""

    label: str
    contribution: float


def strongest(explanation: Explanation, most: int = 15) -> tuple[list[Bar], list[Bar]]:
    """The ``most`` strongest bars, from most clickbait to most newslike, and the rest.

    >>> import clf
    >>> shown, rest = strongest(clf.load().explain("You won't believe this secret trick"), most=2)
    >>> sorted(bar.label for bar in shown), len(rest) > 2
    (['“You”', '“this”'], True)
    """
    total: dict[str, float] = {}
    seen: dict[tuple[str, str], str] = {}
    for part in explanation.words:
        name = f"“{part.text}”" if part.span.field == "headline" else f"“{part.text}” (teaser)"
        label = seen.setdefault((part.text.casefold(), part.span.field), name)
        total[label] = total.get(label, 0.0) + part.contribution
    for cue in explanation.cues:
        total[cue.title] = total.get(cue.title, 0.0) + cue.contribution
    bars = sorted((Bar(*item) for item in total.items()), key=lambda bar: -abs(bar.contribution))
    shown = [bar for bar in bars[:most] if abs(bar.contribution) >= _LEAST]
    return sorted(shown, key=lambda bar: -bar.contribution), bars[len(shown) :]


_BAR_HEIGHT = 21  # pixels
_ROOM = 0.3  # beside the longest bar, for its number


def contribution_chart(bars: Sequence[Bar], ink: str) -> alt.LayerChart | alt.FacetChart:
    """Horizontal bars in the order given: right of zero towards clickbait, left of it towards plain news.

    ``ink`` is the colour of everything that is not a bar.
    """
    data = pd.DataFrame(
        {
            "label": [bar.label for bar in bars],
            "contribution": [bar.contribution for bar in bars],
            "number": [signed(bar.contribution) for bar in bars],
        }
    )
    low = min(0.0, data["contribution"].min())
    high = max(0.0, data["contribution"].max())
    room = _ROOM * max(high, -low)
    domain = [low - room * (low < 0), high + room * (high > 0)]
    axis = alt.Axis(labelColor=ink, labelLimit=170, labelOverlap=False, labelFlush=False, ticks=False, domain=False)
    base = alt.Chart(data).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=axis),
        x=alt.X("contribution:Q", title=None, axis=None, scale=alt.Scale(domain=domain, nice=False)),
    )
    towards_clickbait = alt.datum.contribution > 0
    marks = base.mark_bar(height={"band": 0.72}).encode(
        color=alt.condition(towards_clickbait, alt.value(CLICKBAIT), alt.value(NEWS)),
        tooltip=[alt.Tooltip("label:N", title="Part"), alt.Tooltip("number:N", title="Log-odds")],
    )
    right = base.mark_text(align="left", dx=4, color=ink).encode(text="number:N").transform_filter(towards_clickbait)
    left = base.mark_text(align="right", dx=-4, color=ink).encode(text="number:N").transform_filter(~towards_clickbait)
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color=ink, opacity=0.5).encode(x="x:Q")
    return alt.layer(marks, right, left, zero).properties(height=_BAR_HEIGHT * len(bars), padding=0)


_OPACITY = 0.6


class Plot(NamedTuple):
    """A chart, its title, what to read from it, and its content in words for those who do not see it."""

    title: str
    about: str
    chart: alt.LayerChart
    words: str


def plots(figures: dict[str, Any], ink: str) -> list[Plot]:
    """The plots that ``figures`` (`clf.model.report.Report.figures`) has something for."""
    tests = {test["name"]: test for test in figures["tests"]}
    test = tests.get("webis-17") or tests.get("webis-17-folds")
    found = [_reliability(test, ink), _coverage(test, ink)] if test else []
    if figures["robustness"]:
        found.append(_robustness(figures["robustness"], ink))
    if figures["slices"]:
        found.append(_slices(figures["slices"], ink))
    return found


def _axis(title: str, ink: str, **more: Any) -> alt.Axis:
    return alt.Axis(title=title, labelColor=ink, titleColor=ink, format="%", tickCount=5, **more)


def _reliability(test: dict[str, Any], ink: str) -> Plot:
    bins = pd.DataFrame(test["reliability"])
    x = alt.X("predicted:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis("probability given", ink))
    y = alt.Y("observed:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis("share of clickbait found", ink))
    tips = [alt.Tooltip("predicted:Q", format=".0%"), alt.Tooltip("observed:Q", format=".0%"), "rows:Q"]
    size = alt.Size("rows:Q", legend=None, scale=alt.Scale(range=[25, 250]))
    ideal = alt.Chart(pd.DataFrame({"predicted": [0, 1], "observed": [0, 1]})).mark_line(
        color=ink, opacity=_OPACITY, strokeDash=[4, 4], strokeWidth=1
    )
    base = alt.Chart(bins)
    marks = base.mark_circle(color=NEWS, opacity=1).encode(x, y, size, tooltip=tips)
    chart = alt.layer(ideal.encode(x, y), base.mark_line(color=NEWS, strokeWidth=1).encode(x, y), marks)
    said = "; ".join(f"given {row.predicted:.0%}, found {row.observed:.0%}" for row in bins.itertuples())
    about = f"Of headlines given a probability, the share that is clickbait ({test['title']}). Dashed: as promised."
    return Plot("Does a probability keep its word?", about, chart.properties(height=260), said)


def _coverage(test: dict[str, Any], ink: str) -> Plot:
    names = {"clickbait": "clickbait: precision", "fine": "fine: share that is not clickbait"}
    rows = [(names[band], *point) for band in names for point in test["coverage"][band]]
    data = pd.DataFrame(rows, columns=["band", "share", "right"])
    colour = alt.Color(
        "band:N",
        title=None,
        scale=alt.Scale(domain=list(names.values()), range=[CLICKBAIT, NEWS]),
        legend=alt.Legend(orient="bottom", labelColor=ink, labelLimit=300),
    )
    x = alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis("share of headlines the band takes", ink))
    y = alt.Y("right:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis("share it is right about", ink))
    lines = alt.Chart(data).mark_line().encode(x, y, colour, strokeDash=alt.StrokeDash("band:N", legend=None))
    metrics = test["metrics"]
    points = [
        (names["clickbait"], metrics["share_clickbait"], metrics["precision_clickbait"]),
        (names["fine"], metrics["share_fine"], metrics["npv_fine"]),
    ]
    now = pd.DataFrame(
        [(name, share["value"], right["value"]) for name, share, right in points if right], columns=list(data.columns)
    )
    tips = ["band:N", alt.Tooltip("share:Q", format=".0%"), alt.Tooltip("right:Q", format=".0%")]
    dots = alt.Chart(now).mark_circle(size=110, opacity=1).encode(x, y, colour, tooltip=tips)
    said = "; ".join(f"{row.band} {row.right:.0%}, taking {row.share:.0%} of headlines" for row in now.itertuples())
    about = "A band that takes more headlines is right about fewer of them. The dots are the model's own thresholds."
    return Plot("What a wider band costs", about, alt.layer(lines, dots).properties(height=260), said)


def _robustness(rows: Sequence[dict[str, Any]], ink: str) -> Plot:
    data = pd.DataFrame(
        [(row["name"], row["after_f1"]["value"], row["before_f1"]["value"]) for row in rows],
        columns=["trick", "found", "before"],
    )
    x = alt.X("found:Q", scale=alt.Scale(domain=[0, 1]), axis=_axis("clickbait still found", ink))
    y = alt.Y("trick:N", sort=None, title=None, axis=_names(ink))
    marks = alt.Chart(data).mark_bar(color=NEWS, height={"band": 0.6}).encode(x, y)
    numbers = alt.Chart(data).mark_text(align="left", dx=4, color=ink).encode(x, y, alt.Text("found:Q", format=".0%"))
    before = alt.Chart(data.head(1)).mark_rule(color=ink, strokeDash=[4, 4], opacity=_OPACITY).encode(alt.X("before:Q"))
    said = "; ".join(f"{row.trick} {row.found:.0%}" for row in data.itertuples())
    about = f"Clickbait still found after a trick with its letters (dashed: {data['before'][0]:.0%} without one)."
    chart = alt.layer(marks, numbers, before).properties(height=24 * len(data))
    return Plot("Tricks with letters", about, chart, said)


def _slices(rows: Sequence[dict[str, Any]], ink: str) -> Plot:
    ordered = sorted(rows, key=lambda row: row["auc"]["value"])[:20]
    data = pd.DataFrame(
        [(f"{row['slice']} ({row['rows']:,})", *_interval(row["auc"])) for row in ordered],
        columns=["slice", "auc", "low", "high"],
    ).drop_duplicates("slice")
    scale = alt.Scale(domain=[min(0.5, data["low"].min()), 1])
    axis = alt.Axis(title="AUC with 95 % interval", labelColor=ink, titleColor=ink)
    y = alt.Y("slice:N", sort=None, title=None, axis=_names(ink))
    low = alt.X("low:Q", scale=scale, axis=axis)
    lines = alt.Chart(data).mark_rule(color=NEWS).encode(low, alt.X2("high:Q"), y)
    dots = (
        alt.Chart(data)
        .mark_circle(color=NEWS, size=60, opacity=1)
        .encode(alt.X("auc:Q", scale=scale, axis=axis), y, tooltip=["slice:N", alt.Tooltip("auc:Q", format=".3f")])
    )
    said = "; ".join(f"{row.slice} {row.auc:.3f}" for row in data.itertuples())
    about = "How well it orders headlines of one kind, the hardest first; the number of headlines in brackets."
    return Plot("Where it is weakest", about, alt.layer(lines, dots).properties(height=20 * len(data)), said)


def _interval(figure: dict[str, float]) -> tuple[float, float, float]:
    return figure["value"], figure["low"], figure["high"]


def _names(ink: str) -> alt.Axis:
    return alt.Axis(labelColor=ink, labelLimit=190, ticks=False, domain=False)
