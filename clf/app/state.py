"""What all visitors share between reruns: the model, its scores, and the search for similar decided headlines."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

import streamlit as st

import clf
from clf import Band, HeadlineBlock, Model, Score
from clf.desk import Decided, Desk, rescore
from clf.errors import ClfError, InputError, ModelError
from clf.model import default_place, find_model, read_live
from clf.pages import read_blocks

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


@st.cache_resource(show_spinner=False, max_entries=1, hash_funcs={Desk: id})
def decided_of(desk: Desk) -> Decided:
    """The decided headlines of ``desk``, in memory for all visitors."""
    return Decided(desk)


def warm_up(desk: Desk) -> None:
    """Start it, once for all visitors; who asks before the end waits for what is left of it."""
    with suppress(ModelError):  # the pages that need the model say so
        _begin(desk, live_model())


@st.cache_resource(show_spinner=False, max_entries=1, hash_funcs={Desk: id})
def _begin(desk: Desk, _model: Model) -> Thread:
    """Nothing of Streamlit is called in the thread: it belongs to no visitor."""
    decided = decided_of(desk)

    def work() -> None:
        with suppress(ClfError):  # whoever asks for similar headlines reads them then, and is told
            _model.explain(HeadlineBlock("Compiled code is loaded when it is first used"))
            decided.refresh()

    thread = Thread(target=work, name="warm up", daemon=True)
    thread.start()
    return thread


def keep_scores_current(desk: Desk, person: str) -> None:
    """Start it once a switch, for all visitors; ``person`` is whoever came first."""
    with suppress(ModelError):  # the pages that need the model say so
        live, model = read_live(default_place()), live_model()
        _begin_rescoring(desk, person, model, f"{model.id} {live.event.at if live else ''}")


@st.cache_resource(show_spinner=False, max_entries=4)
def _begin_rescoring(_desk: Desk, _person: str, _model: Model, switch: str) -> Thread:
    """``switch`` stands for the rest, which Streamlit does not hash."""
    home = find_model(None)

    def work() -> None:
        try:
            rescore(_desk, _person, _model, lambda: find_model(None) == home)
        except ClfError as error:  # the pages go on with the scores that are there
            logging.getLogger(__name__).warning("%s: run `clf desk rescore`", error)

    thread = Thread(target=work, name=f"rescore {switch}", daemon=True)
    thread.start()
    return thread
