"""Decisions as a file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from clf.desk.transfer import exported, write_rows
from clf.ui.desk import the_desk


def show_export() -> None:
    """Pick a form, make the file, take it."""
    st.title("Export", anchor=False)
    st.markdown("Every decision, undone ones too, with its block, the score of the moment and the thresholds.")
    kind = st.segmented_control("Form", ["csv", "jsonl", "parquet"], default="csv", required=True)
    if st.button("Make the file", type="primary"):
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"decisions.{kind}"
            number = write_rows(exported(the_desk()), path)
            st.download_button(f"Download {number:,} decisions", path.read_bytes(), path.name)
