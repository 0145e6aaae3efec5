from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clf.bulk import pieces as pieces_module
from clf.bulk import text as text_module
from clf.bulk.chunks import Chunk
from clf.bulk.pieces import spans_of
from clf.bulk.text import text_chunks
from clf.errors import InputError
from clf.inputs.columns import BadRow, Columns
from clf.inputs.delimited import delimited_rows, delimited_top, dialect_of, json_line_rows, json_line_top
from clf.inputs.formats import Form, form_of
from clf.inputs.stream import Lines, Stream
from clf.pages.decode import encoding_of

Found = tuple[list[dict[str, Any]], list[tuple[str, str]]]  # rows, bad rows
ALPHABET = ['"', '"', ",", ",", "\n", "\n", "\r", "\\", " ", "a", "é", "\u00a0", "\x1f"]
PLAIN_CELL = st.text("ab é'", min_size=1, max_size=6)
CELL = st.one_of(PLAIN_CELL, PLAIN_CELL, st.text(ALPHABET, max_size=8))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pieces so small that a short text has many."""
    monkeypatch.setattr(text_module, "_SMALL_PIECE", 15)
    monkeypatch.setattr(text_module, "_ROWS", 3)
    monkeypatch.setattr(pieces_module, "_MAX_ROW", 60)
    limit = csv.field_size_limit(30)  # where a quote left open ends
    yield
    csv.field_size_limit(limit)


def read(path: Path, columns: Columns, size: int | None) -> Found:
    """The rows of all spans of about ``size`` bytes, one after the other; of the file as a whole if it is None."""
    spans = [None] if size is None else spans_of(str(path), path.stat().st_size, columns, "auto", size)[0]
    rows: list[dict[str, Any]] = []
    bad: list[BadRow] = []
    for span in spans:
        try:
            for chunk in text_chunks(str(path), columns, "auto", span, 40):
                bad += chunk.bad if isinstance(chunk, Chunk) else [chunk]
                rows += chunk.batch.to_pylist() if isinstance(chunk, Chunk) else []
                if isinstance(chunk, Chunk):
                    assert [h.strip() for h in chunk.headlines.to_pylist()] == chunk.headlines.to_pylist() != [""]
        except InputError as error:
            bad.append(BadRow(str(error), 0, ""))
    return rows, [(row.place, row.reason) for row in bad]


def expected(path: Path, columns: Columns) -> Found:
    """What the row-by-row reader of `clf.inputs.delimited` makes of the whole."""
    data, name = path.read_bytes(), str(path)
    bad: list[BadRow] = []
    encoding = encoding_of(data)
    text = data.decode(encoding, "replace")
    lines = Lines(Stream(io.BytesIO(data)), encoding, name)
    if form_of(data, text, name, True) is Form.JSON_LINES:
        top = json_line_top(lines, columns, name, bad.append)
        source = json_line_rows(lines, name, bad.append)
    else:
        dialect = dialect_of(text, table=True, headed=columns.header)
        assert dialect
        top = delimited_top(lines, dialect, columns, name, bad.append)
        source = top and delimited_rows(lines, dialect, top.places, name, bad.append)
    if top is None:
        return [], [(f"{name}: no headlines found: it has no rows with any", "")]
    rows = []
    for line, row in [*([top.first] if top.first else []), *source]:
        try:
            cells = {
                key: v if v is None or isinstance(v, str) else json.dumps(v, ensure_ascii=False)
                for key, v in ((key, row.get(key)) for key in top.places.names)
            }
            if form_of(data, text, name, True) is Form.JSON_LINES:
                rest = {key: v for key, v in row.items() if key not in cells}
                cells["other_fields"] = json.dumps(rest, ensure_ascii=False) if rest else None
            top.places.block(row, name, 0)
            json.dumps(cells, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            bad.append(BadRow(name, line, "half a character (a lone surrogate)"))
        except ValueError as error:
            bad.append(BadRow(name, line, str(error)))
        else:
            rows.append(cells)
    return rows, [(row.place, row.reason) for row in sorted(bad, key=lambda row: row.line)]


def check(folder: Path, data: bytes, size: int, columns: Columns, ending: str) -> None:
    path = folder / f"t.{ending}"
    path.write_bytes(data)
    try:
        want = expected(path, columns)
    except InputError as error:
        want = [], [(str(error), "")]
    whole = read(path, columns, None)
    assert whole == want
    assert read(path, columns, size) == whole


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    rows = draw(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=25))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(["title", "n"])
    parts = [out.getvalue()]
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator=end).writerow(row)
        odd = draw(st.sampled_from(["", "", "\0", "a,b,c\0", "a,b,,\0", " \0", '"a,\0', 'x,\\"y\0']))
        parts += [out.getvalue(), odd.replace("\0", end)]
    text = draw(st.sampled_from(["", "\ufeff", "sep=,\n"])) + "".join(parts)
    data = text.encode(draw(st.sampled_from(["utf-8", "utf-8", "cp1252", "utf-16"])), "replace")
    return data if draw(st.booleans()) else data.replace(b"b", b"\x81", 2)


MANY = settings(max_examples=100, deadline=None)


@MANY
@given(data=tables(), size=st.integers(1, 120))
@example(data=b'title,n\na,1\n"open,2\n' + b"b,3\n" * 20, size=10)
@example(data=b'title,n\n"a\nb",1\n"c","d\n"e,2\nf,3\n', size=1)
def test_spans_of_a_table_give_what_the_whole_gives(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, size: int
) -> None:
    check(tmp_path_factory.getbasetemp(), data, size, Columns(), "csv")


@st.composite
def delimited(draw: st.DrawFn) -> str:
    """Any text below a header, with delimiters, quotes and escapes in odd places."""
    delimiter = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    head = draw(st.sampled_from([f"title{delimiter}n\n", f"title{delimiter}n\n", "title\n", ""]))
    first = draw(st.sampled_from(["", f'"x\\"y"{delimiter}1\n', f"a{delimiter}1\n"]))  # the first of them escapes
    parts = [*ALPHABET, delimiter, delimiter, "b\n", f"c{delimiter}2\n", '\\"', '""', "\r\n", "\0", "\ufeff"]
    return head + first + "".join(draw(st.lists(st.sampled_from(parts), max_size=60)))


@MANY
@given(text=delimited(), size=st.integers(1, 60), single=st.booleans())
@example(text="title,n\n\na,1\n\n,2\nb,3\n", size=9, single=False)
@example(text="title,n\na,1,\nb\n", size=9, single=False)
@example(text="title,n\n\ufeffa,1\n", size=9, single=False)
@example(text='title\na\n \n""\n\nb\n', size=60, single=False)
def test_and_so_do_those_of_any_text(
    tmp_path_factory: pytest.TempPathFactory, text: str, size: int, single: bool
) -> None:
    data = text.encode("cp1252", "replace") if single else text.encode()
    check(tmp_path_factory.getbasetemp(), data, size, Columns(header=text.startswith("title")), "csv")


VALUE = st.one_of(
    st.text("ab\n é\ud800", max_size=5),
    st.none(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.booleans(),
    st.lists(st.text("ab", max_size=2), max_size=2),
    st.just({"name": "Post"}),
)
ROW = st.fixed_dictionaries(
    {"title": VALUE | PLAIN_CELL | PLAIN_CELL}, optional={"url": VALUE, "summary": VALUE, "source": VALUE, "n": VALUE}
)
LINE = st.one_of(
    st.builds(lambda row, ascii: json.dumps(row, ensure_ascii=ascii), ROW, st.booleans()),
    st.sampled_from(
        [
            "",
            " ",
            "no",
            "[1]",
            '{"title": "a"} ',
            ' {"title": "b"}',
            '{"title": "a"}\r',
            '{"title": "a"}{',
            '{"title": "a", "title": "b"}',
            '{"title": [',
            '"b"]}',
            '{"title": "\udc81"}',
        ]
    ),
)


@MANY
@given(
    lines=st.lists(LINE, max_size=25),
    size=st.integers(1, 120),
    end=st.sampled_from(["\n", "\n", "\r\n"]),
    first=st.sampled_from(['{"title": "One", "summary": "x", "source": "s"}', '{"title": "Two"}']),
)
def test_and_so_do_those_of_json_lines(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], size: int, end: str, first: str
) -> None:
    text = end.join([first, '{"title": "Next"}', *lines]).replace("\ud800", "?")
    data = text.encode("utf-8", "surrogateescape")
    check(tmp_path_factory.getbasetemp(), data, size, Columns(), "jsonl")
