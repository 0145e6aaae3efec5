"""How the input is cut up: parts of files, the same for the same files, however many do them."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, pairwise
from typing import NamedTuple

from clf.bulk.chunks import Groups, open_parquet
from clf.bulk.inputs import Source
from clf.bulk.layout import Span
from clf.bulk.pieces import spans_of
from clf.errors import InputError
from clf.inputs import Columns


class Sizes(NamedTuple):
    """How large a unit is, about: rows of Parquet, bytes of text."""

    rows: int
    bytes: int
    split: bool  # whether a row group of more rows is cut, too


PLAIN = Sizes(500_000, 1 << 25, False)
SLOW = Sizes(1 << 12, 1 << 19, True)  # where Python looks at each row
_SLICES = 64  # of a row group at most: each reads what is before it as well


class Unit(NamedTuple):
    """A part of a file, all of it if None.

    ``weight`` is its share of the work in bytes; ``compiled`` says that it is known to be read without Python.
    """

    number: int
    name: str
    part: Groups | Span | None
    weight: int
    compiled: bool


def units_of(sources: Iterable[Source], sizes: Sizes, columns: Columns, encoding: str, threads: int = 1) -> list[Unit]:
    """The units of all files, in their order; ``threads`` files are looked at at a time."""

    def cut(source: Source) -> list[Unit]:
        try:
            groups = _groups(source.name, sizes)
            if groups is not None:
                return [Unit(0, source.name, part, weight, True) for part, weight in groups]
            spans, compiled = spans_of(source.name, source.size, columns, encoding, sizes.bytes)
            sizes_of = [span.end - span.begin if span else source.size for span in spans]
            return [Unit(0, source.name, *of, compiled) for of in zip(spans, sizes_of, strict=True)]
        except InputError:  # damaged Parquet, which reading it will report in its place
            return [Unit(0, source.name, Groups((), 0, 0), source.size, True)]
        except OSError:
            return [Unit(0, source.name, None, source.size, False)]

    with ThreadPoolExecutor(threads) as pool:
        found = chain.from_iterable(pool.map(cut, sources))
        return [unit._replace(number=number) for number, unit in enumerate(found)]


def _groups(name: str, sizes: Sizes) -> list[tuple[Groups, int]] | None:
    """Parts of a Parquet file and their bytes, None if it is something else; raises
    `InputError` if it is damaged."""
    file = open_parquet(name)
    if file is None:
        return None
    with file:
        rows = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
        weights = [file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups)]
    parts: list[tuple[Groups, int]] = []
    begin = 0
    for group in range(len(rows)):
        if group + 1 < len(rows) and sum(rows[begin : group + 2]) <= sizes.rows:
            continue
        groups, total = tuple(range(begin, group + 1)), sum(rows[begin : group + 1])
        slices = max(min(-(-total // sizes.rows), _SLICES), 1) if sizes.split else 1
        cuts = [total * i // slices for i in range(slices + 1)]
        weight = sum(weights[begin : group + 1]) // slices
        parts += [(Groups(groups, first, last - first), weight) for first, last in pairwise(cuts)]
        begin = group + 1
    return parts
