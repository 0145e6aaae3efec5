"""One way in: a path, a folder, an address, bytes or a stream becomes batches of headline blocks.

What a source is is told by its content. Nothing is held but the batch at hand, unless it is a page or a document.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from clf.errors import InputError
from clf.inputs.columns import Batch, Columns, Report
from clf.inputs.delimited import delimited_batches, dialect_of, json_batches, json_line_batches
from clf.inputs.formats import Form, form_of
from clf.inputs.stream import DAMAGED, Lines, Stream, decompressed, is_broken
from clf.limits import MAX_ADDRESS, MAX_DOCUMENT
from clf.pages import encoding_of, feed_blocks, looks_like_page, read_blocks, text_of
from clf.types import HeadlineBlock

if TYPE_CHECKING:
    from clf.inputs.fetch import Limits
    from clf.inputs.robots import Robots

_ADDRESS = re.compile(r"\A[a-z][a-z0-9+.-]*://\S*", re.I)
_LINES = 1024  # headlines, one a line, in a batch
_FEED_LINK = re.compile(r"application/(?:rss|atom|feed)\+(?:xml|json)", re.I)
_BESIDE = {".css", ".js", ".mjs", ".map", ".ico", ".svg"}  # what browsers save beside a page


class Layout(StrEnum):
    """How text is read: told by its content, as a page, or as one headline a line; or all as a table or feed."""

    AUTO = "auto"
    PAGE = "page"
    LINES = "lines"
    TABLE = "table"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Options:
    """How sources are read. ``limits`` are those of fetching; without them addresses are refused.

    ``feed`` asks for the feed that a fetched page names; ``robots`` holds the rules of sites, in bulk.
    ``document`` limits the bytes of a page or document, which is read whole.
    """

    layout: Layout = Layout.AUTO
    encoding: str = "auto"
    columns: Columns = field(default_factory=Columns)
    limits: Limits | None = None
    feed: bool = False
    robots: Robots | None = None
    document: int = MAX_DOCUMENT


def is_address(item: str) -> bool:
    """Whether ``item`` is written as an address: ``https://...``, or another scheme."""
    return _ADDRESS.fullmatch(item.strip()) is not None


def read(item: str | Path | bytes, options: Options, report: Report) -> Iterator[Batch]:
    """Batches of the file, folder or address ``item``, or of bytes; ``report`` is told what could not be read.

    Raises `InputError` if a file or address gives nothing; in a folder that is reported and the rest is read.

    >>> [block.headline for batch in read(b"title,n\\nFire out,1\\n", Options(), print) for block in batch.blocks]
    ['Fire out']
    """
    if isinstance(item, bytes):
        yield from read_stream(Stream(io.BytesIO(item)), "", options, report)
    elif isinstance(item, str) and is_address(item):
        yield from _address(item.strip(), options, report)
    elif Path(item).is_dir():
        yield from _folder(Path(item), options, report)
    else:
        try:
            with Path(item).open("rb", buffering=0) as file:
                yield from read_stream(Stream(file), str(item), options, report)
        except OSError as error:
            raise InputError(f"{item}: {error.strerror or error}: check the name") from None


def read_stream(
    stream: Stream, name: str, options: Options, report: Report, charset: str = "", base: str = ""
) -> Iterator[Batch]:
    """Batches of a stream called ``name``; ``charset`` and ``base`` are what a server said of it."""
    label = name or "input"
    stream, inner = decompressed(stream, label)
    try:
        head = stream.head()
    except DAMAGED as error:
        raise InputError(f"{label}: damaged: {error}") from None
    if not head:
        raise InputError(f"{label}: no headlines found: it is empty")
    encoding = encoding_of(head, options.encoding)
    text = head.decode(encoding, "replace")
    form = _form(head, text, inner, options)
    columns = options.columns
    if form is Form.TABLE:
        dialect = dialect_of(text, table=True, headed=columns.header)
        assert dialect is not None  # for a table there is always one
        found = delimited_batches(Lines(stream, encoding, label), dialect, columns, label, report)
    elif form is Form.JSON_LINES:
        found = json_line_batches(Lines(stream, encoding, label), columns, label, report)
    elif form in (Form.PARQUET, Form.WORKBOOK):
        from clf.inputs.workbook import parquet_batches, workbook_batches

        kind = parquet_batches if form is Form.PARQUET else workbook_batches
        local = name and inner == label and not base and Path(name).is_file()
        with Path(name).open("rb") if local else io.BytesIO(_whole(stream, label)) as file:
            yield from kind(file, columns, label, report)
        return
    elif form is Form.TEXT and _is_lines(stream, text, options.layout):
        plain = encoding if options.encoding != "auto" or encoding == "utf-16" else "utf-8-sig"
        found = _line_batches(Lines(stream, plain, label), name, report)
    else:
        document = text_of(_whole(stream, label, options.document), label, options.encoding, charset)
        if form is Form.JSON:
            found = json_batches(document, columns, label, report)
        elif form is Form.FEED:
            found = _one(feed_blocks(document, name, base, report))
        else:
            found = _one(read_blocks(document, name, url=base, report=report))
    anything = False
    for batch in found:
        anything = anything or bool(batch.blocks)
        yield batch
    if not anything:
        raise InputError(f"{label}: no headlines found: is it a page, a feed, a table, or one headline a line?")


