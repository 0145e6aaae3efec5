"""Blocks as they come out of a source: some at a time, so that a table of any size fits in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from clf.block import HeadlineBlock

Report = Callable[[str], None]  # told, in one line each, of what could not be read

ROWS = 8192  # in a batch of a table


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its file, where it is there, and why.

    ``line`` counts from 1, and is 0 if no row of the file could be read; ``unit`` is what it counts where that is not
    lines (``"row "``). ``rows`` is how many rows are lost from there on.
    """

    file: str
    line: int
    reason: str
    unit: str = ""
    rows: int = 1

    @property
    def place(self) -> str:
        """File and line, as they are shown to people."""
        return f"{self.file}:{self.unit}{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}: row left out"


@dataclass(frozen=True, slots=True)
class Batch:
    """Blocks in reading order. ``others`` holds what else a table said of each, one mapping a block, or is empty.

    ``columns`` names the other columns in the table's order.
    """

    blocks: Sequence[HeadlineBlock]
    columns: tuple[str, ...] = ()
    others: Sequence[dict[str, Any]] = ()
