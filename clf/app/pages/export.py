"""Decisions as a file, and back in."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from clf.app.format import literal
from clf.app.session import me, the_desk
from clf.desk import DAY, exported, import_rows, now, read_rows, write_rows
from clf.errors import ClfError

_KINDS = ["csv", "jsonl", "parquet"]
_SPANS = {0: "From the start", 365: "Of the last year", 30: "Of the last 30 days", 7: "Of the last 7 days"}
_SHOWN = 10  # bad rows that are named


def show_export() -> None:
    """Pick a form and a span, make the file, take it; or bring one in."""
    st.title("Export", anchor=False)
    st.markdown("Decisions, undone ones too, each with its block, the score of the moment and the thresholds.")
    form, span = st.columns([1, 2])
    kind = form.segmented_control("Form", _KINDS, default="csv", required=True)
    days = span.selectbox("Decisions", list(_SPANS), format_func=_SPANS.__getitem__, width=240)
    if st.button("Make the file", type="primary"):
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"decisions.{kind}"
            number = write_rows(exported(the_desk(), now() - days * DAY if days else 0), path)
            st.download_button(f"Download {number:,} decisions", path.read_bytes(), path.name)
    st.header("Bring decisions in", anchor=False)
    st.caption("A file that was made here, or by `clf desk export`. What is there already is left alone. Admins may.")
    file = st.file_uploader("File of decisions", type=_KINDS, key="decisions")
    if file and st.button("Bring them in"):
        _bring_in(file.name, file.getvalue())


def _bring_in(name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = (Path(folder) / "decisions").with_suffix(Path(name).suffix.lower())
        path.write_bytes(data)
        try:
            rows, bad = read_rows(path)
            number = import_rows(the_desk(), me(), rows)
        except ClfError as error:
            st.warning(literal(str(error).replace(str(path), name)))
            return
    st.success(f"{number:,} of {len(rows):,} decisions are new")
    if bad:
        said = "\n".join(f"- {literal(line.replace(str(path), name))}" for line in bad[:_SHOWN])
        st.warning(f"{len(bad):,} rows could not be read:\n{said}")
