"""A CSV, TSV or JSON Lines file, or a span of it, as a stream of record batches, like `clf.bulk.chunks`.

pyarrow parses tables with delimiters, a piece at a time. Where it may give other rows than Python's `csv`, which
`clf.inputs.delimited` reads with, that module reads the piece by row. JSON Lines are read by `json`: pyarrow's reader
stops at the first line that is not JSON, and wants all values of a column to have one type.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO, Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from clf.bulk.chunks import Chunk, urls_of
from clf.bulk.inputs import open_file
from clf.bulk.layout import Layout, Span, blocks, layout_of
from clf.bulk.pieces import Piece, pieces
from clf.errors import InputError, extra
from clf.inputs import (
    BadRow,
    Columns,
    Lines,
    Places,
    Row,
    Stream,
    delimited_rows,
    is_broken,
    json_line_rows,
    json_row,
    text_of,
    wrong_width,
)

with extra("tables"):
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv

PIECE = 1 << 22  # bytes read at a time
MORE = "other_fields"  # column of what later rows of JSON Lines hold that the first does not, as JSON
_SMALL_PIECE = 1 << 16  # bytes, around what is unusual
_ROWS = 1 << 14  # at a time where nothing else bounds them
_SPACES = "".join(chr(i) for i in range(0x3001) if chr(i).isspace())  # all that `str.strip` takes away
_NO_HEADLINE = "no headline"
_as_json = json.JSONEncoder(ensure_ascii=False).encode
_decode = json.JSONDecoder().raw_decode


class Cells(NamedTuple):
    """Good rows as arrays of strings: all columns, and the texts to score without spaces around them; bad rows."""

    columns: list[Any]
    headlines: Any
    teasers: Any  # or None
    bad: list[BadRow]


def text_chunks(
    name: str, columns: Columns, encoding: str = "auto", span: Span | None = None, size: int = PIECE
) -> Iterator[Chunk | BadRow]:
    """Rows of a text table, packed or not, ``size`` bytes at a time; of a ``span`` only, as they are in the whole.

    All columns are text; a JSON value that is not text is written as JSON. What makes a row bad is as in
    `clf.inputs.delimited` and `clf.inputs.columns.Places.block`. Raises `InputError` where it cannot go on.
    """
    with open_file(name) as file:
        layout = layout_of(file, name, columns, encoding)
        top = span is None or span.begin == 0
        if top:
            yield from layout.bad
        found = blocks(file, name, layout, span)
        names = [*layout.places.names] if layout.dialect else [*layout.places.names, MORE]
        read = _delimited if layout.dialect else _json_lines
        before, skip = (span.before if span else 0), (layout.skip if top else 0)
        for piece in pieces(found, name, layout, size, before, skip):
            for cells in _by_rows(piece, found, name, layout) if piece.open else read(piece, name, layout):
                batch = pa.RecordBatch.from_arrays(cells.columns, names=names)
                yield Chunk(batch, cells.headlines, cells.teasers, urls_of(batch, layout.places), cells.bad)


def _delimited(piece: Piece, name: str, layout: Layout) -> list[Cells]:
    if (cells := _parsed(piece, name, layout)) is not None:
        return [cells]
    whole = iter([piece.data])
    found: list[Cells] = []
    for small in pieces(whole, name, layout, _SMALL_PIECE, piece.before):
        cells = _parsed(small, name, layout)
        found += _by_rows(small, whole, name, layout) if cells is None else [cells]
    return [_joined(found)] if found else []


def _parsed(piece: Piece, name: str, layout: Layout) -> Cells | None:
    """The rows of a table with delimiters as pyarrow parses them; None where Python's `csv` may read others."""
    dialect, width, limit = layout.dialect, len(layout.places.names), csv.field_size_limit()
    assert dialect is not None
    if not _is_plain(piece.data, layout.line_end):
        return None
    rejected: list[tuple[int, list[str]]] = []  # number of the record in the piece, its cells

    def reject(row: Any) -> str:
        """Note a row with a wrong number of cells; "error" leaves the piece to Python's `csv`."""
        if "\n" in row.text or "\r" in row.text:
            return "error"  # it costs one line, not all of them
        try:
            record = next(csv.reader([row.text], dialect.as_csv), [])
        except csv.Error:
            return "error"
        if not any(record[width:]) and len(record) >= width:
            return "error"  # empty cells at its end are no mistake
        rejected.append((row.number, record))
        return "skip"

    names = [str(number) for number in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(piece.data),
            pyarrow.csv.ReadOptions(column_names=names, block_size=len(piece.data) + 1, use_threads=False),
            pyarrow.csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char='"' if dialect.quoted else False,
                double_quote=not dialect.escaped,
                escape_char="\\" if dialect.escaped else False,
                newlines_in_values=True,
                invalid_row_handler=reject,
            ),
            pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    columns = [column.combine_chunks() for column in table.columns]
    if any((pc.max(pc.binary_length(column)).as_py() or 0) > limit for column in columns):
        return None  # the limit is in characters
    headlines, teasers = _stripped(columns[layout.places.headline]), _teasers(columns, layout.places)
    blank = _blank(headlines)
    no_headline = blank if width > 1 else []  # in a single column, what is blank is not a row
    wrong = [(number, wrong_width(len(cells), width)) for number, cells in rejected if cells[1:] or cells[0].strip()]
    bad: list[BadRow] = []
    if wrong or no_headline:
        numbers = [number for number, _ in rejected]
        if (begins := _begins(columns, numbers, piece, layout.line_end)) is None:
            return None
        bad += [BadRow(name, int(begins[number - 1]), reason) for number, reason in wrong]
        lines = np.delete(begins, [number - 1 for number in numbers])
        bad += [BadRow(name, int(lines[row]), _NO_HEADLINE) for row in no_headline]
    return _good(columns, headlines, teasers, blank, bad)


