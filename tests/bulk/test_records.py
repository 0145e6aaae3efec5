from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clf.bulk.records import BYTES, UTF8, Syntax, column, cut, parse
from clf.extract.dialect import Dialect

DIALECTS = [Dialect(","), Dialect(";"), Dialect("\t", quoted=False), Dialect(",", escaped=True),
            Dialect("|", quoted=False, escaped=True)]  # fmt: skip
Rows = list[tuple[int, list[str]]]  # with the line each begins on, from 0
RAW = st.text(['"', '"', '"', "\\", "\n", "\r", "a", "é", "字", "𝕏", " "], max_size=7)  # cells as they are written


@pytest.fixture(autouse=True)
def limit() -> Iterator[int]:
    before = csv.field_size_limit(6)
    yield 6
    csv.field_size_limit(before)


def syntax(dialect: Dialect, end: str, most: int = 6, letters: int = UTF8) -> Syntax:
    quote, escape = 34 if dialect.quoted else -1, 92 if dialect.escaped else -1
    return Syntax(ord(dialect.delimiter), quote, escape, ord(end), letters, most)


def parsed(data: bytes, width: int, rules: Syntax) -> Rows | None:
    size = len(data)
    text, ends, lines = np.empty(size, np.uint8), np.zeros(size + 2, np.int64), np.empty(size + 1, np.int64)
    rows = parse(np.frombuffer(data, np.uint8), width, rules, text, ends, lines)
    if rows < 0:
        return None
    columns = []
    for number in range(width):
        offsets, out = np.zeros(rows + 1, np.int32), np.empty(size, np.uint8)
        column(text, ends, number, width, rows, offsets, out)
        columns.append([out[a:b].tobytes().decode() for a, b in pairwise(offsets)])
    return [(int(line), list(row)) for line, *row in zip(lines[:rows], *columns, strict=True)]


def lines_of(text: str, end: str) -> list[str]:
    lines = [line + end for line in text.split(end)]
    lines[-1] = lines[-1].removesuffix(end)
    return [line for line in lines if line]


def read(text: str, dialect: Dialect, end: str, width: int) -> Rows:
    reader = csv.reader(lines_of(text, end), dialect.as_csv)
    rows, line = [], 0
    for row in reader:
        if row and (row[1:] or row[0].strip()):
            rows.append((line, row if any(row[width:]) else row[:width]))
        line = reader.line_num
    return rows


@settings(max_examples=1000, deadline=None)
@given(rows=st.lists(st.lists(RAW, min_size=1, max_size=2), max_size=4), dialect=st.sampled_from(DIALECTS),
       end=st.sampled_from(["\n", "\n", "\r"]), width=st.integers(1, 2))  # fmt: skip
@example(rows=[['"a""b"', '"c"d']], dialect=DIALECTS[0], end="\n", width=2)
@example(rows=[['"a""b"', '"c\\"d"']], dialect=DIALECTS[3], end="\n", width=2)
def test_what_is_parsed_is_what_pythons_reader_reads(
    rows: list[list[str]], dialect: Dialect, end: str, width: int
) -> None:
    text = end.join(dialect.delimiter.join(row) for row in rows)
    found = parsed(text.encode(), width, syntax(dialect, end))
    if found is not None:
        assert found == read(text, dialect, end, width)


CELL = st.text(['"', ",", "\n", "\r", "a", "é", "字"], max_size=6)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), goal=st.integers(1, 60))
def test_a_table_as_it_should_be_is_parsed_and_cut_anywhere_between_rows(
    rows: list[tuple[str, str]], goal: int
) -> None:
    quoted = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n" for row in rows]
    data, rules = "".join(quoted).encode(), syntax(Dialect(","), "\n")
    found = parsed(data, 2, rules)
    assert found is not None
    assert [row for _, row in found] == [list(row) for row in rows]
    place, lines = cut(np.frombuffer(data, np.uint8), len(data), goal, 2, rules)
    ends = np.cumsum([len(row.encode()) for row in quoted])
    assert place == min((end for end in ends if end >= goal), default=len(data))
    assert lines == data[:place].count(b"\n")


def test_a_refused_record_costs_its_first_line_and_holds_what_was_looked_at_in_vain() -> None:
    data, rules = b'"x\nyy"q,1,2\nc,d\n', syntax(Dialect(","), "\n")
    assert cut(np.frombuffer(data, np.uint8), len(data), 1, 2, rules) == (len(data) - 4, 2)
    data = b'"x,1\na,2\nb,3\nc,4\n'  # the quote is given up for its seventh character
    assert cut(np.frombuffer(data, np.uint8), len(data), 1, 2, rules) == (data.index(b"b"), 2)


@settings(max_examples=500, deadline=None)
@given(data=st.one_of(st.binary(max_size=12), st.text(max_size=4).map(str.encode),
                      st.lists(st.sampled_from(b"a\x80\x8f\x90\x9f\xa0\xbf\xc2\xe0\xed\xf0\xf4")).map(bytes)))
def test_characters_are_counted_as_python_decodes_them(data: bytes) -> None:
    data = b"a" + data.translate(None, b'\r\n,"') + b"a\n"
    for letters, length in ((UTF8, len(data.decode(errors="surrogateescape")) - 1), (BYTES, len(data) - 1)):
        array = np.frombuffer(data, np.uint8)
        text, ends, lines = np.empty(99, np.uint8), np.zeros(9, np.int64), np.empty(9, np.int64)
        assert parse(array, 1, syntax(Dialect(","), "\n", length, letters), text, ends, lines) == 1
        assert parse(array, 1, syntax(Dialect(","), "\n", length - 1, letters), text, ends, lines) == -1
