"""The model and its scores, kept between reruns of the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import clf
from clf import Band, HeadlineBlock, Model, Score
from clf.errors import InputError
from clf.extract import read_blocks
from clf.registry.live import find_model

Scored = tuple[HeadlineBlock, Score]


def live_model() -> Model:
    """The live model: a promotion or a rollback is seen at the next change of the page."""
    return _read(find_model(None))


@st.cache_resource(show_spinner="Loading the model…", max_entries=4)
def _read(folder: Path) -> Model:
    """A model, read once for all visitors; what a folder of the registry holds never changes."""
    return clf.load(folder)


@st.cache_data(show_spinner="Scoring…", max_entries=32)
def scored_blocks(_model: Model, key: str, text: str, source: str) -> list[Scored]:
    """Blocks found in ``text``, highest probability first; raises `InputError` if there are none.

    ``key`` stands for ``_model`` and its bands, which Streamlit does not hash.
    """
    blocks = read_blocks(text, source=source)
    if not blocks:
        raise InputError("No headlines found: paste headlines, one a line, or a page with headlines on it")
    scores = _model.score(blocks, any_language=False)
    return sorted(zip(blocks, scores, strict=True), key=_order)


def _order(scored: Scored) -> tuple[bool, float]:
    """Those that were not scored, for their language, come last."""
    _, score = scored
    return score.band is Band.UNSUPPORTED, -score.probability
