"""Records of delimited text, compiled: the state machine of Python's `csv.reader`, over bytes and without the GIL.

`cut` tells where a table may be cut so that both sides, each read by itself, give what the whole gives. `parse` reads a
piece of a table that has nothing unusual in it. Both follow `clf.extract.table`, whose words for the rest stand.
Delimiter, quote, escape and line ends are ASCII, which in UTF-8 and in single-byte encodings is no part of a letter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clf.text.compiled import compiled, leaf

BYTES, UTF8 = 0, 1  # how bytes make characters, which a field has a limited number of
_RECORD, _FIELD, _PLAIN, _ESCAPED, _AFTER_ESCAPED, _QUOTED, _ESCAPED_IN_QUOTED, _QUOTE_IN_QUOTED, _END = range(9)
_DONE, _ODD, _MORE = range(3)  # how reading a record ends: well, with what the reader refuses, without an end


class Syntax(NamedTuple):
    """A dialect as numbers: bytes, -1 where there is none; ``limit`` is `csv.field_size_limit`."""

    delimiter: int
    quote: int
    escape: int
    line_end: int
    letters: int
    limit: int


@leaf
def _letter(data, at, stop, letters):  # type: ignore[no-untyped-def]
    """Bytes of the character at ``at``, a byte that is none being one, as Python decodes with ``surrogateescape``."""
    first = data[at]
    if letters == BYTES or first < 0xC2 or first > 0xF4:
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
def _record(data, at, stop, syntax, special, text, filled, ends, cell):  # type: ignore[no-untyped-def]
    """One record: where the next begins, cells, lines, where the second line begins, bytes written, how it ended.

    With room in ``text`` and ``ends``, the cells are written there, without quotes.
    """
    keep = len(ends) > 0
    first_cell, lines, second, length, state = cell, 0, -1, 0, _RECORD
    cells = 0
    while at < stop:
        byte = data[at]
        size = 1 if byte < 128 else _letter(data, at, stop, syntax.letters)
        new_line = byte == 10 or byte == 13
        add = save = False
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
            save, state = state != _RECORD, _END
        elif byte == syntax.delimiter:
            save, state = True, _FIELD
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
            if keep:
                for i in range(at, at + size):
                    text[filled] = data[i]
                    filled += 1
        elif save:
            length = 0
            cells += 1
            if keep:
                ends[first_cell + cells] = filled
        at += size
        if byte == syntax.line_end:
            lines += 1
            if lines == 1:
                second = at
            if state == _END:
                return at, cells, lines, second, filled, _DONE
    if at < stop:  # refused: the reader has taken this line
        while at < stop and data[at] != syntax.line_end:
            at += 1
        at = min(at + 1, stop)
        return at, cells, lines + 1, at if lines == 0 else second, filled, _ODD
    if state in (_QUOTED, _ESCAPED, _AFTER_ESCAPED, _ESCAPED_IN_QUOTED):
        return at, cells, lines, second, filled, _MORE
    if state not in (_RECORD, _END):
        cells += 1
        if keep:
            ends[first_cell + cells] = filled
    return at, cells, lines + 1, stop, filled, _DONE


@compiled
def cut(data, stop, goal, width, syntax):  # type: ignore[no-untyped-def]
    """The first place from ``goal`` on, or else the last, where ``data[:stop]`` may be cut, and the lines before it.

    ``data`` begins with a record of a table of ``width`` columns; ``stop`` is behind the end of a line or of the
    table. A record over several lines that is refused costs its first line, and reading goes on with the second: what
    was looked at in vain stays on the side of that line, where alone it is in vain as well.
    """
    nothing = np.zeros(0, np.uint8)
    no_ends = np.zeros(0, np.int64)
    special = _special(syntax)
    at, line, seen, safe, safe_line = 0, 0, 0, 0, 0
    while at < stop:
        following, cells, lines, second, _, how = _record(data, at, stop, syntax, special, nothing, 0, no_ends, 0)
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


@leaf
def _looks_blank(text, begin, stop):  # type: ignore[no-untyped-def]
    """Whether only spaces, or bytes that spaces other than ASCII's are made of, are there."""
    for i in range(begin, stop):
        byte = text[i]
        space = byte == 32 or 9 <= byte <= 13 or 28 <= byte <= 31
        if not space and not 0x80 <= byte <= 0xC2 and not 0xE1 <= byte <= 0xE3:
            return False
    return True


@compiled
def parse(data, width, syntax, text, ends, line_of):  # type: ignore[no-untyped-def]
    """Rows of ``data``, -1 if there is anything unusual in it.

    ``data`` are whole records. Cells are written to ``text``, one behind the other, their ends to ``ends`` behind a 0,
    and the line a row begins on, from 0, to ``line_of``.
    """
    special = _special(syntax)
    at, rows, line, filled, stop = 0, 0, 0, 0, len(data)
    while at < stop:
        begin = filled
        at, cells, lines, _, filled, how = _record(data, at, stop, syntax, special, text, filled, ends, rows * width)
        if how != _DONE:
            return -1
        if cells == 0 or (cells == 1 and (lines == 1 or width == 1) and _looks_blank(text, begin, filled)):
            if filled > begin and text[begin:filled].max() >= 128:
                return -1
            filled = begin
        elif cells < width or filled > ends[rows * width + width] or (lines > 1 and cells > width):
            return -1
        else:
            line_of[rows] = line
            rows += 1
        line += lines
    return rows


@leaf
def column(text, ends, number, width, rows, offsets, out):  # type: ignore[no-untyped-def]
    """Write a column as Arrow has it: ``rows + 1`` offsets, and the bytes. Returns how many bytes."""
    filled = 0
    for row in range(rows):
        cell = row * width + number
        for i in range(ends[cell], ends[cell + 1]):
            out[filled] = text[i]
            filled += 1
        offsets[row + 1] = filled
    return filled
