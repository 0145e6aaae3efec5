"""Tables that are no text: Parquet, and Excel or OpenDocument workbooks. Needs the extra ``tables``."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO, Any

from clf.errors import InputError, extra
from clf.extract.batch import ROWS, Batch, Report
from clf.extract.columns import Columns, guess
from clf.extract.table import Row, batches

_MOST_UNPACKED = 2 << 30  # bytes; a worksheet has at most a million rows


def parquet_batches(file: IO[bytes], columns: Columns, name: str, report: Report) -> Iterator[Batch]:
    """Rows of a Parquet file; raises `InputError` if it is damaged or no column holds headlines."""
    with extra("tables"):
        import pyarrow
        import pyarrow.parquet

    def rows(parquet: Any) -> Iterator[Row]:
        number = 0
        try:
            for batch in parquet.iter_batches(ROWS):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
        except (pyarrow.ArrowException, OSError) as error:
            raise InputError(f"{name}: damaged after row {number:,}: {_line(error)}") from None

    try:
        parquet = pyarrow.parquet.ParquetFile(file)
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(f"{name}: not readable as Parquet: {_line(error)}") from None
    places = columns.places(parquet.schema_arrow.names, name)
    yield from batches(rows(parquet), places, name, report, lambda: False, unit="row ")


def workbook_batches(file: IO[bytes], columns: Columns, name: str, report: Report) -> Iterator[Batch]:
    """Rows of the first sheet that has a column of headlines; raises `InputError` if none has."""
    with extra("tables"):
        import python_calamine
    _refuse_bomb(file, name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        names = book.sheet_names
        first = None
        for sheet_name in names:
            sheet = book.get_sheet_by_name(sheet_name)
            rows = enumerate(sheet.iter_rows(), 1)
            header = next((row for row in rows if any(cell != "" for cell in row[1])), None)
            if header is None:
                continue
            titles = [str(cell).strip() or str(i + 1) for i, cell in enumerate(header[1])]
            first = first or titles
            if columns.headline in titles or (not columns.headline and guess("headline", titles) >= 0):
                break
        else:
            columns.places(first or [], name)  # says what was found
            raise InputError(f"{name}: no sheet has a column of headlines: name it with --headline-column")
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(f"{name}: not readable as a workbook: {_line(error)}") from None
    places = columns.places(list(dict.fromkeys(titles)), name)
    cells = ((number, _row(titles, row)) for number, row in rows if any(cell != "" for cell in row))
    yield from batches(cells, places, name, report, lambda: False)


def _row(titles: list[str], row: list[Any]) -> dict[str, Any]:
    return dict(zip(titles, row, strict=False))


def _refuse_bomb(file: IO[bytes], name: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        size = 0  # the older format, which is not packed
    file.seek(0)
    if size > _MOST_UNPACKED:
        raise InputError(f"{name}: refused, for it would unpack to {size >> 20:,} MB")


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:160]