def _begins(columns: list[Any], rejected: list[int], piece: Piece, line_end: str) -> NDArray[np.int64] | None:
    """Lines that the records of ``piece`` begin on: its rows, and, by their numbers from 1, those ``rejected``.

    None if there are empty lines between them, which pyarrow does not count.
    """
    is_row = np.ones(len(columns[0]) + len(rejected), np.bool_)
    is_row[[number - 1 for number in rejected]] = False
    heights = np.ones(len(is_row), np.int64)
    for column in columns:
        heights[is_row] += np.asarray(pc.count_substring(column, line_end))
    end = line_end.encode()
    if heights.sum() != piece.data.count(end) + (not piece.data.endswith(end)):
        return None
    return piece.before + 1 + np.cumsum(heights) - heights


def _is_plain(data: bytes, line_end: str) -> bool:
    """Whether ``data`` is UTF-8 whose lines pyarrow and Python's `csv` end at the same places."""
    other_ends = b"\n" in data if line_end == "\r" else data.count(b"\r") > data.count(b"\r\n")
    if other_ends or data.startswith(codecs.BOM_UTF8) or data.endswith(b"\\"):
        return False
    try:
        return data.isascii() or data.decode() is not None
    except UnicodeDecodeError:
        return False


def _by_rows(piece: Piece, following: Iterator[bytes], name: str, layout: Layout) -> Iterator[Cells]:
    """The rows of ``piece``, and if it is open, of the blocks ``following``."""
    bad: list[BadRow] = []
    source = cast(IO[bytes], _Blocks(chain([piece.data], following if piece.open else ())))
    lines = Lines(Stream(source), "utf-8", name, piece.before, layout.line_end)
    places = layout.places
    rows = (
        delimited_rows(lines, layout.dialect, places, name, bad.append)
        if layout.dialect
        else json_line_rows(lines, name, bad.append)
    )
    trouble: InputError | None = None
    while trouble is None:
        taken: list[Row] = []
        try:
            taken.extend(islice(rows, _ROWS))
        except InputError as error:  # what came before is in `taken`
            trouble = error
        if not taken and not bad:
            break
        if layout.dialect:
            columns = [pa.array([row[column] for _, row in taken], pa.string()) for column in places.names]
            headlines = _stripped(columns[places.headline])
            blank = _blank(headlines)
            bad += [BadRow(name, taken[row][0], _NO_HEADLINE) for row in blank]
            yield _good(columns, headlines, _teasers(columns, places), blank, bad)
        else:
            yield _json_cells(taken, name, places, bad)
        bad.clear()
    if trouble:
        raise trouble


def _json_lines(piece: Piece, name: str, layout: Layout) -> list[Cells]:
    text, end = piece.data.decode(errors="surrogateescape"), layout.line_end
    broken = is_broken(text)
    bad: list[BadRow] = []
    rows: list[Row] = []
    at, line = 0, piece.before
    while at < len(text):
        line += 1
        stop = text.find(end, at)
        stop = len(text) if stop < 0 else stop
        try:
            row, behind = _decode(text, at)
        except (ValueError, RecursionError):
            row, behind = None, -1
        if broken or type(row) is not dict or (behind != stop and text[behind:stop] != "\r"):
            row = json_row(text[at : stop + 1], name, line, bad.append)
        if row is not None:
            rows.append((line, row))
        at = stop + 1
    return [_json_cells(rows, name, layout.places, bad)]


