"""How a table with delimiters is written, told by its first lines."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from clf.extract.columns import guess

_DELIMITERS = ("\t", ",", ";", "|")
_STRAY_QUOTE = re.compile(r'(?:^|\t)"(?:[^"\t\n]*"[^"\t\r\n]|[^"\t\n]*(?:\t|$))', re.M)
_SAMPLE = 50  # records


@dataclass(frozen=True)
class Dialect:
    """Delimiter and quoting; ``sure`` if the first line names a column of headlines."""

    delimiter: str
    quoted: bool = True
    escaped: bool = False
    sure: bool = False

    @cached_property
    def as_csv(self) -> type[csv.Dialect]:
        """For `csv.reader`."""
        mine = self

        class Mine(csv.excel):
            delimiter = mine.delimiter
            quoting = csv.QUOTE_MINIMAL if mine.quoted else csv.QUOTE_NONE
            escapechar = "\\" if mine.escaped else None
            doublequote = not mine.escaped

        return Mine


def dialect_of(sample: str, table: bool = False, headed: bool = True) -> Dialect | None:
    """The dialect of the table that begins with ``sample``, or None if it is no table.

    It is one if its first line names a column of headlines and the lines below have as many cells; where it is said
    to be a ``table``, if most lines have the same number of cells, two at least.

    >>> dialect_of("id;title;text\\n1;Fire, again;x\\n").delimiter, dialect_of("Fire, again\\nWater, too\\n")
    (';', None)
    """
    escaped = '\\"' in sample and '""' not in sample.replace('\\"', "")
    best: tuple[tuple[bool, bool, float, int], Dialect] | None = None
    for delimiter in _DELIMITERS:
        quoted = delimiter != "\t" or not _STRAY_QUOTE.search(sample)
        records = _records(sample, Dialect(delimiter, quoted, escaped))
        if not records:
            continue
        width = len(records[0])
        same = sum(len(record) == width for record in records) / len(records)
        named = headed and guess("headline", [cell.strip() for cell in records[0]]) >= 0
        sure = named and (len(records) == 1 or any(len(record) == width for record in records[1:]))
        if not sure and not (table and width > 1 and same > 0.5):
            continue
        rank = (sure, width > 1, same, width)
        if best is None or rank > best[0]:
            best = rank, Dialect(delimiter, quoted, escaped, sure)
    if best is None:
        return Dialect(",", quoted=sample.count('"') % 2 == 0) if table else None
    return best[1]


def _records(sample: str, dialect: Dialect) -> list[list[str]]:
    sample = re.sub(r"^sep=.\r?\n", "", sample.lstrip("\ufeff"), flags=re.I)
    try:
        records = list(islice(filter(None, csv.reader(sample.splitlines(keepends=True), dialect.as_csv)), _SAMPLE + 1))
    except csv.Error:
        return []
    if len(records) > 1:
        records.pop()  # the sample may end within it
    return records
