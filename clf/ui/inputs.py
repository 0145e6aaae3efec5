"""What to score: pasted text, a sample page, uploaded files, or an address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from clf.block import HeadlineBlock
from clf.errors import InputError
from clf.ui.fetched import fetched_blocks
from clf.ui.literal import literal
from clf.ui.model import text_blocks
from clf.ui.samples import sample_pages
from clf.ui.uploads import ENDINGS, uploaded_blocks

PASTE, SAMPLE, UPLOAD, ADDRESS = "Paste", "Sample page", "Upload", "Address"
_TALL, _LOW = 220, 110  # pixels; low once there are results to look at below


@dataclass(frozen=True, slots=True)
class Given:
    """Blocks to score, and what could not be read beside them. ``key`` is equal where they come from the same."""

    key: str
    blocks: tuple[HeadlineBlock, ...]
    troubles: tuple[str, ...] = ()


def read_input() -> Given | None:
    """Draw the ways in and return what the open one holds; raises `InputError` if it cannot be used."""
    paste, sample, upload, address = st.tabs([PASTE, SAMPLE, UPLOAD, ADDRESS], key="way_in", on_change="rerun")
    with paste:
        text = st.text_area(
            "Headlines, one a line, or a whole page as text or HTML",
            height=_LOW if st.session_state.get("text") else _TALL,
            key="text",
            placeholder="Paste here, then press Score",
        )
        pressed = st.button("Score", type="primary", key="score")
    with sample:
        pages = sample_pages()
        label, hint = "A page that comes with clf", "Choose one"
        name = st.selectbox(label, list(pages), index=None, placeholder=hint, key="sample")
    with upload:
        label = "Pages saved from the browser, text files, feeds or tables"
        files = st.file_uploader(label, type=ENDINGS, key="file", accept_multiple_files=True)
    with address:
        asked = _draw_address()
    if sample.open:
        return _of_text(pages[name].read_text(encoding="utf-8"), pages[name].name) if name else None
    if upload.open:
        return Given(*uploaded_blocks([(file.name, file.getvalue()) for file in files])) if files else None
    if address.open:
        return Given(*fetched_blocks(*asked)) if asked else None
    if text.strip():
        return _of_text(text, "")
    if pressed:
        raise InputError("Nothing to score: paste headlines, one a line, or a whole page, then press Score")
    return None


def draw_troubles(given: Given) -> None:
    """What could not be read; the rest is scored."""
    if given.troubles:
        st.warning("\n".join(f"- {literal(trouble)}" for trouble in given.troubles[:10]))


def _of_text(text: str, source: str) -> Given:
    return Given(f"{source}\0{text}", *text_blocks(text, source))


def _draw_address() -> tuple[str, bool] | None:
    """The address that was asked for last, and whether its feed was; it stays until another is."""
    with st.form("address", border=False):
        url, feed, fetch = st.columns([6, 3, 1], vertical_alignment="bottom")
        named = url.text_input("Address of a page or a feed", placeholder="https://…")
        linked = feed.checkbox("The feed that the page names")
        if fetch.form_submit_button("Fetch", type="primary"):
            st.session_state["fetch"] = (named.strip(), linked)
    asked: tuple[str, bool] | None = st.session_state.get("fetch")
    return asked if asked and asked[0] else None
