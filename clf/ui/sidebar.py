"""What a score means, beside every page."""

from __future__ import annotations

import streamlit as st

from clf import Band, Model
from clf.ui.wording import badge, percent, teaser_rule


def draw_sidebar(model: Model) -> None:
    """Score, bands, teaser rule, limits and model id, each in a sentence or two."""
    high, low = percent(model.thresholds["clickbait"]), percent(model.thresholds["fine"])
    with st.sidebar:
        st.header("What the score means", anchor=False)
        st.markdown(
            "A score is the chance that most of five people would call a headline clickbait. "
            f"From {high} it is {badge(Band.CLICKBAIT)}, below {low} it is {badge(Band.FINE)}, "
            f"and between them it is {badge(Band.UNSURE)}: look for yourself. "
            f"What is not English is marked {badge(Band.UNSUPPORTED)} and not scored."
        )
        st.markdown(teaser_rule(model.linear.teaser_share))
        st.header("What it does not mean", anchor=False)
        st.markdown("clf measures how a headline is written. It does not decide whether a story is true.")
        st.caption(f"Model {model.id}")
