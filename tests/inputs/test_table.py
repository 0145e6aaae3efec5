from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.errors import InputError
from clf.inputs.columns import Batch, Columns
from clf.inputs.delimited import Dialect, delimited_batches, dialect_of, json_batches, json_line_batches
from clf.inputs.stream import Lines, Stream, decompressed
from clf.inputs.workbook import parquet_batches, workbook_batches
from clf.pages.decode import encoding_of
from clf.types import HeadlineBlock

CSV = b'id,Title,Summary,Link,Outlet\n7,Ferry late,Fog again.,https://h.example/1,Post\n8,"Tram, too",,,\n'


def read(data: bytes, columns: Columns | None = None, json_lines: bool = False) -> tuple[list[Batch], list[str]]:
    told: list[str] = []
    stream, name = decompressed(Stream(io.BytesIO(data)), "t.csv")
    encoding = encoding_of(stream.head())
    lines = Lines(stream, encoding, name)
    if json_lines:
        return list(json_line_batches(lines, columns or Columns(), name, told.append)), told
    dialect = dialect_of(stream.head().decode(encoding, "replace"), table=True)
    assert dialect
    return list(delimited_batches(lines, dialect, columns or Columns(), name, told.append)), told


def blocks(data: bytes, columns: Columns | None = None, json_lines: bool = False) -> list[HeadlineBlock]:
    return [block for batch in read(data, columns, json_lines)[0] for block in batch.blocks]


def headlines(data: bytes, columns: Columns | None = None, json_lines: bool = False) -> list[str]:
    return [block.headline for block in blocks(data, columns, json_lines)]


def test_columns_are_guessed_and_others_kept() -> None:
    (batch,), told = read(CSV)
    assert batch.blocks[0] == HeadlineBlock("Ferry late", "Fog again.", "https://h.example/1", "Post", 0, found="table")
    assert batch.blocks[1] == HeadlineBlock("Tram, too", source="t.csv", position=1, found="table")
    assert batch.columns == ("id",)
    assert list(batch.others) == [{"id": "7"}, {"id": "8"}]
    assert told == []


def test_columns_can_be_named_or_numbered() -> None:
    data = b"a,b,title\nOne,Two,Three\n"
    assert headlines(data, Columns("b")) == ["Two"]
    assert headlines(data, Columns("1")) == ["One"]
    assert blocks(data, Columns("B", teaser="a"))[0].teaser == "One"
    assert headlines(b"x,Fire out\ny,Flood gone\n", Columns("2", header=False)) == ["Fire out", "Flood gone"]


@pytest.mark.parametrize(
    ("columns", "message"), [(Columns(), "--headline-column"), (Columns("zzz"), "no column 'zzz'")]
)
def test_no_column_of_headlines(columns: Columns, message: str) -> None:
    with pytest.raises(InputError, match=message):
        blocks(b"a,b\n1,2\n3,4\n", columns)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title;n\nFire, again;1\nRain;2\n", ["Fire, again", "Rain"]),
        ('title\tn\n"Fire" he says\t1\nRain\t2\n', ['"Fire" he says', "Rain"]),
        ("sep=;\ntitle;n\nFire;1\n", ["Fire"]),
        ('title,n\r\n"Two\r\nlines",1\r\nRain,2\r\n', ["Two\r\nlines", "Rain"]),
        ("title,n\rFire,1\rRain,2\r", ["Fire", "Rain"]),
        ('title,n\n"He said ""no""",1\n', ['He said "no"']),
        ('title,n\n"He said \\"no\\"",1\n', ['He said "no"']),
        ("title,n\nFire,1,,\n\nRain,2", ["Fire", "Rain"]),
        ("Headline\nFire\nRain\n", ["Fire", "Rain"]),
        ("\ufefftitle,n\nFire,1\n", ["Fire"]),
    ],
)
def test_dialects(text: str, expected: list[str]) -> None:
    assert headlines(text.encode()) == expected


def test_a_bad_row_is_reported_with_its_line_and_the_rest_is_read() -> None:
    data = b'title,n\nOne,1\nTwo,2,3,4\n,5\n"Three,6\nFour,7\nFive \xff\xe9,8\nn\xc3\xa4chste,9\n\xc3\xa9t\xc3\xa9,1\nSix,9\n'
    (batch,), told = read(data)
    assert [block.headline for block in batch.blocks] == ["One", "Four", "nächste", "été", "Six"]
    assert [message.split(": ")[0] for message in told] == ["t.csv:3", "t.csv:4", "t.csv:5", "t.csv:7"]


