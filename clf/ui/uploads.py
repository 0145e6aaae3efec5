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
from clf.extract.batch import Report
from clf.extract.limits import MAX_FETCHED
from clf.extract.sources import Options, read

ENDINGS = ["html", "htm", "txt", "xml", "rss", "atom", "csv", "tsv", "json", "jsonl", "parquet", "xlsx"]
MAX_BLOCKS = 20_000  # more are for `clf score --out`


def bounded_blocks(item: str | Path, options: Options, report: Report) -> list[HeadlineBlock]:
    """Blocks of the file or address ``item``, `MAX_BLOCKS` at most; ``report`` is told what could not be read.

    What was read before trouble is kept: ``report`` is told of that too.
    """
    found: list[HeadlineBlock] = []
    bad = 0

    def counted(trouble: str) -> None:
        nonlocal bad
        bad += 1
        if bad > MAX_BLOCKS:
            raise InputError(f"{item}: more than {MAX_BLOCKS:,} rows that cannot be read: the rest is left out")
        report(trouble)

    try:
        for batch in read(item, options, counted):
            found += batch.blocks
            if len(found) > MAX_BLOCKS:
                raise InputError(f"{item}: more than {MAX_BLOCKS:,} headlines: score it by clf score --out")
    except InputError as error:
        report(str(error))
    return found[:MAX_BLOCKS]


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

            blocks = bounded_blocks(path, Options(document=MAX_FETCHED), told)
            found += [replace(b, source=b.source.replace(str(path), name) or name) for b in blocks]
    if len(found) > MAX_BLOCKS:
        troubles.append(f"more than {MAX_BLOCKS:,} headlines in all these files: the rest is left out")
    if not found:
        raise InputError("; ".join(troubles) or "No headlines found in what was uploaded")
    return digest.hexdigest(), tuple(found[:MAX_BLOCKS]), tuple(troubles)
