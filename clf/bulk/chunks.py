"""Some row groups of a Parquet file as a stream of record batches: the good rows, and what is wrong with others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from clf.bulk.arrow import as_text
from clf.bulk.inputs import open_file
from clf.errors import InputError, extra
from clf.inputs import DAMAGED, BadRow, Columns, Places

with extra("tables"):
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

ROWS = 1 << 16  # in a record batch
DAMAGE = (pa.ArrowException, *DAMAGED, ValueError)


class Chunk(NamedTuple):
    """Good rows as they were, the texts to score, and the bad rows between them."""

    batch: Any
    headlines: Any
    teasers: Any  # or None
    urls: Any  # or None
    bad: list[BadRow]


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


def parquet_chunks(name: str, part: Groups, columns: Columns) -> Iterator[Chunk | BadRow]:
    """Rows of a part of a Parquet file.

    Where a row group is damaged, the rows from there to its end are one `BadRow` that counts them, and reading goes on
    with the next group. Raises `InputError` if the file cannot be opened, or no column holds headlines.
    """
    file = open_parquet(name)
    assert file is not None  # it was one when the work was cut up
    with file:
        places = columns.places(file.schema_arrow.names, name)
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        begins = [0, *accumulate(sizes)]  # of each row group
        row = begins[min(part.groups, default=0)] + part.first  # the next to give
        last = row + part.rows
        to_read = [list(part.groups)]  # row groups to read together, last first
        while to_read:
            groups = [group for group in to_read.pop() if begins[group + 1] > row]
            if not groups or row >= last:
                continue
            at = begins[groups[0]]
            try:
                for batch in file.iter_batches(ROWS, row_groups=groups, use_threads=False):
                    begin, end = max(row, at), min(last, at + batch.num_rows)
                    if begin < end:
                        yield _checked(batch.slice(begin - at, end - begin), places, name, begin)
                        row = end
                    at += batch.num_rows
                    if row >= last:
                        break
            except DAMAGE as error:
                if len(groups) > 1:  # find out which one it is
                    left = [group for group in groups if begins[group + 1] > row]
                    to_read += [left[1:], left[:1]]
                    continue
                lost = min(last, begins[groups[0] + 1]) - row
                reason = " ".join(str(error).split())[:300]
                yield BadRow(name, row + 1, f"damaged, {lost:,} rows lost: {reason}", "row ", lost)
                row += lost


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
    bad = [
        BadRow(name, before + i + 1, "bytes that are not UTF-8" if broken[i] else "no headline", "row ")
        for i in np.flatnonzero(~good).tolist()
    ]
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
