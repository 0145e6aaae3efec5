"""What the first item needs, made ready in the background while the first page is being looked at."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread

import streamlit as st

from clf import HeadlineBlock, Model
from clf.desk.database import Desk
from clf.desk.similar import Decided
from clf.errors import ClfError, ModelError
from clf.ui.model import live_model


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
