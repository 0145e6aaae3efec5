"""Whether retraining is due, in one line: what `clf drift` says of this desk."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from clf import Model
from clf.desk.database import Desk
from clf.errors import ClfError
from clf.retrain.watch import compared, seen_at
from clf.ui.desk import the_desk
from clf.ui.literal import literal
from clf.ui.model import live_model

_MOST = 5_000  # headlines of each span: enough for shares, and no wait


def draw_due(place: DeltaGenerator) -> None:
    """Fill ``place``, which stands above what is drawn before this is worked out."""
    try:
        desk, model = the_desk(), live_model()
        due, said = _due(desk, model, f"{model.id} {desk.engine.url}")
    except ClfError as error:
        place.warning(literal(str(error)))
        return
    if due:
        place.warning(f"{literal(said)}. At a shell: `clf retrain`; it changes nothing unless the new model is better.")
    else:
        place.info(f"{literal(said)}.")


@st.cache_data(ttl=600, show_spinner=False, max_entries=4)
def _due(_desk: Desk, _model: Model, key: str) -> tuple[bool, str]:
    """``key`` stands for the rest, which Streamlit does not hash."""
    found = compared(_model, seen_at(_desk, _model, most=_MOST))
    return bool(found.due), found.verdict()
