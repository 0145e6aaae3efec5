"""What each character folds to, as arrays for the kernel, made from `clf.text.fold` as characters are met.

Pages of 256 code points are learned when a text first has one of theirs: to ask for all of Unicode at each start would
take seconds, and most of it is never met. Pages that are there never change, so threads may go on with arrays that
others have replaced by longer ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clf.text.fold import fold_alone, hides

MOST = 4  # folded characters from one
HIDDEN = 254  # dropped; inside a word it is a trick, and Python folds the text
UNSURE = 255  # depends on its neighbours, or is too long: Python folds the text
PAGES = 0x110000 >> 8


class FoldTable(NamedTuple):
    """Code point ``cp`` folds to ``folded[at, :lengths[at]]``, where ``at = pages[cp >> 8] << 8 | cp & 255``.

    A page that was not met yet is -1. ``lengths`` (n,), ``folded`` (n, `MOST`), ``pages`` (`PAGES`,).
    """

    lengths: NDArray[np.uint8]
    folded: NDArray[np.uint32]
    pages: NDArray[np.int16]


_lock = Lock()
_tables: list[FoldTable] = []


def fold_table() -> FoldTable:
    """The table of all pages met so far; that of ASCII and Latin-1 comes first.

    >>> table = fold_table()
    >>> chr(table.folded[ord("É"), 0]), int(table.lengths[ord("'")])
    ('é', 0)
    """
    if not _tables:
        learn([0])
    return _tables[-1]


def learn(pages: Iterable[int]) -> None:
    """Have ``pages`` in the table."""
    with _lock:
        old = (
            _tables[-1]
            if _tables
            else FoldTable(np.zeros(0, np.uint8), np.zeros((0, MOST), np.uint32), np.full(PAGES, -1, np.int16))
        )
        new = [page for page in sorted(set(pages)) if old.pages[page] < 0]
        if new:
            parts = [_page(page) for page in new]
            where = old.pages.copy()
            where[new] = np.arange(len(new)) + len(old.lengths) // 256
            _tables[:] = [
                FoldTable(
                    np.concatenate([old.lengths, *(lengths for lengths, _ in parts)]),
                    np.concatenate([old.folded, *(folded for _, folded in parts)]),
                    where,
                )
            ]


def _page(page: int) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    lengths = np.full(256, UNSURE, np.uint8)
    folded = np.zeros((256, MOST), np.uint32)
    for low in range(256):
        alone = fold_alone(chr(page << 8 | low))
        if alone is not None and len(alone) <= MOST:
            lengths[low] = HIDDEN if hides(chr(page << 8 | low)) else len(alone)
            folded[low, : len(alone)] = [ord(c) for c in alone]
    return lengths, folded
