"""Blocks as they come out of a source: some at a time, so that a table of any size fits in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from clf.block import HeadlineBlock

Report = Callable[[str], None]  # told, in one line each, of what could not be read

ROWS = 8192  # in a batch of a table


@dataclass(frozen=True, slots=True)
class Batch:
    """Blocks in reading order. ``others`` holds what else a table said of each, one mapping a block, or is empty.

    ``columns`` names the other columns in the table's order.
    """

    blocks: Sequence[HeadlineBlock]
    columns: tuple[str, ...] = ()
    others: Sequence[dict[str, Any]] = ()
