"""What to score: pasted text, a sample page or an uploaded file."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from clf.errors import InputError
from clf.ui.samples import sample_pages
from clf.ui.uploads import decode

PASTE, SAMPLE, UPLOAD = "Paste", "Sample page", "Upload"
_TALL, _LOW = 220, 110  # pixels; low once there are results to look at below


@dataclass(frozen=True, slots=True)
class Given:
    """Text to score and where it came from (empty if pasted)."""

    text: str
    source: str = ""


def read_input() -> Given | None:
    """Draw the three ways in and return what the open one holds; raises `InputError` if it cannot be used."""
    paste, sample, upload = st.tabs([PASTE, SAMPLE, UPLOAD], key="way_in", on_change="rerun")
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
        kinds = ["html", "htm", "txt"]
        file = st.file_uploader("A page saved from the browser, or a text file", type=kinds, key="file")
    if sample.open:
        return Given(pages[name].read_text(encoding="utf-8"), pages[name].name) if name else None
    if upload.open:
        return Given(decode(file.getvalue(), file.name), file.name) if file else None
    if text.strip():
        return Given(text)
    if pressed:
        raise InputError("Nothing to score: paste headlines, one a line, or a whole page, then press Score")
    return None
