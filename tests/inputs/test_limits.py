"""Small inputs made to do harm: each costs one line, and nothing else."""

from __future__ import annotations

import datetime
import decimal
import gzip
import io
import pickle
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clf
from clf.errors import FetchError, InputError
from clf.inputs.columns import Batch, Columns, unique_names
from clf.inputs.fetch import Limits
from clf.inputs.sources import Options, read
from clf.inputs.workbook import _Frames, parquet_batches, workbook_batches
from clf.limits import MAX_ADDRESS, TableLimits
from clf.pages.feed import feed_blocks
from clf.pages.read import read_blocks
from tests.inputs.server import ok, serving
from tests.inputs.test_table import workbook

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("python_calamine")
LONG = "http://a.example/" + "a" * 100_000


def sheet(*cells: tuple[str, str], beside: list[list[object]] | None = None, attributes: str = "") -> io.BytesIO:
    """A workbook with cells at the given places, in rows of their own, and a second sheet."""
    file = io.BytesIO()
    parts = zipfile.ZipFile(workbook([["x"]], *([beside] if beside else [])))
    xml = "".join(
        f'<row r="{re.sub("[A-Z]+", "", place)}"><c {attributes}r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for place, text in cells
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts.namelist():
            content = parts.read(part).decode()
            if part.endswith("s1.xml"):
                content = re.sub("<sheetData>.*</sheetData>", f"<sheetData>{xml}</sheetData>", content)
            archive.writestr(part, content)
    return file


def table(limits: TableLimits | None = None, **columns: object) -> list[Batch]:
    file = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), file)
    return list(parquet_batches(file, Columns(), "a.parquet", print, limits))


@pytest.mark.parametrize(
    ("last", "cells"),
    [("XFD1048576", "17,179,869,184"), ("ALL100000", "100,000,000"), ("A4294967295", "4,294,967,295")],
)
def test_cells_too_far_apart_are_refused(last: str, cells: str) -> None:
    with pytest.raises(InputError, match=f"^a.xlsx: sheet 'S1': {cells} cells .* limit of 20,000,000"):
        list(workbook_batches(sheet(("A1", "title"), (last, "x")), Columns(), "a.xlsx", print))


def test_what_makes_the_library_abort_is_one_line() -> None:
    hidden = f's="{"0" * 1000}1" '  # a form of cells that the survey of places does not see
    with pytest.raises(InputError, match=r"^a.xlsx: refused: reading it failed.* 2,048 MB"):
        list(
            workbook_batches(sheet(("A1", "title"), ("XFD1048576", "x"), attributes=hidden), Columns(), "a.xlsx", print)
        )


def test_a_sheet_that_is_too_large_costs_no_other_sheet() -> None:
    told: list[str] = []
    file = sheet(("A1", "title"), ("XFD1048576", "x"), beside=[["Title"], ["Fire out"]])
    (batch,) = workbook_batches(file, Columns(), "a.xlsx", told.append)
    assert [block.headline for block in batch.blocks] == ["Fire out"]
    assert [line.endswith("sheet left out") for line in told] == [True]


def test_sparse_sheets_are_read() -> None:
    told: list[str] = []
    cells = [("A1", "title"), ("A2", "Fire out"), ("A90000", "Rain came")]
    (batch,) = workbook_batches(sheet(*cells), Columns(), "a.xlsx", told.append)
    assert [block.headline for block in batch.blocks] == ["Fire out", "Rain came"]
    (batch,) = workbook_batches(
        sheet(("A1", "title"), ("A2", "Fire out"), ("XFD3", "x")), Columns(), "a.xlsx", told.append
    )
    assert ([block.headline for block in batch.blocks], batch.columns) == (["Fire out"], ())
    assert told == ["a.xlsx:3: no headline: row left out"]


def test_a_value_repeated_without_end_is_refused() -> None:
    file = io.BytesIO()
    titles = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 20_000, pyarrow.int32()), ["x" * 1_000_000])
    parquet.write_table(pyarrow.table({"title": titles}), file, compression="zstd", store_schema=False)
    assert len(file.getvalue()) < 2_000
    with pytest.raises(InputError, match="2,048 MB of memory"):
        list(parquet_batches(file, Columns(), "a.parquet", print))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (TableLimits(columns=1), "2 columns, more than the limit of 1$"),
        (TableLimits(cells=5), "6 cells, more than the limit of 5$"),
        (TableLimits(row_groups=0), "1 row groups, more than the limit of 0$"),
        (TableLimits(unpacked=9), r"\d+ unpacked bytes in a row group, more than the limit of 9$"),
        (TableLimits(seconds=0), "no rows after 0 seconds"),
    ],
)
def test_a_limit_is_named_with_what_was_found(limits: TableLimits, message: str) -> None:
    with pytest.raises(InputError, match=message):
        table(limits, title=["a", "b", "c"], n=[1, 2, 3])


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(InputError, match="unpacked bytes, more than the limit of 99"):
        list(workbook_batches(workbook([["title"]]), Columns(), "a.xlsx", print, TableLimits(unpacked=99)))


def test_rows_with_broken_bytes_are_left_out() -> None:
    told: list[str] = []
    file = io.BytesIO()
    titles = pyarrow.array([b"Fire out", b"bad \xff", b"Rain came"], pyarrow.binary()).view(pyarrow.string())
    parquet.write_table(pyarrow.table({"title": titles, "n": [1, 2, 3]}), file)
    (batch,) = parquet_batches(file, Columns(), "a.parquet", told.append)
    assert [block.headline for block in batch.blocks] == ["Fire out", "Rain came"]
    assert list(batch.others) == [{"n": 1}, {"n": 3}]
    assert told == ["a.parquet:row 2: bytes that are not UTF-8: row left out"]


