"""How a table with delimiters is written, told by its first lines.

Tables as text, row by row: CSV, TSV and their like, JSON Lines, and a JSON document that holds rows.

A row that cannot be read is reported with its file and line, and the rest goes on.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from clf.errors import InputError
from clf.inputs.columns import ROWS, BadRow, Batch, Columns, Places, Report, guess, unique_names
from clf.inputs.stream import Lines, is_broken
from clf.limits import MAX_ADDRESS, without_long_address
from clf.types import HeadlineBlock

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
        records = _sample_records(sample, Dialect(delimiter, quoted, escaped))
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


def _sample_records(sample: str, dialect: Dialect) -> list[list[str]]:
    sample = re.sub(r"^sep=.\r?\n", "", sample.lstrip("\ufeff"), flags=re.I)
    try:
        records = list(islice(filter(None, csv.reader(sample.splitlines(keepends=True), dialect.as_csv)), _SAMPLE + 1))
    except csv.Error:
        return []
    if len(records) > 1:
        records.pop()  # the sample may end within it
    return records


Row = tuple[int, dict[str, Any]]  # line it begins on, values by column
Reject = Callable[[BadRow], None]  # called with each row that is left out
_WRONG_BYTES = "bytes that are not of the text's encoding (see --encoding)"


class Top(NamedTuple):
    """What the top of a table says: its columns, and the row that said it, if it is one."""

    places: Places
    first: Row | None


def delimited_batches(lines: Lines, dialect: Dialect, columns: Columns, name: str, report: Report) -> Iterator[Batch]:
    """Rows of a table with delimiters; raises `InputError` if no column holds headlines."""
    reject = _rejecter(report)
    if (top := delimited_top(lines, dialect, columns, name, reject)) is not None:
        rows = delimited_rows(lines, dialect, top.places, name, reject)
        yield from batches(_chain(top, rows), top.places, name, report, lines.starved)


def delimited_top(lines: Lines, dialect: Dialect, columns: Columns, name: str, reject: Reject) -> Top | None:
    """Columns of a table with delimiters, None if it is empty; raises `InputError` as above."""
    first = next(_records(lines, dialect, 0, name, reject), None)
    if first is None:
        return None
    names = [cell.strip() for cell in first[1]]
    if columns.header and (len(names) > 1 or bool(columns.headline) or guess("headline", names) >= 0):
        return Top(columns.places(unique_names(names), name), None)
    names = [str(i + 1) for i in range(len(names))]
    places = (columns if columns.headline or len(names) > 1 else Columns("1")).places(names, name)
    if is_broken("".join(first[1])):
        reject(BadRow(name, first[0], _WRONG_BYTES))
        return Top(places, None)
    return Top(places, (first[0], dict(zip(names, first[1], strict=True))))


def delimited_rows(lines: Lines, dialect: Dialect, places: Places, name: str, reject: Reject) -> Iterator[Row]:
    """Rows below the top of a table with delimiters."""
    width = len(places.names)
    for line, record in _records(lines, dialect, width, name, reject):
        if len(record) > width and not any(record[width:]):
            record = record[:width]
        if len(record) != width:
            reject(BadRow(name, line, wrong_width(len(record), width)))
        elif lines.broken and is_broken("".join(record)):
            reject(BadRow(name, line, _WRONG_BYTES))
        else:
            yield line, dict(zip(places.names, record, strict=True))


def wrong_width(found: int, named: int) -> str:
    """Why a row of ``found`` cells is left out of a table with ``named`` columns."""
    return f"{found} cells where {named} are named"


def json_line_batches(lines: Lines, columns: Columns, name: str, report: Report) -> Iterator[Batch]:
    """Rows of JSON Lines. The columns are those of the first row that has headlines."""
    reject = _rejecter(report)
    if (top := json_line_top(lines, columns, name, reject)) is not None:
        rows = json_line_rows(lines, name, reject)
        yield from batches(_chain(top, rows), top.places, name, report, lines.starved)


def json_line_top(lines: Lines, columns: Columns, name: str, reject: Reject) -> Top | None:
    """Columns of JSON Lines, None if no row has headlines; raises `InputError` if a named column is none."""
    for line, row in json_line_rows(lines, name, reject):
        try:
            return Top(columns.places(list(row), ""), (line, row))
        except InputError as error:
            if columns.headline:
                raise InputError(f"{name}:{line}: {error}") from None
            reject(BadRow(name, line, str(error)))
    return None


def json_line_rows(lines: Lines, name: str, reject: Reject) -> Iterator[Row]:
    """Rows of JSON Lines, from where ``lines`` stand."""
    for text in lines:
        if (row := json_row(text, name, lines.number, reject)) is not None:
            yield lines.number, row


def json_row(text: str, name: str, line: int, reject: Reject) -> dict[str, Any] | None:
    """The row in a line of text, None if it is blank or was rejected."""
    if text.isspace():
        return None
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        reject(BadRow(name, line, f"not JSON: {getattr(error, 'msg', error)}"))
        return None
    if is_broken(text):
        reject(BadRow(name, line, _WRONG_BYTES))
    elif not isinstance(row, dict):
        reject(BadRow(name, line, f"no JSON object, found {text.strip():.40}"))
    else:
        return row
    return None


def json_batches(text: str, columns: Columns, name: str, report: Report) -> Iterator[Batch]:
    """Rows of a JSON document: a list of objects, or an object that holds one (``{"articles": [...]}``)."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: not JSON: {error}") from None
    lists = [found] if isinstance(found, list) else [v for v in found.values() if isinstance(v, list)]
    rows = max(lists, key=len, default=[])
    if rows and all(isinstance(row, str) for row in rows):
        rows = [{"headline": row} for row in rows]
    if not lists and isinstance(found, dict):
        rows = [found]
    objects = [(number, row) for number, row in enumerate(rows, 1) if isinstance(row, dict)]
    if not objects:
        raise InputError(f"{name}: JSON without a list of objects: nothing to score")
    places = columns.places(list(dict.fromkeys(key for _, row in objects for key in row)), name)
    yield from batches(iter(objects), places, name, report, lambda: False, unit="row ")


