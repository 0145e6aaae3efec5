"""Some row groups of a Parquet file as a stream of record batches: the good rows, and what is wrong with others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from clf.bulk.arrow import as_text
from clf.bulk.inputs import open_file
from clf.errors import InputError, extra
from clf.extract.columns import Columns, Places
from clf.extract.stream import DAMAGED

with extra("tables"):
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

ROWS = 1 << 16  # in a record batch
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


class Groups(NamedTuple):
    """Row groups of a Parquet file, of whose rows all or some are meant."""

    groups: tuple[int, ...]
    first: int
    rows: int


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


def parquet_chunks(name: str, part: Groups, columns: Columns) -> Iterator[Chunk]:
    """Rows of a part of a Parquet file; raises `InputError` where it cannot go on."""
    file = open_parquet(name)
    assert file is not None  # it was one when the work was cut up
    with file:
        places = columns.places(file.schema_arrow.names, name)
        row = sum(file.metadata.row_group(group).num_rows for group in range(min(part.groups, default=0)))
        first, last = row + part.first, row + part.first + part.rows
        try:
            for batch in file.iter_batches(ROWS, row_groups=list(part.groups), use_threads=False):
                begin, end = max(first, row), min(last, row + batch.num_rows)
                if begin < end:
                    yield _checked(batch.slice(begin - row, end - begin), places, name, begin)
                row += batch.num_rows
                if row >= last:
                    break
        except DAMAGE as error:
            raise InputError(f"{name}: damaged after row {row:,}: {' '.join(str(error).split())[:300]}") from None


def _checked(batch: Any, places: Places, name: str, before: int) -> Chunk:
    headlines = as_text(batch.column(places.headline), places.names[places.headline])
    teasers = None if places.teaser < 0 else as_text(batch.column(places.teaser), places.names[places.teaser])
    urls = urls_of(batch, places)
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


def urls_of(batch: Any, places: Places) -> Any:
    """The column of addresses of a batch; None if there is none, or it is no text."""
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
