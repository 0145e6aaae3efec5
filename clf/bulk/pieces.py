"""Cuts a text table between rows: a file into spans for many workers, a span into pieces that fit in memory.

Each piece, read by itself, gives the rows and the bad rows that it gives when the table is read as a whole. pyarrow has
no function for this: where a record ends depends on all the quotes before it, and a quote that nothing closes must cost
one line only. So one compiled pass over the bytes follows the state machine of Python's `csv.reader`, without the GIL.
It knows encodings in which delimiter, quote, escape and line ends are single ASCII bytes: UTF-8 and single-byte ones.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from clf.bulk.inputs import open_file
from clf.bulk.layout import Layout, Span, layout_of, raw_blocks
from clf.errors import InputError
from clf.inputs import DAMAGED, Columns
from clf.text import compiled, leaf

_MAX_ROW = 1 << 22  # bytes; what follows a longer row is not cut
_RECORD, _FIELD, _PLAIN, _ESCAPED, _AFTER_ESCAPED, _QUOTED, _ESCAPED_IN_QUOTED, _QUOTE_IN_QUOTED, _END = range(9)
_DONE, _ODD, _MORE = range(3)  # how reading a record ends: well, with what the reader refuses, without an end


class Piece(NamedTuple):
    """Whole rows: where they begin among the bytes and lines, and if ``open``, the blocks that follow belong to it."""

    offset: int
    before: int
    data: bytes
    open: bool = False


class Syntax(NamedTuple):
    """A dialect as numbers: bytes, -1 where there is none; ``limit`` is `csv.field_size_limit`, in characters."""

    delimiter: int
    quote: int
    escape: int
    line_end: int
    single: bool  # whether each byte is a character, as it is not in UTF-8
    limit: int


def spans_of(name: str, size: int, columns: Columns, encoding: str, longest: int) -> tuple[Sequence[Span | None], bool]:
    """Spans of at most about ``longest`` bytes of the file ``name`` of ``size`` bytes, None if it is to be read as a
    whole; and whether it is known to be a table with delimiters."""
    if size <= longest:
        return [None], False
    try:
        with open_file(name) as file:
            layout = layout_of(file, name, columns, encoding)
            if layout.packed or not (layout.is_utf8 or layout.is_single_byte):
                return [None], False
            found, step = raw_blocks(file, layout.mark, size), -(-size // -(-size // longest))
            cuts = [
                (piece.offset + layout.mark, piece.before)
                for piece in pieces(found, name, layout, step, 0, layout.skip, single=layout.is_single_byte)
            ]
    except InputError:  # reported when the file is read
        return [None], False
    begins = [(0, 0), *cuts[1:]]
    ends = [*(begin for begin, _ in begins[1:]), size]
    spans = [Span(begin, end, before) for (begin, before), end in zip(begins, ends, strict=True)]
    return spans, layout.dialect is not None


def pieces(
    blocks: Iterator[bytes],
    name: str,
    layout: Layout,
    size: int,
    before: int = 0,
    skip: int = 0,
    *,
    single: bool = False,
) -> Iterator[Piece]:
    """Pieces of ``size`` bytes or a little more of ``blocks``, whose first ``skip`` lines are not rows.

    ``before`` lines went before them; in ``single``, each byte is a character, otherwise they are UTF-8. Raises
    `InputError` where the blocks are damaged, after the pieces before.
    """
    end = layout.line_end.encode()
    held, offset, ended = b"", 0, False
    trouble: Exception | None = None
    while True:
        parts, have = [held], len(held)
        while have < size + _MAX_ROW and not ended:
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
            place, lines = _cut(held, stop, size, layout, single)
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


def _cut(data: bytes, stop: int, goal: int, layout: Layout, single: bool) -> tuple[int, int]:
    if layout.dialect is None:
        end = layout.line_end.encode()
        place = data.find(end, goal - 1, stop) + 1 or stop
        return place, data.count(end, 0, place)
    mine = layout.dialect
    quote, escape = (34 if mine.quoted else -1), (92 if mine.escaped else -1)
    syntax = Syntax(ord(mine.delimiter), quote, escape, ord(layout.line_end), single, csv.field_size_limit())
    place, lines = cut(np.frombuffer(data, np.uint8), stop, goal, len(layout.places.names), syntax)
    return int(place), int(lines)


@leaf
def _letter(data, at, stop, single):  # type: ignore[no-untyped-def]
    """Bytes of the character at ``at``; invalid bytes count one each, as Python decodes with ``surrogateescape``."""
    first = data[at]
    if single or first < 0xC2 or first > 0xF4:
        return 1
    size = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if at + size > stop:
        return 1
    second = data[at + 1]
    low = 0xA0 if first == 0xE0 else 0x90 if first == 0xF0 else 0x80
    high = 0x9F if first == 0xED else 0x8F if first == 0xF4 else 0xBF
    if second < low or second > high:
        return 1
    for i in range(at + 2, at + size):
        if data[i] & 0xC0 != 0x80:
            return 1
    return size


@compiled
def _special(syntax):  # type: ignore[no-untyped-def]
    """Which bytes may change the state, or are a part of a character only."""
    special = np.zeros(256, np.bool_)
    special[128:] = True
    special[10] = special[13] = special[syntax.delimiter] = True
    for byte in (syntax.quote, syntax.escape):
        if byte >= 0:
            special[byte] = True
    return special


@leaf
def _record(data, at, stop, syntax, special):  # type: ignore[no-untyped-def]
    """One record from ``at``: where the next begins, cells, lines, where the second line begins, how it ended."""
    cells, lines, second, length, state = 0, 0, -1, 0, _RECORD
    while at < stop:
        byte = data[at]
        size = 1 if byte < 128 else _letter(data, at, stop, syntax.single)
        new_line = byte == 10 or byte == 13
        add = False
        if state == _END:
            if not new_line:
                break
        elif state == _QUOTED:
            if byte == syntax.escape:
                state = _ESCAPED_IN_QUOTED
            elif byte == syntax.quote:
                state = _QUOTE_IN_QUOTED if syntax.escape < 0 else _PLAIN
            else:
                add = True
        elif state == _ESCAPED_IN_QUOTED:
            add, state = True, _QUOTED
        elif state == _ESCAPED:
            add, state = True, _AFTER_ESCAPED if new_line else _PLAIN
        elif state == _QUOTE_IN_QUOTED and byte == syntax.quote:
            add, state = True, _QUOTED
        elif new_line:
            cells, length, state = cells + (state != _RECORD), 0, _END
        elif byte == syntax.delimiter:
            cells, length, state = cells + 1, 0, _FIELD
        elif state <= _FIELD and byte == syntax.quote:
            state = _QUOTED
        elif byte == syntax.escape:
            state = _ESCAPED
        else:
            add, state = True, _PLAIN
        if add:
            if length >= syntax.limit:
                break
            length += 1
            if not new_line and state in (_PLAIN, _QUOTED):  # run on over what changes nothing
                run = min(stop, at + size + syntax.limit - length)
                while at + size < run and not special[data[at + size]]:
                    size += 1
                    length += 1
        at += size
        if byte == syntax.line_end:
            lines += 1
            if lines == 1:
                second = at
            if state == _END:
                return at, cells, lines, second, _DONE
    if at < stop:  # refused: the reader has taken this line
        while at < stop and data[at] != syntax.line_end:
            at += 1
        at = min(at + 1, stop)
        return at, cells, lines + 1, at if lines == 0 else second, _ODD
    if state in (_QUOTED, _ESCAPED, _AFTER_ESCAPED, _ESCAPED_IN_QUOTED):
        return at, cells, lines, second, _MORE
    return at, cells + (state not in (_RECORD, _END)), lines + 1, stop, _DONE


@compiled
def cut(data, stop, goal, width, syntax):  # type: ignore[no-untyped-def]
    """The first place from ``goal`` on, or else the last, where ``data[:stop]`` may be cut, and the lines before it.

    ``data`` begins with a record of a table of ``width`` columns; ``stop`` is behind the end of a line or of the
    table. A record over several lines that is refused costs its first line, and reading goes on with the second: what
    was looked at in vain stays on the side of that line, where alone it is in vain as well.
    """
    special = _special(syntax)
    at, line, seen, safe, safe_line = 0, 0, 0, 0, 0
    while at < stop:
        following, cells, lines, second, how = _record(data, at, stop, syntax, special)
        if how == _MORE:
            break
        if how == _DONE and (lines < 2 or cells == width):
            at, line = following, line + lines
        else:
            at, line, seen = second, line + 1, max(seen, following)
        if at >= seen:
            safe, safe_line = at, line
            if at >= goal:
                break
    return safe, safe_line
