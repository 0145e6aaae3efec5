"""Limits on what comes in: the same for files, uploads and what an address answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from clf.types import HeadlineBlock

MAX_ADDRESS = 2_000  # characters; browsers and servers rarely take more
MAX_COLUMNS = 1_000
MAX_FETCHED = 16 << 20  # bytes of what an address answers, and of an uploaded page or document, once unpacked
MAX_DOCUMENT = 256 << 20  # bytes of a page or document in a file, which is read whole


@dataclass(frozen=True, slots=True)
class TableLimits:
    """Limits on a workbook or Parquet file, which a child process reads.

    ``cells`` and ``sheet_cells`` count rows times columns: of a Parquet file, which is read in batches, and of one
    sheet, which is held in memory from its first cell to its last. ``unpacked`` counts bytes after decompression: of a
    workbook, or of one row group. ``memory`` is the address space of the child in bytes, ``seconds`` the time it may
    take until the next rows.
    """

    columns: int = MAX_COLUMNS
    cells: int = 50_000_000
    sheet_cells: int = 20_000_000
    row_groups: int = 10_000
    unpacked: int = 2 << 30
    batch: int = 16 << 20
    memory: int = 2 << 30
    seconds: float = 60.0


def without_long_address(block: HeadlineBlock, place: str, report: Callable[[str], None] | None) -> HeadlineBlock:
    """``block``, without its address if that has more than `MAX_ADDRESS` characters; ``report`` is told so."""
    if len(block.url) <= MAX_ADDRESS:
        return block
    if report:
        report(f"{place}: the address of {block.headline[:60]!r} has more than {MAX_ADDRESS:,} characters: left out")
    return replace(block, url="")
