"""The order in which items teach the most: its batch is made when somebody asks for it."""

from __future__ import annotations

import streamlit as st

from clf.desk.queue import Order
from clf.desk.teach import prepare
from clf.ui.desk import me, the_desk
from clf.ui.model import live_model


def prepare_teaching(order: Order) -> None:
    """See to the batch if ``order`` needs one, and begin the queue anew where it is a new one."""
    if order is not Order.TEACH:
        return
    with st.spinner("Picking what would teach the most…"):
        if prepare(the_desk(), me(), live_model()):
            st.session_state["queue_starts"] = [None]