def batches(
    rows: Iterator[Row], places: Places, name: str, report: Report, starved: Callable[[], bool], unit: str = ""
) -> Iterator[Batch]:
    """Rows as blocks, some at a time: `ROWS`, or what there is when the source has no more for now."""
    used = {places.names[i] for i in (places.headline, places.teaser, places.url, places.source) if i >= 0}
    columns = tuple(places.names[i] for i in places.others)
    blocks: list[HeadlineBlock] = []
    others: list[dict[str, Any]] = []
    position = 0
    trouble: InputError | None = None
    while True:
        try:
            line, row = next(rows)
        except StopIteration:
            break
        except InputError as error:  # damaged from here on: what came before is good
            trouble = error
            break
        try:
            block = places.block(row, name, position)
            if len(block.url) > MAX_ADDRESS:
                block = without_long_address(block, f"{name}:{unit}{line}", report)
            blocks.append(block)
        except ValueError as error:
            report(str(BadRow(name, line, str(error), unit)))
            continue
        position += 1
        others.append({key: value for key, value in row.items() if key not in used})
        if len(blocks) >= ROWS or starved():
            yield Batch(blocks, columns, others)
            blocks, others = [], []
    if blocks:
        yield Batch(blocks, columns, others)
    if trouble:
        raise trouble


def _records(lines: Lines, dialect: Dialect, width: int, name: str, reject: Reject) -> Iterator[tuple[int, list[str]]]:
    """Records and the lines they begin on. A quote that nothing closes costs the line it stands on, no more.

    ``width`` is how many cells are named, 0 if the first record will tell. `clf.bulk.pieces` cuts files by these rules.
    """
    taken: list[str] = []

    def recorded() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    reader = csv.reader(recorded(), dialect.as_csv)
    while True:
        taken.clear()
        start = lines.number + 1
        problem = ""
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = str(error)
        if not problem and width and len(taken) > 1 and len(record) != width:
            problem = f"{len(record)} cells over {len(taken)} lines where {width} are named (a quote left open?)"
        if problem:
            reject(BadRow(name, start, problem))
            lines.unread(taken[1:])
            reader = csv.reader(recorded(), dialect.as_csv)
            continue
        if not record or (len(record) == 1 and not record[0].strip()):
            continue
        if not width and record[0].lower().startswith("sep="):
            continue  # what Excel writes above a table
        width = width or len(record)
        yield start, record


def _rejecter(report: Report) -> Reject:
    return lambda row: report(str(row))


def _chain(top: Top, rows: Iterator[Row]) -> Iterator[Row]:
    if top.first:
        yield top.first
    yield from rows
