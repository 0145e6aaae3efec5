"""The model and its scores, kept between reruns of the page."""

from __future__ import annotations

import streamlit as st

import clf
from clf import HeadlineBlock, Model, Score
from clf.errors import InputError
from clf.extract import read_blocks

Scored = tuple[HeadlineBlock, Score]


@st.cache_resource(show_spinner="Loading the model…")
def shipped_model() -> Model:
    """The shipped model, read once for all visitors."""
    return clf.load()


@st.cache_data(show_spinner="Scoring…", max_entries=32)
def scored_blocks(_model: Model, model_id: str, text: str, source: str) -> list[Scored]:
    """Blocks found in ``text``, highest probability first; raises `InputError` if there are none.

    ``model_id`` stands for ``_model``, which Streamlit does not hash.
    """
    blocks = read_blocks(text, source=source)
    if not blocks:
        raise InputError("No headlines found: paste headlines, one a line, or a page with headlines on it")
    return sorted(zip(blocks, _model.score(blocks), strict=True), key=lambda pair: -pair[1].probability)