def _json_cells(found: list[Row], name: str, places: Places, bad: list[BadRow]) -> Cells:
    """Cells of rows of JSON, and the column `MORE`; values that are not text are written as JSON."""
    known, rows = frozenset(places.names), [row for _, row in found]
    values: list[list[Any]] = [[row.get(name) for row in rows] for name in places.names]
    values.append([None if row.keys() <= known else {k: v for k, v in row.items() if k not in known} for row in rows])
    halves: dict[int, str] = {}
    columns = [_array(column, halves) for column in values]
    wrong: dict[int, str] = {}  # of more than one thing, the first that a block is refused for

    def texts(place: int) -> Any:
        if _is_text(values[place]):
            return _stripped(columns[place])
        return _array(_texts(values[place], places.names[place], wrong), {})

    headlines = texts(places.headline)
    wrong = dict.fromkeys(_blank(headlines), _NO_HEADLINE) | wrong
    for place in (places.source, places.url):
        if place >= 0:
            texts(place)
    teasers = texts(places.teaser) if places.teaser >= 0 else None
    reasons = halves | wrong
    bad = bad + [BadRow(name, found[row][0], reason) for row, reason in reasons.items()]
    return _good(columns, headlines, teasers, [*reasons], bad)


class _Blocks:
    """Blocks of bytes as a file to read."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._held = blocks, b""

    def read(self, size: int) -> bytes:
        self._held = self._held or next(self._blocks, b"")
        found, self._held = self._held[:size], self._held[size:]
        return found


def _good(columns: list[Any], headlines: Any, teasers: Any, left_out: list[int], bad: list[BadRow]) -> Cells:
    """Cells without the rows ``left_out``."""
    if left_out:
        keep = np.ones(len(headlines), np.bool_)
        keep[left_out] = False
        mask = pa.array(keep)
        columns = [column.filter(mask) for column in columns]
        headlines, teasers = headlines.filter(mask), None if teasers is None else teasers.filter(mask)
    return Cells(columns, headlines, teasers, sorted(bad, key=lambda row: row.line))


def _joined(parts: list[Cells]) -> Cells:
    """Cells of rows that follow each other."""
    if len(parts) == 1:
        return parts[0]
    columns = [pa.concat_arrays(arrays) for arrays in zip(*(part.columns for part in parts), strict=True)]
    headlines = pa.concat_arrays([part.headlines for part in parts])
    teasers = None if parts[0].teasers is None else pa.concat_arrays([part.teasers for part in parts])
    return Cells(columns, headlines, teasers, [row for part in parts for row in part.bad])


def _blank(headlines: Any) -> list[int]:
    """Numbers of the rows without a headline."""
    return np.flatnonzero(np.asarray(pc.equal(pc.binary_length(headlines), 0))).tolist()


def _teasers(columns: list[Any], places: Places) -> Any:
    return _stripped(columns[places.teaser]) if places.teaser >= 0 else None


def _stripped(texts: Any) -> Any:
    return pc.utf8_trim(texts.fill_null(""), characters=_SPACES)


def _texts(values: list[Any], name: str, wrong: dict[int, str]) -> list[str]:
    texts = []
    for row, value in enumerate(values):
        try:
            texts.append(text_of(value, name))
        except ValueError as error:
            wrong.setdefault(row, str(error))
            texts.append("")
    return texts


def _array(values: list[Any], halves: dict[int, str]) -> Any:
    """Values as strings; ``halves`` gets the rows with half a character, which Arrow cannot hold."""
    try:
        return pa.array(values, pa.string())
    except pa.ArrowTypeError:
        return _array([_string(value) for value in values], halves)
    except UnicodeEncodeError:
        strings = [_string(value) for value in values]
        whole = [None if text is None else text.encode(errors="replace").decode() for text in strings]
        broken = (row for row, text in enumerate(strings) if text != whole[row])
        halves.update(dict.fromkeys(broken, "half a character (a lone surrogate)"))
        return pa.array(whole, pa.string())


def _is_text(values: list[Any]) -> bool:
    return set(map(type, values)) <= {str, type(None)}


def _string(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(value) if type(value) is int else _as_json(value)
