"""The decided headlines, kept in memory for all visitors and read while the first page is being looked at."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread

import streamlit as st

from clf.desk.database import Desk
from clf.desk.similar import Decided
from clf.errors import ClfError


@st.cache_resource(show_spinner=False, max_entries=1, hash_funcs={Desk: id})
def decided_of(desk: Desk) -> Decided:
    """What ``desk`` has decided, read in the background from the first call on; whoever asks before the end waits."""
    found = Decided(desk)

    def read() -> None:
        with suppress(ClfError):  # whoever asks for similar headlines reads them then, and is told
            found.refresh()

    Thread(target=read, name="decided headlines", daemon=True).start()
    return found
