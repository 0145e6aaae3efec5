"""The model and its scores, kept between reruns of the page."""

from __future__ import annotations

from collections.abc import Sequence
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
    return read_model(find_model(None))


@st.cache_resource(show_spinner="Loading the model…", max_entries=4)
def read_model(folder: Path) -> Model:
    """A model, read once for all visitors; what a folder of the registry holds never changes."""
    return clf.load(folder)


@st.cache_data(show_spinner="Reading…", max_entries=32)
def text_blocks(text: str, source: str) -> tuple[tuple[HeadlineBlock, ...], tuple[str, ...]]:
    """Blocks found in ``text``, and what was left out of them; raises `InputError` if there are none."""
    troubles: list[str] = []
    if blocks := read_blocks(text, source=source, report=troubles.append):
        return tuple(blocks), tuple(troubles)
    raise InputError("No headlines found: paste headlines, one a line, or a page with headlines on it")


@st.cache_data(show_spinner="Scoring…", max_entries=32)
def scored_blocks(_model: Model, model_key: str, _blocks: Sequence[HeadlineBlock], key: str) -> list[Scored]:
    """``_blocks`` with their scores, highest probability first.

    The keys stand for the model with its bands and for the blocks, which Streamlit does not hash.
    """
    scores = _model.score(_blocks, any_language=False)
    return sorted(zip(_blocks, scores, strict=True), key=_order)


def _order(scored: Scored) -> tuple[bool, float]:
    """Those that were not scored, for their language, come last."""
    _, score = scored
    return score.band is Band.UNSUPPORTED, -score.probability
