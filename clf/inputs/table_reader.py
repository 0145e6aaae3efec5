"""The child process that reads one workbook or Parquet file: ``python -m clf.inputs.table_reader TASK < FILE``.

It writes pickled dicts to standard output: first the ``names`` of the columns and whether headlines were ``found``
among them; then rows, as ``columns`` of values with the ``numbers`` of the rows, and the ``bad`` rows with the
reasons; then None. Or an ``error``, after which nothing follows. `clf.inputs.workbook` is the other side.
"""

from __future__ import annotations

import json
import pickle
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

from clf.inputs.columns import ROWS, guess, unique_names
from clf.limits import TableLimits

_PIECE = 1 << 20
_CELL = re.compile(  # with something in it
    rb"<(?:\w{1,20}:)?c\s(?:[^<>]{0,200}?\s)?r=[\"']([A-Za-z]{1,9})([0-9]{1,12})[\"'][^<>]{0,200}+(?<!/)>"
)
_LINK = re.compile(rb"<(?:\w{1,20}:)?(?:sheet|Relationship)\s[^<>]{1,2000}>")
_ATTRIBUTE = re.compile(rb"(?<=\s)(?:\w{1,20}:)?(id|Id|name|Target)=(?:\"([^\"<>]*+)\"|'([^'<>]*+)')")


class Refused(Exception):
    """The file is damaged or passes a limit; the message gives the reason in one line."""


