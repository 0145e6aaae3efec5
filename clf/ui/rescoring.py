"""After another model went live, what waits at the desk is scored again while people go on working."""

from __future__ import annotations

import logging
from contextlib import suppress
from threading import Thread

import streamlit as st

from clf import Model
from clf.desk.database import Desk
from clf.desk.rescore import rescore
from clf.errors import ClfError, ModelError
from clf.registry.live import default_place, find_model, read_live
from clf.ui.model import live_model


def keep_scores_current(desk: Desk, person: str) -> None:
    """Start it once a switch, for all visitors; ``person`` is whoever came first."""
    with suppress(ModelError):  # the pages that need the model say so
        live, model = read_live(default_place()), live_model()
        _begin(desk, person, model, f"{model.id} {live.event.at if live else ''}")


@st.cache_resource(show_spinner=False, max_entries=4)
def _begin(_desk: Desk, _person: str, _model: Model, switch: str) -> Thread:
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
