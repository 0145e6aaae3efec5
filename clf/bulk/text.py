"""A CSV, TSV or JSON Lines file, or a span of it, as a stream of record batches, like `clf.bulk.chunks`.

Tables with delimiters are parsed by the kernel where there is nothing unusual in them, and otherwise row by row, as
`clf.extract.table` reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO, Any, cast

import numpy as np

from clf.bulk.cells import MORE, Cells, joined, json_cells, plain_cells
from clf.bulk.chunks import Bad, Chunk, urls_of
from clf.bulk.inputs import open_file
from clf.bulk.layout import Layout, Span, blocks, layout_of
from clf.bulk.pieces import Piece, pieces
from clf.bulk.records import UTF8, column, parse
from clf.errors import InputError, extra
from clf.extract.columns import Columns
from clf.extract.stream import Lines, Stream, is_broken
from clf.extract.table import Row, delimited_rows, json_line_rows, json_row

with extra("tables"):
    import pyarrow as pa

PIECE = 1 << 22  # bytes read at a time
_SMALL = 1 << 16  # of them at a time where something is unusual
_ROWS = 1 << 14  # at a time where nothing else bounds them
_decode = json.JSONDecoder().raw_decode


def text_chunks(
    name: str, columns: Columns, encoding: str = "auto", span: Span | None = None, size: int = PIECE
) -> Iterator[Chunk | Bad]:
    """Rows of a text table, packed or not, ``size`` bytes at a time; of a ``span`` only, as they are in the whole.

    All columns are text; a JSON value that is none is JSON. Raises `InputError` where it cannot go on.
    """
    with open_file(name) as file:
        layout = layout_of(file, name, columns, encoding)
        places, top = layout.places, span is None or span.begin == 0
        for problem in layout.bad if top else ():
            line, reason = _parts(problem, name)
            yield Bad(f"{name}:{line}", reason)
        found = blocks(file, name, layout, span)
        names = [*places.names] if layout.dialect else [*places.names, MORE]
        read = _delimited if layout.dialect else _json_lines
        before, skip = (span.before if span else 0), (layout.skip if top else 0)
        for piece in pieces(found, name, layout, UTF8, size, before, skip):
            for cells in _by_rows(piece, found, name, layout) if piece.open else read(piece, name, layout):
                batch = pa.RecordBatch.from_arrays(cells.columns, names=names)
                bad = [Bad(f"{name}:{line}", reason) for line, reason in cells.bad]
                yield Chunk(batch, cells.headlines, cells.teasers, urls_of(batch, places), bad)


def _delimited(piece: Piece, name: str, layout: Layout) -> list[Cells]:
    if (cells := _parsed(piece, layout)) is not None:
        return [cells]
    whole = iter([piece.data])
    found: list[Cells] = []
    for small in pieces(whole, name, layout, UTF8, _SMALL, piece.before):
        cells = _parsed(small, layout)
        found += _by_rows(small, whole, name, layout) if cells is None else [cells]
    return [joined(found)] if found else []


def _parsed(piece: Piece, layout: Layout) -> Cells | None:
    """The rows of a table with delimiters if there is nothing unusual in ``piece``."""
    if not _is_utf8(piece.data):
        return None
    data, width, syntax = np.frombuffer(piece.data, np.uint8), len(layout.places.names), layout.syntax(UTF8)
    lines = int(np.count_nonzero((data == 10) | (data == 13))) + 1
    text = np.empty(len(data), np.uint8)
    ends = np.zeros(lines + np.count_nonzero(data == syntax.delimiter) + 1, np.int64)
    line_of = np.empty(lines, np.int64)
    rows = parse(data, width, syntax, text, ends, line_of)
    if rows < 0:
        return None
    columns = []
    for number in range(width):
        offsets = np.zeros(rows + 1, np.int32)
        out = np.empty(len(text), np.uint8)
        size = column(text, ends, number, width, rows, offsets, out)
        columns.append(pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(out[:size].copy())))
    return plain_cells(columns, line_of[:rows] + piece.before + 1, layout.places, [])


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or data.decode() is not None
    except UnicodeDecodeError:
        return False


def _by_rows(piece: Piece, following: Iterator[bytes], name: str, layout: Layout) -> Iterator[Cells]:
    """The rows of ``piece``, and if it is open, of the blocks ``following``."""
    told: list[str] = []
    source = cast(IO[bytes], _Blocks(chain([piece.data], following if piece.open else ())))
    lines = Lines(Stream(source), "utf-8", name, piece.before, layout.line_end)
    places = layout.places
    rows = (delimited_rows(lines, layout.dialect, places, name, told.append) if layout.dialect
            else json_line_rows(lines, name, told.append))  # fmt: skip
    trouble: InputError | None = None
    while trouble is None:
        taken: list[Row] = []
        try:
            taken.extend(islice(rows, _ROWS))
        except InputError as error:  # what came before is in `taken`
            trouble = error
        if not taken and not told:
            break
        numbers, bad = [line for line, _ in taken], [_parts(problem, name) for problem in told]
        if layout.dialect:
            columns = [pa.array([row[column] for _, row in taken], pa.string()) for column in places.names]
            yield plain_cells(columns, np.array(numbers, np.int64), places, bad)
        else:
            yield json_cells([row for _, row in taken], numbers, places, bad)
        told.clear()
    if trouble:
        raise trouble


def _json_lines(piece: Piece, name: str, layout: Layout) -> list[Cells]:
    text, end = piece.data.decode(errors="surrogateescape"), layout.line_end
    broken = is_broken(text)
    told: list[str] = []
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
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
            row = json_row(text[at : stop + 1], f"{name}:{line}", told.append)
        if row is not None:
            rows.append(row)
            lines.append(line)
        at = stop + 1
    return [json_cells(rows, lines, layout.places, [_parts(problem, name) for problem in told])]


class _Blocks:
    """Blocks of bytes as a file to read."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._held = blocks, b""

    def read(self, size: int) -> bytes:
        self._held = self._held or next(self._blocks, b"")
        found, self._held = self._held[:size], self._held[size:]
        return found


def _parts(problem: str, name: str) -> tuple[int, str]:
    """Line and reason of what `clf.extract.table` reports."""
    line, _, reason = problem.removeprefix(f"{name}:").partition(": ")
    return int(line), reason.removesuffix(": row left out")
