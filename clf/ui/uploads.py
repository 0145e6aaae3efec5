"""Blocks of uploaded files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from clf.block import HeadlineBlock
from clf.errors import InputError
from clf.extract.sources import Options, read

ENDINGS = ["html", "htm", "txt", "xml", "rss", "atom", "csv", "tsv", "json", "jsonl", "parquet", "xlsx"]
_MOST = 20_000  # blocks: more are for `clf score --out`


@st.cache_data(show_spinner="Reading…", max_entries=8)
def uploaded_blocks(
    files: Sequence[tuple[str, bytes]],
) -> tuple[str, tuple[HeadlineBlock, ...], tuple[str, ...]]:
    """A key, the blocks of ``files`` (names and content), and what could not be read.

    A file that cannot be read costs the others nothing. Raises `InputError` if none can.
    """
    found: list[HeadlineBlock] = []
    troubles: list[str] = []
    digest = sha256()
    for name, data in files:
        digest.update(name.encode("utf-8", "surrogatepass") + b"\0" + data)
        with TemporaryDirectory(prefix="clf-upload-") as folder:
            path = Path(folder, "upload").with_suffix(Path(name).suffix[:10])
            path.write_bytes(data)

            def told(trouble: str, at: str = str(path), name: str = name) -> None:
                troubles.append(trouble.replace(at, name))

            try:
                for batch in read(path, Options(), told):
                    found += [replace(b, source=b.source.replace(str(path), name) or name) for b in batch.blocks]
                    if len(found) > _MOST:
                        raise InputError(f"{path}: more than {_MOST:,} headlines: score it by clf score --out")
            except InputError as error:
                told(str(error))
    if not found:
        raise InputError("; ".join(troubles) or "No headlines found in what was uploaded")
    return digest.hexdigest(), tuple(found[:_MOST]), tuple(troubles)
