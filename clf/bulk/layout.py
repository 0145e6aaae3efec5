"""How a table of text is written, as its top says for all of it: form, encoding, dialect, columns."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

from clf.errors import InputError
from clf.inputs import (
    DAMAGED,
    BadRow,
    Columns,
    Dialect,
    Form,
    Lines,
    Places,
    Stream,
    Top,
    decompressed,
    delimited_top,
    dialect_of,
    errors_of,
    form_of,
    json_line_top,
    line_end,
)
from clf.pages import encoding_of

_BLOCK = 1 << 20
_SINGLE = re.compile(r"ascii|cp125\d|iso8859-\d+|koi8-[rtu]")  # a byte a character, those of ASCII as there


class Span(NamedTuple):
    """Bytes of a file that hold whole rows, and how many lines are before them."""

    begin: int
    end: int
    before: int


class Layout(NamedTuple):
    """What the top of a table says. Without a ``dialect`` it is JSON Lines."""

    encoding: str
    dialect: Dialect | None
    places: Places
    line_end: str
    packed: bool
    mark: int  # bytes of a byte order mark that UTF-8 begins with
    skip: int  # lines above the first row
    bad: tuple[BadRow, ...]  # those among them that were left out

    @property
    def is_utf8(self) -> bool:
        """Whether the file is in UTF-8, of which ASCII is a part."""
        return self.encoding.startswith("utf-8")

    @property
    def is_single_byte(self) -> bool:
        """Whether each byte of the file is a character, and those of ASCII are as there."""
        return _SINGLE.fullmatch(self.encoding) is not None


def layout_of(file: IO[bytes], name: str, columns: Columns, encoding: str) -> Layout:
    """The layout of the table ``name``; raises `InputError` if it is none, or has no headlines."""
    bad: list[BadRow] = []
    stream, inner, packed = _unpacked(file, name)
    head = stream.head()
    encoding = encoding_of(head, encoding)
    text = head.decode(encoding, "replace")
    form = form_of(head, text, inner, True) if head else None
    lines = Lines(stream, encoding, name)
    dialect, top = None, None
    if form is Form.JSON_LINES:
        top = json_line_top(lines, columns, name, bad.append)
    elif form in (Form.TABLE, Form.TEXT):
        dialect = dialect_of(text, table=True, headed=columns.header)
        assert dialect is not None  # for a table there is always one
        top = delimited_top(lines, dialect, columns, name, bad.append)
    elif form is not None:
        raise InputError(f"{name}: {form.value} is not read with --out: give Parquet, CSV, TSV or JSON Lines")
    if top is None:
        raise InputError(f"{name}: no headlines found: it has no rows with any")
    mark = 3 if encoding == "utf-8-sig" and head.startswith(codecs.BOM_UTF8) else 0
    return Layout(encoding, dialect, top.places, line_end(head), packed, mark, _above(top, lines), tuple(bad))


def _above(top: Top, lines: Lines) -> int:
    return top.first[0] - 1 if top.first else lines.number


def _unpacked(file: IO[bytes], name: str) -> tuple[Stream, str, bool]:
    try:
        raw = Stream(file)
        stream, inner = decompressed(raw, name)
        stream.head()
    except DAMAGED as error:
        raise InputError(f"{name}: damaged: {error}") from None
    return stream, inner, stream is not raw


def raw_blocks(file: IO[bytes], begin: int, end: int) -> Iterator[bytes]:
    """Bytes of a file, a block at a time."""
    file.seek(begin)
    while begin < end and (block := file.read(min(_BLOCK, end - begin))):
        begin += len(block)
        yield block


def blocks(file: IO[bytes], name: str, layout: Layout, span: Span | None) -> Iterator[bytes]:
    """A table, or a span of it, unpacked and in UTF-8; what is not of its encoding is not of UTF-8 either."""
    if span:
        found = raw_blocks(file, max(span.begin, layout.mark), span.end)
    else:
        file.seek(0)
        found = _stream_blocks(_unpacked(file, name)[0], layout.mark)
    if layout.is_utf8:
        return found
    errors = errors_of(layout.encoding)
    texts = codecs.iterdecode(found, layout.encoding, "clf-broken" if errors == "surrogateescape" else errors)
    return (text.encode("utf-8", "clf-broken") for text in texts)


def _stream_blocks(stream: Stream, mark: int) -> Iterator[bytes]:
    stream.read(mark)
    while block := stream.read(_BLOCK):
        yield block


def _broken(error: UnicodeError) -> tuple[Any, int]:
    assert isinstance(error, UnicodeDecodeError | UnicodeEncodeError)
    size = error.end - error.start
    return b"\xff" * size if isinstance(error, UnicodeEncodeError) else "\udcff" * size, error.end


codecs.register_error("clf-broken", _broken)
