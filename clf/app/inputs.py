"""What the Inbox scores: pasted text, a sample page, uploaded files, or an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from clf.app.format import literal
from clf.app.state import text_blocks
from clf.errors import CorpusError, InputError
from clf.inputs import Limits, Options, Report, is_address, read
from clf.limits import MAX_FETCHED
from clf.paths import package_data
from clf.types import HeadlineBlock

_KINDS = {".txt": "text", ".html": "HTML", ".htm": "HTML"}


def sample_pages() -> dict[str, Path]:
    """Sample pages by a name a reader understands; empty where they are not installed."""
    try:
        folder = package_data("pages")
    except CorpusError:
        return {}
    return {_title(path): path for path in sorted(folder.glob("*")) if path.suffix in _KINDS}


def _title(path: Path) -> str:
    """Name shown for a file.

    >>> _title(Path("evening-tabloid.html"))
    'Evening tabloid (HTML)'
    """
    return f"{path.stem.replace('-', ' ').replace('_', ' ').capitalize()} ({_KINDS[path.suffix]})"


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
def uploaded_blocks(files: Sequence[tuple[str, bytes]]) -> tuple[str, tuple[HeadlineBlock, ...], tuple[str, ...]]:
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


_KEPT = 600  # seconds


@st.cache_data(show_spinner="Fetching…", max_entries=32, ttl=_KEPT)
def fetched_blocks(address: str, feed: bool) -> tuple[str, tuple[HeadlineBlock, ...], tuple[str, ...]]:
    """A key, the blocks of the page or feed at ``address``, and what could not be read.

    Public hosts only, within limits of time and size (`clf.inputs.fetch`); with ``feed``, of the feed that the page
    names. Raises `InputError` where nothing comes of it.
    """
    if not is_address(address):
        raise InputError(f"{address[:80]!r} is no address: begin with https://")
    troubles: list[str] = []
    blocks = bounded_blocks(address, Options(limits=Limits(), feed=feed), troubles.append)
    if not blocks:
        raise InputError("; ".join(troubles) or f"No headlines found at {address[:200]}")
    return f"{address} {feed}", tuple(blocks), tuple(troubles)


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
