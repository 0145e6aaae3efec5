"""What `clf score` was given, as batches of blocks: headlines, files, standard input."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from clf.block import HeadlineBlock
from clf.errors import InputError
from clf.extract import looks_like_page, read_blocks

_CHUNK = 1 << 20
_PATIENCE = 0.05  # seconds to wait for more of a first chunk before it is taken for a stream
_SUFFIXES = {".txt", ".html", ".htm", ".xhtml", ".md", ".csv", ".tsv", ".jsonl", ".json", ".xml", ".parquet"}


class Layout(StrEnum):
    """How text is read: told by its content, as a page, or as one headline a line."""

    AUTO = "auto"
    PAGE = "page"
    LINES = "lines"


def is_file_name(item: str) -> bool:
    """Whether ``item`` is meant as a file rather than as a headline.

    >>> is_file_name("pages/today.html"), is_file_name("Council meets at 5")
    (True, False)
    """
    try:
        if Path(item).is_file() or Path(item).is_dir():
            return True
    except (OSError, ValueError):  # too long, or a null character: no file name
        return False
    return " " not in item.strip() and (Path(item).suffix.lower() in _SUFFIXES or os.sep in item)


def read_file(name: str, layout: Layout, encoding: str) -> list[HeadlineBlock]:
    """Blocks of one file; raises `InputError` if it cannot be read or holds none."""
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}: check the name") from None
    blocks = _blocks(decode(data, encoding, name), name, layout)
    if not blocks:
        raise InputError(f"{name}: no headlines found in {len(data):,} bytes: is it a page, or one headline a line?")
    return blocks


def decode(data: bytes, encoding: str, name: str) -> str:
    """Text of ``data``; raises `InputError` that names the place of the first bad byte."""
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: byte 0x{data[error.start]:02x} at {error.start} is not {error.encoding}: "
            "save it as UTF-8, or name its encoding with --encoding"
        ) from None
    except LookupError:
        raise InputError(f"unknown encoding {encoding!r}: try utf-8, latin-1 or windows-1252") from None


def read_stdin(layout: Layout, encoding: str, report: Callable[[str], None]) -> Iterator[list[HeadlineBlock]]:
    """Batches of blocks from standard input: at once for a page, as lines come for a stream.

    In a stream ``report`` is told of each line that cannot be read, and the others go on.
    """
    descriptor = sys.stdin.fileno()
    first, ended = _first_chunk(descriptor)
    if layout is Layout.AUTO and not ended:
        layout = Layout.PAGE if looks_like_page(first.decode("utf-8", "replace")) else Layout.LINES
    if layout is not Layout.LINES:
        while not ended and (more := os.read(descriptor, _CHUNK)):
            first += more
        yield _blocks(decode(first, encoding, "standard input"), "", layout)
        return
    position = number = 0
    rest = first
    while True:
        lines = rest.split(b"\n")
        rest = b"" if ended else lines.pop()
        batch = []
        for line in lines:
            number += 1
            try:
                text = decode(line, encoding, f"standard input, line {number}").strip()
            except InputError as error:
                report(str(error))
                continue
            if text:
                batch.append(HeadlineBlock(text, position=position))
                position += 1
        if batch:
            yield batch
        if ended:
            return
        more = os.read(descriptor, _CHUNK)
        ended = not more
        rest += more


def _first_chunk(descriptor: int) -> tuple[bytes, bool]:
    """What is there at once, and whether that is all."""
    data = b""
    while True:
        more = os.read(descriptor, _CHUNK)
        if not more:
            return data, True
        data += more
        if len(data) > _CHUNK or not _ready(descriptor):
            return data, False


def _ready(descriptor: int) -> bool:
    try:
        return bool(select.select([descriptor], [], [], _PATIENCE)[0])
    except (OSError, ValueError):  # not selectable here: a file, which is always ready
        return True


def _blocks(text: str, name: str, layout: Layout) -> list[HeadlineBlock]:
    if layout is Layout.LINES:
        lines = (line.strip() for line in text.splitlines())
        return [HeadlineBlock(line, source=name, position=i) for i, line in enumerate(filter(None, lines))]
    return read_blocks(text, source=name)
