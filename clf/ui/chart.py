"""The chart of contributions."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from clf.ui.bars import Bar
from clf.ui.palette import CLICKBAIT, NEWS
from clf.ui.wording import signed

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
    axis = alt.Axis(
        labelColor=ink, labelLimit=170, labelOverlap=False, labelFlush=False, ticks=False, domain=False
    )
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