def parquet_frames(file: IO[bytes], limits: TableLimits) -> Iterator[dict[str, Any]]:
    """Frames of a Parquet file."""
    import pyarrow
    import pyarrow.parquet

    number = 0
    try:
        parquet = pyarrow.parquet.ParquetFile(file, pre_buffer=False, buffer_size=_PIECE)
        about = parquet.metadata
        names = [_name(field.name) for field in parquet.schema_arrow]
        _check("columns", max(len(names), about.num_columns), limits.columns)
        _check("row groups", about.num_row_groups, limits.row_groups)
        _check("cells", about.num_rows * max(len(names), about.num_columns), limits.cells)
        sizes = [about.row_group(i).total_byte_size for i in range(about.num_row_groups)]
        _check("unpacked bytes in a row group", max(sizes, default=0), limits.unpacked)
        yield {"names": unique_names(names), "found": True, "notes": []}
        a_row = sum(sizes) // max(about.num_rows, 1) + 1  # bytes
        for batch in parquet.iter_batches(min(ROWS, max(limits.batch // a_row, 1)), use_threads=False):
            rows = max(limits.batch * batch.num_rows // max(batch.nbytes, 1), 1)
            for begin in range(0, batch.num_rows, rows):
                part = batch.slice(begin, rows)
                yield _parquet_frame(part, number)
                number += part.num_rows
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        if isinstance(error, MemoryError):
            raise
        place = f"damaged after row {number:,}" if number else "not readable as Parquet"
        raise Refused(f"{place}: {_line(error)}") from None


def _name(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def _parquet_frame(batch: Any, before: int) -> dict[str, Any]:
    columns, broken = [], set()
    for column in batch.columns:
        try:
            values = column.to_pylist()
        except UnicodeDecodeError:
            values = []
            for row, cell in enumerate(column):
                try:
                    values.append(cell.as_py())
                except UnicodeDecodeError:
                    values.append(None)
                    broken.add(row)
        columns.append(values)
    good = [row for row in range(batch.num_rows) if row not in broken]
    return {
        "columns": [[values[row] for row in good] for values in columns] if broken else columns,
        "numbers": [before + row + 1 for row in good],
        "bad": [(before + row + 1, "bytes that are not UTF-8") for row in sorted(broken)],
    }


def workbook_frames(file: IO[bytes], wanted: str, limits: TableLimits) -> Iterator[dict[str, Any]]:
    """Frames of the first sheet that has a column of headlines: the one called ``wanted``, if that is not empty."""
    import python_calamine

    try:
        far = _far_sheets(file, limits)
        file.seek(0)
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        first, notes = None, []
        for sheet_name in book.sheet_names:
            if sheet_name in far:
                found = _too_many("cells from A1 to its last cell", far[sheet_name], limits.sheet_cells)
                notes.append(f"sheet {sheet_name[:60]!r}: {found}: sheet left out")
                continue
            rows = enumerate(book.get_sheet_by_name(sheet_name).iter_rows(), 1)
            header = next((row for row in rows if any(cell != "" for cell in row[1])), None)
            if header is None:
                continue
            titles = [str(cell).strip() for cell in header[1]]
            places = list(range(len(titles)))
            if len(titles) > limits.columns:  # a cell far to the right: keep what has a title
                places = [i for i, title in enumerate(titles) if title]
            _check("columns", len(places), limits.columns)
            names = unique_names([titles[i] or str(i + 1) for i in places])
            first = first or names
            if wanted in names or (not wanted and guess("headline", names) >= 0):
                break
        else:
            if not first and notes:
                raise Refused(notes[0])
            yield {"names": first or [], "found": False, "notes": notes}
            return
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(f"not readable as a workbook: {_line(error)}") from None
    yield {"names": names, "found": True, "notes": notes}
    yield from _sheet_frames(rows, places, limits)


def _sheet_frames(rows: Iterator[tuple[int, list[Any]]], places: Any, limits: TableLimits) -> Iterator[dict[str, Any]]:
    numbers: list[int] = []
    taken: list[list[Any]] = []
    size = 0
    for number, row in rows:
        if any(cell != "" for cell in row):
            numbers.append(number)
            taken.append([row[i] for i in places])
            size += sum(len(cell) for cell in row if isinstance(cell, str))
        if len(taken) >= ROWS or size > limits.batch:
            yield {"columns": list(zip(*taken, strict=True)), "numbers": numbers, "bad": []}
            numbers, taken, size = [], [], 0
    if taken:
        yield {"columns": list(zip(*taken, strict=True)), "numbers": numbers, "bad": []}


def _far_sheets(file: IO[bytes], limits: TableLimits) -> dict[str, int]:
    """Sheets of an .xlsx file whose cells stand too far apart, with the size of the area between them in cells.

    calamine holds the whole area, so it must not read them. Other kinds of workbooks are left to the limit on memory.
    """
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        return {}  # .xls, which is not a zip file
    with archive:
        _check("unpacked bytes", sum(entry.file_size for entry in archive.infolist()), limits.unpacked)
        try:
            targets = {link["id"]: link["target"] for link in _links(archive, "xl/_rels/workbook.xml.rels")}
            sheets = {link["name"]: targets[link["id"]] for link in _links(archive, "xl/workbook.xml")}
        except KeyError:
            return {}  # .ods and .xlsb, or damaged
        far = {}
        for name, target in sheets.items():
            with suppress(KeyError):
                area = _area(archive, target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
                if area > limits.sheet_cells:
                    far[name] = area
        return far


def _links(archive: zipfile.ZipFile, part: str) -> Iterator[dict[str, str]]:
    from html import unescape

    for tag in _LINK.finditer(archive.read(part)):
        found = {key.lower().decode(): unescape((a or b).decode()) for key, a, b in _ATTRIBUTE.findall(tag[0])}
        if "id" in found:
            yield found


def _area(archive: zipfile.ZipFile, part: str) -> int:
    """Cells in the smallest rectangle with all filled cells of a sheet and its first cell."""
    columns: set[bytes] = set()
    last = 0
    rest = b""
    with archive.open(part) as sheet:
        while piece := sheet.read(_PIECE):
            rest += piece
            end = rest.rfind(b">") + 1
            found = _CELL.findall(rest, 0, end)
            rest = rest[end:][-_PIECE:]
            if found:
                letters, rows = zip(*found, strict=True)
                columns.update(letters)
                last = max(last, *map(int, rows))
    return last * max(map(_column, columns), default=0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


class _Plain(pickle.Pickler):
    """Pickles values of plain types; all others as their text."""

    def reducer_override(self, value: Any) -> Any:
        plain = type(value).__module__ in ("datetime", "decimal") and getattr(value, "tzinfo", None) is None
        return NotImplemented if plain or isinstance(value, type) else (str, (str(value),))


def _check(what: str, found: int, limit: int) -> None:
    if found > limit:
        raise Refused(f"refused: {_too_many(what, found, limit)}")


def _too_many(what: str, found: int, limit: int) -> str:
    return f"{found:,} {what}, more than the limit of {limit:,}"


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:160]


def _bound(memory: int) -> None:
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read the file on standard input as the task in the first argument asks."""
    task = json.loads(sys.argv[1])
    limits = TableLimits(**task["limits"])
    _bound(limits.memory)
    out = sys.stdout.buffer

    def send(frame: dict[str, Any] | None) -> None:
        _Plain(out, pickle.HIGHEST_PROTOCOL).dump(frame)
        out.flush()

    file = open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)  # noqa: SIM115
    file.seek(0)
    try:
        if task["kind"] == "parquet":
            frames = parquet_frames(file, limits)
        else:
            frames = workbook_frames(file, task["headline"], limits)
        for frame in frames:
            send(frame)
        send(None)
    except BrokenPipeError:
        raise
    except Refused as error:
        send({"error": str(error)})
    except MemoryError:
        send({"error": f"refused: reading it takes more than {limits.memory >> 20:,} MB of memory"})
    except BaseException as error:  # also what Rust code raises when it panics
        send({"error": f"not readable: {type(error).__name__}: {_line(error)}"})


if __name__ == "__main__":
    main()
