"""A table of text cut between rows: into spans of a file for many workers, into pieces that are read at a time.

Each piece, read by itself, gives the rows and the bad rows that it gives when the table is read as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from clf.bulk.inputs import open_file
from clf.bulk.layout import Layout, Span, layout_of, raw_blocks
from clf.bulk.records import cut
from clf.errors import InputError
from clf.extract.columns import Columns
from clf.extract.stream import DAMAGED

_LONGEST = 1 << 22  # bytes of a row; where there are longer ones, what follows is not cut


class Piece(NamedTuple):
    """Whole rows: where they begin among the bytes and lines, and if ``open``, the blocks that follow belong to it."""

    offset: int
    before: int
    data: bytes
    open: bool = False


def spans_of(
    name: str, size: int, columns: Columns, encoding: str, longest: int
) -> tuple[Sequence[Span | None], bool]:
    """Spans of at most about ``longest`` bytes of the file ``name`` of ``size`` bytes, None if it is to be read as a
    whole; and whether it is known to be a table with delimiters."""
    if size <= longest:
        return [None], False
    try:
        with open_file(name) as file:
            layout = layout_of(file, name, columns, encoding)
            if layout.packed or layout.letters is None:
                return [None], False
            found, step = raw_blocks(file, layout.mark, size), -(-size // -(-size // longest))
            cuts = [(piece.offset + layout.mark, piece.before)
                    for piece in pieces(found, name, layout, layout.letters, step, 0, layout.skip)]  # fmt: skip
    except InputError:  # which reading it will say
        return [None], False
    begins = [(0, 0), *cuts[1:]]
    ends = [*(begin for begin, _ in begins[1:]), size]
    spans = [Span(begin, end, before) for (begin, before), end in zip(begins, ends, strict=True)]
    return spans, layout.dialect is not None


def pieces(
    blocks: Iterator[bytes], name: str, layout: Layout, letters: int, size: int, before: int = 0, skip: int = 0
) -> Iterator[Piece]:
    """Pieces of ``size`` bytes or a little more of ``blocks``, whose first ``skip`` lines are no rows.

    ``before`` lines went before them. Raises `InputError` where the blocks are damaged, after the pieces before.
    """
    end = layout.line_end.encode()
    held, offset, ended = b"", 0, False
    trouble: Exception | None = None
    while True:
        parts, have = [held], len(held)
        while have < size + _LONGEST and not ended:
            try:
                parts.append(next(blocks))
                have += len(parts[-1])
            except StopIteration:
                ended = True
            except DAMAGED as error:
                ended, trouble = True, error
        held = b"".join(parts)
        if not held:
            break
        stop = len(held) if ended and not trouble else held.rfind(end) + 1
        if skip:
            place, lines = _behind(held, skip, end)
            skip -= lines
        else:
            place, lines = _cut(held, stop, size, layout, letters)
            if ended and not trouble and place < size:
                place = len(held)
            if place or not ended:
                yield Piece(offset, before, held[:place] if place else held, open=not place)
        if not place:
            break
        held, offset, before = held[place:], offset + place, before + lines
    if trouble:
        raise InputError(f"{name}: damaged after line {before + held.count(end):,}: {trouble}")


def _behind(data: bytes, lines: int, end: bytes) -> tuple[int, int]:
    """Where ``data`` goes on behind ``lines`` lines, or all there are, and how many those are."""
    place = 0
    for done in range(lines):
        following = data.find(end, place) + 1
        if not following:
            return len(data), done
        place = following
    return place, lines


def _cut(data: bytes, stop: int, goal: int, layout: Layout, letters: int) -> tuple[int, int]:
    if layout.dialect is None:
        end = layout.line_end.encode()
        place = data.find(end, goal - 1, stop) + 1 or stop
        return place, data.count(end, 0, place)
    array = np.frombuffer(data, np.uint8)
    place, lines = cut(array, stop, goal, len(layout.places.names), layout.syntax(letters))
    return int(place), int(lines)