def test_values_keep_their_types() -> None:
    day, now = datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 7, 30)
    (batch,) = table(
        title=["Fire out"],
        day=[day],
        now=[now],
        price=[decimal.Decimal("1.50")],
        raw=[b"\xff"],
        tags=[["a", None]],
        zoned=pyarrow.array([now], pyarrow.timestamp("s", "Europe/Berlin")),
    )
    (other,) = batch.others
    assert other == {
        "day": day,
        "now": now,
        "price": decimal.Decimal("1.50"),
        "raw": b"\xff",
        "tags": ["a", None],
        "zoned": "2026-03-01 08:30:00+01:00",
    }


def test_the_child_cannot_make_its_parent_call_anything() -> None:
    with pytest.raises(pickle.UnpicklingError):
        _Frames(io.BytesIO(pickle.dumps(Path))).load()


def test_large_cells_are_sent_in_small_parts() -> None:
    found = table(TableLimits(batch=10_000), title=[f"Fire {i}" for i in range(50)], text=["long " * 300] * 50)
    assert [block.headline for batch in found for block in batch.blocks] == [f"Fire {i}" for i in range(50)]


def test_columns_are_limited_and_repeated_names_numbered() -> None:
    many = ",".join(["a"] * 20_000)
    with pytest.raises(InputError, match="20,000 columns, more than the limit of 1,000"):
        list(read(f"title,{many}\nFire,{many}\n".encode().replace(b"title,a", b"title", 1), Options(), print))
    (batch,) = read(b"title,a,a,a_2,a\nFire,1,2,3,4\n", Options(), print)
    assert list(batch.others) == [{"a": "1", "a_3": "2", "a_2": "3", "a_4": "4"}]


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "a_2_2", "", "1", "2"])))
def test_names_are_unique_and_first_ones_stay(names: list[str]) -> None:
    unique = unique_names(names)
    assert len(set(unique)) == len(names)
    assert {name for name in names if name} <= set(unique)


def test_names_are_numbered_in_linear_time() -> None:
    taken = [f"a_{i}" for i in range(2, 40_000)]
    assert grows(lambda size: unique_names(["a"] * size + taken[:size]), 10_000) < 3


def grows(work: Callable[[int], object], size: int) -> float:
    """How many times longer work takes at double the size; the least of some tries, for noise only adds."""

    def seconds(n: int) -> float:
        start = time.process_time()
        work(n)
        return time.process_time() - start

    small, large = (min(seconds(n) for _ in range(4)) for n in (size, 2 * size))
    return large / max(small, 0.001)


def page(size: int) -> str:
    return f'<html><body><h2><a href="http://a.example/{"a" * size}">Ferry stops for a week of repairs</a></h2></body></html>'


def test_a_long_address_takes_linear_time() -> None:
    assert grows(lambda size: read_blocks(page(size)), 8_000) < 3


def test_feeds_with_deep_markup_take_linear_time() -> None:
    def feed(size: int) -> str:
        return f"<rss><channel><item><title>Fire</title><description>{'&lt;div&gt;' * size}x</description></item></channel></rss>"

    assert grows(lambda size: feed_blocks(feed(size)), 20_000) < 3


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (page(100_000), "a"),
        (f"<rss><channel><item><title>Fire out</title><link>{LONG}</link></item></channel></rss>", "a"),
        (f"title,url\nFire out,{LONG}\n", "a:2"),
        ('{"title": "Fire out", "url": "%s"}\n' % LONG, "a:1"),  # noqa: UP031
        (f"[Fire out in the old harbour]({LONG[:900]}) [b]({LONG[:900]}{'b' * 90}) [c c]({LONG[:99]})", ""),
    ],
)
def test_a_long_address_is_left_out_and_reported(document: str, place: str, tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "a").write_text(document)
    blocks = [b for batch in read(tmp_path / "a", Options(), told.append) for b in batch.blocks]
    assert blocks
    assert all(len(block.url) <= MAX_ADDRESS for block in blocks)
    assert [line.partition(": the address of ")[0] for line in told] == ([str(tmp_path / place)] if place else [])


def test_a_long_address_is_not_fetched() -> None:
    with pytest.raises(FetchError, match="more than the limit of 2,000"):
        list(read(LONG, Options(limits=Limits()), print))


def test_what_an_address_answers_is_counted_unpacked() -> None:
    lines = "".join(f"Ferry number {i} stops for repairs\n" for i in range(90_000)).encode()
    told: list[str] = []
    with serving({"/a": ok(gzip.compress(lines), "application/gzip")}) as server:
        limits = Limits(frozenset([server.port]), allow_private=True, size=1 << 20)
        found: list[Batch] = []
        with pytest.raises(InputError, match=r"/a: refused: more than 1 MB once unpacked"):
            found.extend(read(f"http://127.0.0.1:{server.port}/a", Options(limits=limits), told.append))
    count = sum(len(batch.blocks) for batch in found)
    assert 1000 < count < (1 << 20) / 30


def test_one_function_calls_the_parser() -> None:
    root = Path(clf.__file__).parent
    found = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        for _ in re.findall(r"\bLexborHTMLParser\(", path.read_text())
    ]
    assert found == [str(Path("pages", "html", "guard.py"))]
