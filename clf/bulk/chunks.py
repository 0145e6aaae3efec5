"""A file, or some of its row groups, as a stream of record batches: the good rows, and what is wrong with others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any, NamedTuple

import numpy as np

from clf.bulk.arrow import as_text
from clf.bulk.inputs import open_file
from clf.errors import InputError, extra
from clf.extract.charset import encoding_of
from clf.extract.columns import Columns, Places
from clf.extract.dialect import dialect_of
from clf.extract.formats import Form, form_of
from clf.extract.stream import DAMAGED, Lines, Stream, decompressed
from clf.extract.table import delimited_rows, json_line_rows

with extra("tables"):
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

ROWS = 1 << 16  # in a record batch
MORE = "other_fields"  # column of what later rows of JSON Lines hold that the first does not, as JSON
DAMAGE = (pa.ArrowException, *DAMAGED, ValueError)


class Bad(NamedTuple):
    """A row, or all that follows a place, that could not be read."""

    place: str
    reason: str


class Chunk(NamedTuple):
    """Good rows as they were, the texts to score, and the bad rows between them."""

    batch: Any
    headlines: Any
    teasers: Any  # or None
    urls: Any  # or None
    bad: list[Bad]


def open_parquet(name: str) -> Any | None:
    """``name`` as a Parquet file, or None if it is something else; raises `InputError` if it is damaged."""
    file = open_file(name)
    try:
        if file.read(4) != b"PAR1":
            file.close()
            return None
        file.seek(0)
        return parquet.ParquetFile(file, pre_buffer=False, buffer_size=1 << 20)
    except DAMAGE as error:
        raise InputError(f"{name}: not readable as Parquet: {' '.join(str(error).split())[:300]}") from None


def parquet_chunks(name: str, groups: tuple[int, ...], columns: Columns) -> Iterator[Chunk]:
    """Rows of some row groups of a Parquet file; raises `InputError` where it cannot go on."""
    file = open_parquet(name)
    assert file is not None  # it was one when the work was cut up
    with file:
        places = columns.places(file.schema_arrow.names, name)
        row = sum(file.metadata.row_group(group).num_rows for group in range(min(groups, default=0)))
        try:
            for batch in file.iter_batches(ROWS, row_groups=list(groups), use_threads=False):
                yield _checked(batch, places, name, row)
                row += batch.num_rows
        except DAMAGE as error:
            raise InputError(f"{name}: damaged after row {row:,}: {' '.join(str(error).split())[:300]}") from None


def _checked(batch: Any, places: Places, name: str, before: int) -> Chunk:
    headlines = as_text(batch.column(places.headline), places.names[places.headline])
    teasers = None if places.teaser < 0 else as_text(batch.column(places.teaser), places.names[places.teaser])
    urls = _urls(batch, places)
    broken = _not_utf8(headlines)
    if teasers is not None:
        broken = broken | _not_utf8(teasers)
    readable = pc.if_else(pa.array(broken), None, headlines) if broken.any() else headlines
    length = pc.binary_length(pc.utf8_trim_whitespace(readable)).fill_null(0)
    good = np.asarray(pc.greater(length, 0))
    if good.all():
        return Chunk(batch, headlines, teasers, urls, [])
    bad = [Bad(f"{name}:row {before + i + 1}", "bytes that are not UTF-8" if broken[i] else "no headline")
           for i in np.flatnonzero(~good).tolist()]  # fmt: skip
    kept = pa.array(good)
    teasers, urls = (None if texts is None else texts.filter(kept) for texts in (teasers, urls))
    return Chunk(batch.filter(kept), headlines.filter(kept), teasers, urls, bad)


def _urls(batch: Any, places: Places) -> Any:
    """The column of addresses; None if there is none, or it is no text."""
    if places.url < 0:
        return None
    try:
        return as_text(batch.column(places.url), places.names[places.url])
    except InputError:
        return None


def _not_utf8(texts: Any) -> Any:
    try:
        texts.validate(full=True)
        return np.zeros(len(texts), np.bool_)
    except pa.ArrowInvalid:
        kind = pa.large_binary() if pa.types.is_large_string(texts.type) else pa.binary()
        return np.array([not _reads(raw) for raw in texts.view(kind).to_pylist()])


def _reads(raw: bytes | None) -> bool:
    try:
        return raw is None or raw.decode() is not None
    except UnicodeDecodeError:
        return False


def text_chunks(name: str, columns: Columns, encoding: str = "auto") -> Iterator[Chunk]:
    """Rows of a CSV, TSV or JSON Lines file, packed or not. All columns are text; a JSON value that is none is JSON."""
    bad: list[Bad] = []

    def report(problem: str) -> None:
        line, _, reason = problem.removeprefix(f"{name}:").partition(": ")
        bad.append(Bad(f"{name}:{line}", reason.removesuffix(": row left out")))

    with open_file(name) as file:
        places, rows, more = _rows(file, name, columns, encoding, report)
        trouble: InputError | None = None
        while trouble is None:
            taken: list[tuple[int, dict[str, Any]]] = []
            try:
                taken.extend(islice(rows, ROWS // 4))
            except InputError as error:  # what came before is in `taken`
                trouble = error
            if not taken and not bad:
                break
            batch, headlines, teasers = _as_chunk(taken, places, name, report, more)
            yield Chunk(batch, headlines, teasers, _urls(batch, places), bad.copy())
            bad.clear()
        if trouble:
            raise trouble


def _rows(file: IO[bytes], name: str, columns: Columns, encoding: str, report: Any) -> tuple[Places, Any, bool]:
    try:
        stream, inner = decompressed(Stream(file), name)
        head = stream.head()
    except DAMAGED as error:
        raise InputError(f"{name}: damaged: {error}") from None
    encoding = encoding_of(head, encoding)
    text = head.decode(encoding, "replace")
    form = form_of(head, text, inner, True) if head else None
    lines = Lines(stream, encoding, name)
    found = None
    if form is Form.JSON_LINES:
        found = json_line_rows(lines, columns, name, report)
    elif form in (Form.TABLE, Form.TEXT):
        dialect = dialect_of(text, table=True, headed=columns.header)
        assert dialect is not None  # for a table there is always one
        found = delimited_rows(lines, dialect, columns, name, report)
    elif form is not None:
        raise InputError(f"{name}: {form.value} is not read with --out: give Parquet, CSV, TSV or JSON Lines")
    if found is None:
        raise InputError(f"{name}: no headlines found: it has no rows with any")
    return *found, form is Form.JSON_LINES


def _as_chunk(
    rows: list[tuple[int, dict[str, Any]]], places: Places, name: str, report: Any, more: bool
) -> tuple[Any, Any, Any]:
    kept: list[list[str | None]] = []
    texts: list[tuple[str, str]] = []
    known = frozenset(places.names)
    for line, row in rows:
        try:
            block = places.block(row, name, 0)
            cells = [_cell(row.get(column)) for column in places.names]
            if more:
                rest = {key: value for key, value in row.items() if key not in known}
                cells.append(json.dumps(rest, ensure_ascii=False) if rest else None)
            "".join(filter(None, cells)).encode()
        except UnicodeEncodeError:
            report(f"{name}:{line}: half a character (a lone surrogate): row left out")
        except ValueError as error:
            report(f"{name}:{line}: {error}: row left out")
        else:
            kept.append(cells)
            texts.append((block.headline, block.teaser))
    names = [*places.names, MORE] if more else list(places.names)
    arrays = [pa.array([cells[i] for cells in kept], pa.string()) for i in range(len(names))]
    headlines = pa.array([text for text, _ in texts], pa.string())
    teasers = pa.array([teaser for _, teaser in texts], pa.string()) if places.teaser >= 0 else None
    return pa.RecordBatch.from_arrays(arrays, names=names), headlines, teasers


def _cell(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
