"""Opening an item from anywhere: it is claimed, and the page Decide shows it."""

from __future__ import annotations

import streamlit as st

from clf.desk.claims import claim
from clf.errors import DeskError
from clf.ui.desk import me, the_desk


def open_item(item: int) -> bool:
    """Claim ``item`` for whoever asks; if somebody else has it, both pages say so."""
    try:
        taken = claim(the_desk(), me(), item)
    except DeskError as error:
        st.session_state["queue_said"] = [str(error)]
        st.session_state["desk_message"] = str(error)
        return False
    st.session_state["item"] = (taken.id, taken.version)
    return True