def test_a_quote_that_never_closes_costs_one_row_of_many() -> None:
    rows = [f"Row number {i} of the table,{i}\n" for i in range(30_000)]
    rows[100] = '"Open,100\n'
    batches, told = read(("title,n\n" + "".join(rows)).encode())
    assert sum(len(batch.blocks) for batch in batches) == 29_999
    assert len(told) == 1
    assert told[0].startswith("t.csv:102: ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told(encoding: str) -> None:
    assert headlines("title,n\nCafé “Zoë” zu,1\n".encode(encoding)) == ["Café “Zoë” zu"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed(pack: Callable[[bytes], bytes]) -> None:
    assert headlines(pack(CSV)) == ["Ferry late", "Tram, too"]


def test_compressed_with_zstd() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    assert headlines(pyarrow.Codec("zstd").compress(CSV).to_pybytes()) == ["Ferry late", "Tram, too"]


def test_a_damaged_archive_gives_what_came_before() -> None:
    rows = "title\n" + "".join(f"Row {i * 7919 % 100_003}\n" for i in range(400_000))
    data = gzip.compress(rows.encode())
    stream, name = decompressed(Stream(io.BytesIO(data[: len(data) // 2])), "t.csv.gz")
    lines = Lines(stream, "utf-8", name)
    got: list[Batch] = []
    with pytest.raises(InputError, match="damaged after line"):
        got.extend(delimited_batches(lines, Dialect(","), Columns(), name, print))
    assert sum(len(batch.blocks) for batch in got) > 50_000


def test_json_lines() -> None:
    data = b'{"id": 1, "headline": "Fire", "source": {"name": "Post"}}\n\nno\n[1]\n{"headline": 7}\n{"headline": "Rain", "x": [1]}\n'
    (batch,), told = read(data, json_lines=True)
    assert [(block.headline, block.source) for block in batch.blocks] == [("Fire", "Post"), ("Rain", "t.csv")]
    assert list(batch.others) == [{"id": 1}, {"x": [1]}]
    assert [message.split(": ")[0] for message in told] == ["t.csv:3", "t.csv:4", "t.csv:5"]


@pytest.mark.parametrize(
    "document", [[{"title": "Fire"}], {"status": "ok", "articles": [{"title": "Fire"}]}, ["Fire"], {"title": "Fire"}]
)
def test_json_documents(document: object) -> None:
    (batch,) = json_batches(json.dumps(document), Columns(), "a.json", print)
    assert [block.headline for block in batch.blocks] == ["Fire"]


@pytest.mark.parametrize("text", ["[", "[1, 2]", "{}", "[" * 100_000])
def test_json_without_rows(text: str) -> None:
    with pytest.raises(InputError):
        list(json_batches(text, Columns(), "a.json", print))


def test_parquet() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    file = io.BytesIO()
    table = pyarrow.table({"n": [1, 2, 3], "title": ["Fire", None, "Rain"]})
    parquet.write_table(table, file)
    told: list[str] = []
    (batch,) = parquet_batches(file, Columns(), "a.parquet", told.append)
    assert [block.headline for block in batch.blocks] == ["Fire", "Rain"]
    assert list(batch.others) == [{"n": 1}, {"n": 3}]
    assert told == ["a.parquet:row 2: no headline: row left out"]
    with pytest.raises(InputError, match="not readable as Parquet"):
        list(parquet_batches(io.BytesIO(b"PAR1" + b"x" * 100), Columns(), "a.parquet", print))


def test_workbook() -> None:
    pytest.importorskip("python_calamine")
    file = workbook(
        [["Report of May", ""], []], [["n", "Title", "Deck"], [1.5, "Fire", "It burns."], [2, "", ""], [3, "Rain", ""]]
    )
    told: list[str] = []
    (batch,) = workbook_batches(file, Columns(), "a.xlsx", told.append)
    assert [(block.headline, block.teaser) for block in batch.blocks] == [("Fire", "It burns."), ("Rain", "")]
    assert [other["n"] for other in batch.others] == [1.5, 3]
    assert told == ["a.xlsx:3: no headline: row left out"]
    with pytest.raises(InputError, match="not readable as a workbook"):
        list(workbook_batches(io.BytesIO(b"PK\x03\x04nothing"), Columns(), "a.xlsx", print))


def workbook(*sheets: list[list[object]]) -> io.BytesIO:
    """The least that is a workbook, with the cells as inline text."""

    def cell(value: object) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if value else "<c/>"
        return f"<c><v>{value}</v></c>"

    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        root = f'<Relationship Id="r" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{relations}">{root}</Relationships>')
        names = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="r{i}"/>' for i in range(1, len(sheets) + 1))
        archive.writestr("xl/workbook.xml", f'<workbook {space} xmlns:r="{office}"><sheets>{names}</sheets></workbook>')
        targets = "".join(
            f'<Relationship Id="r{i}" Type="{office}/worksheet" Target="worksheets/s{i}.xml"/>'
            for i in range(1, len(sheets) + 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{relations}">{targets}</Relationships>')
        for i, sheet in enumerate(sheets, 1):
            rows = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in sheet)
            archive.writestr(f"xl/worksheets/s{i}.xml", f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>")
    file.seek(0)
    return file


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=20),
            st.text("ab,;\"\n \t'", max_size=9),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_what_csv_writes_is_read_again(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("headline", "note"), *rows])
    (batch, *_), _ = read(out.getvalue().encode()) if any(row[0].strip() for row in rows) else ((Batch([]),), [])
    kept = [row for row in rows if row[0].strip()]
    assert [block.headline for block in batch.blocks] == [row[0].strip() for row in kept]
    assert [other["note"] for other in batch.others] == [row[1] for row in kept]


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, json_lines: bool) -> None:
    try:
        for block in blocks(b"title,n\n" + data, json_lines=json_lines):
            assert block.headline
    except InputError:
        pass
