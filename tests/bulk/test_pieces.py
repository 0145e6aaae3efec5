from __future__ import annotations

import csv
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clf.bulk.pieces import Syntax, cut

LIMIT = 6  # characters in a cell


@pytest.fixture(autouse=True)
def limit() -> Iterator[None]:
    before = csv.field_size_limit(LIMIT)
    yield
    csv.field_size_limit(before)


def cut_at(data: bytes, goal: int, width: int = 2, limit: int = LIMIT, single: bool = False) -> tuple[int, int]:
    """Where ``data``, a table with commas and quotes, is cut, and the lines before it."""
    syntax = Syntax(ord(","), ord('"'), -1, ord("\n"), single, limit)
    place, lines = cut(np.frombuffer(data, np.uint8), len(data), goal, width, syntax)
    return int(place), int(lines)


CELL = st.text(['"', ",", "\n", "\r", "a", "é", "字"], max_size=6)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), goal=st.integers(1, 60))
def test_a_regular_table_is_cut_at_the_first_row_end_behind_the_goal(rows: list[tuple[str, str]], goal: int) -> None:
    quoted = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n" for row in rows]
    data = "".join(quoted).encode()
    place, lines = cut_at(data, goal)
    ends = np.cumsum([len(row.encode()) for row in quoted])
    assert place == min((end for end in ends if end >= goal), default=len(data))
    assert lines == data[:place].count(b"\n")


def test_a_refused_record_costs_its_first_line_and_keeps_what_was_read_in_vain() -> None:
    data = b'"x\nyy"q,1,2\nc,d\n'
    assert cut_at(data, 1) == (len(data) - 4, 2)
    data = b'"x,1\na,2\nb,3\nc,4\n'  # Python gives the quote up at its seventh character
    assert cut_at(data, 1) == (data.index(b"b"), 2)


@settings(max_examples=500, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=12),
        st.text(max_size=4).map(str.encode),
        st.lists(st.sampled_from(b"a\x80\x8f\x90\x9f\xa0\xbf\xc2\xe0\xed\xf0\xf4")).map(bytes),
    )
)
def test_characters_are_counted_as_python_decodes_them(data: bytes) -> None:
    cell = b"a" + data.translate(None, b'\r\n,"')
    data = b'"' + cell + b'\n",b\nc,d\n'  # over two lines; were it too long, it would end at the first
    for single, length in ((False, len(cell.decode(errors="surrogateescape"))), (True, len(cell))):
        assert cut_at(data, 1, limit=length + 1, single=single) == (data.index(b"c,d"), 2)
        assert cut_at(data, 1, limit=length, single=single)[1] < 2 or length < 2
