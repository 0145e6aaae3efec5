"""Shadow mode: a candidate that scores along in silence, and where it would say otherwise."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from clf import Model
from clf.desk.database import DAY, now
from clf.desk.policy import Policy
from clf.desk.shadow import compare, disagreements, shadow_model
from clf.errors import ClfError, ModelError
from clf.registry.live import find_model
from clf.ui.desk import desk_policy, the_desk
from clf.ui.literal import literal
from clf.ui.model import read_model
from clf.ui.wording import percent

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
    its = Policy(candidate.thresholds["clickbait"], candidate.thresholds["fine"])
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