def feed_address(page: str, base: str) -> str:
    """Address of the feed that a page names with ``<link rel=alternate>``, or an empty string.

    >>> feed_address('<link rel="alternate" type="application/rss+xml" href="/rss">', "https://a.example/b")
    'https://a.example/rss'
    """
    from clf.pages import parsed

    for link in parsed(page).css("link[rel~=alternate][href]"):
        if _FEED_LINK.fullmatch((link.attributes.get("type") or "").strip()):
            return urljoin(base, (link.attributes.get("href") or "").strip()[: MAX_ADDRESS + 1])
    return ""


def _form(head: bytes, text: str, name: str, options: Options) -> Form:
    if options.layout is Layout.FEED:
        return Form.FEED
    if options.layout in (Layout.PAGE, Layout.LINES):
        return Form.TEXT
    form = form_of(head, text, name, bool(options.columns.headline))
    return Form.TABLE if form is Form.TEXT and options.layout is Layout.TABLE else form


def _is_lines(stream: Stream, text: str, layout: Layout) -> bool:
    """Whether to go line by line: when told to, and for what is too long or too slow to wait for, if it is no page."""
    return layout is Layout.LINES or (layout is Layout.AUTO and not stream.ended and not looks_like_page(text))


def _whole(stream: Stream, name: str, most: int = MAX_DOCUMENT) -> bytes:
    pieces, size = [], 0
    try:
        while piece := stream.read(1 << 20):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise InputError(f"{name}: more than {most >> 20} MB, too much for a page or document")
    except DAMAGED as error:
        raise InputError(f"{name}: damaged: {error}") from None
    return b"".join(pieces)


def _one(blocks: Sequence[HeadlineBlock]) -> Iterator[Batch]:
    yield Batch(blocks)


def _line_batches(lines: Lines, name: str, report: Report) -> Iterator[Batch]:
    blocks: list[HeadlineBlock] = []
    position = 0
    trouble: InputError | None = None
    while True:
        try:
            text = next(lines)
        except StopIteration:
            break
        except InputError as error:  # damaged from here on: what came before is good
            trouble = error
            break
        headline = text.strip()
        if lines.broken and is_broken(headline):
            place = f"{name}:" if name else "standard input, line "
            report(f"{place}{lines.number}: bytes that are not of the text's encoding (see --encoding): left out")
        elif headline:
            blocks.append(HeadlineBlock(headline, source=name, position=position))
            position += 1
        if blocks and (len(blocks) >= _LINES or lines.starved()):
            yield Batch(blocks)
            blocks = []
    if blocks:
        yield Batch(blocks)
    if trouble:
        raise trouble


def _folder(folder: Path, options: Options, report: Report) -> Iterator[Batch]:
    anything = False
    for path in _files(folder):
        try:
            for batch in read(path, options, report):
                anything = True
                yield batch
        except InputError as error:
            report(str(error))
            anything = True
    if not anything:
        raise InputError(f"{folder}: no files to read in this folder")


def _files(folder: Path) -> Iterator[Path]:
    """Files below ``folder`` in sorted order; hidden ones, pictures and what browsers save beside a page left out."""
    for above, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(above, name)
            if name.startswith(".") or path.suffix.lower() in _BESIDE or not path.is_file() or _picture(path):
                continue
            yield path


def _picture(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4).startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"wOF", b"\0\0\1\0"))
    except OSError:
        return False  # which reading it will report


def _address(url: str, options: Options, report: Report) -> Iterator[Batch]:
    if options.limits is None:
        raise InputError(f"{url[:MAX_ADDRESS]}: addresses are not fetched here")
    from clf.inputs.fetch import fetch

    allowed = options.robots.allow if options.robots else None
    fetched = fetch(url, options.limits, allowed)
    if options.feed:
        text = text_of(fetched.data, url, options.encoding, fetched.charset)
        if _form(fetched.data, text, url, options) is Form.TEXT:
            feed = feed_address(text, fetched.url)
            if not feed:
                raise InputError(f"{url}: the page names no feed: give the feed's own address")
            fetched = fetch(feed, options.limits, allowed)
    stream = Stream(io.BytesIO(fetched.data), limit=options.limits.size, name=url)
    yield from read_stream(stream, url, options, report, fetched.charset, fetched.url)
