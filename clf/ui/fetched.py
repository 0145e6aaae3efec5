"""Blocks at an address, fetched with care and kept for a while."""

from __future__ import annotations

import streamlit as st

from clf.block import HeadlineBlock
from clf.errors import InputError
from clf.extract.fetch import Limits
from clf.extract.sources import Options, is_address
from clf.ui.uploads import bounded_blocks

_KEPT = 600  # seconds


@st.cache_data(show_spinner="Fetching…", max_entries=32, ttl=_KEPT)
def fetched_blocks(address: str, feed: bool) -> tuple[str, tuple[HeadlineBlock, ...], tuple[str, ...]]:
    """A key, the blocks of the page or feed at ``address``, and what could not be read.

    Public hosts only, within limits of time and size (`clf.extract.fetch`); with ``feed``, of the feed that the page
    names. Raises `InputError` where nothing comes of it.
    """
    if not is_address(address):
        raise InputError(f"{address[:80]!r} is no address: begin with https://")
    troubles: list[str] = []
    blocks = bounded_blocks(address, Options(limits=Limits(), feed=feed), troubles.append)
    if not blocks:
        raise InputError("; ".join(troubles) or f"No headlines found at {address[:200]}")
    return f"{address} {feed}", tuple(blocks), tuple(troubles)
