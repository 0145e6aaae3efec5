from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.errors import InputError
from clf.inputs.fetch import Limits
from clf.inputs.formats import Form, form_of
from clf.inputs.sources import Layout, Options, read
from tests.inputs.server import ok, serving
from tests.pages.test_feed import ATOM, JSON, RSS

PAGE = b"<html><head><title>x</title></head><body><h1>Ferry stops for a week of repairs</h1><p>Fog.</p></body></html>"
TABLE = b"id;headline\n1;Ferry stops\n2;Tram starts\n"


def headlines(item: object, options: Options | None = None, told: list[str] | None = None) -> list[str]:
    report = (told if told is not None else []).append
    return [b.headline for batch in read(item, options or Options(), report) for b in batch.blocks]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (PAGE, Form.TEXT),
        (RSS.encode(), Form.FEED),
        (ATOM.encode(), Form.FEED),
        (JSON.encode(), Form.FEED),
        (TABLE, Form.TABLE),
        (b'{"title": "Fire"}\n{"title": "Rain"}\n', Form.JSON_LINES),
        (b"PAR1....", Form.PARQUET),
        (b'[{"title": "Fire"}]', Form.JSON),
        (b'{\n "articles": [\n', Form.JSON),
        (b"Fire, again\nRain, again\n", Form.TEXT),
        (b"[Video] Fire in the port\n", Form.TEXT),
        (b'["Quoted" man speaks]\n', Form.TEXT),
        (b"{curly} news\n", Form.TEXT),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a"])
def test_content_tells_and_not_the_name(data: bytes, form: Form, name: str) -> None:
    assert form_of(data, data.decode(), name) is form


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\x89PNG\r\n", b"PK\x03\x04other", b"\x7fELF\0\0\0", b"GIF89a"])
def test_what_clf_does_not_read_is_named(data: bytes) -> None:
    with pytest.raises(InputError, match=r"not|unpack"):
        headlines(data, Options())


def test_files(tmp_path: Path) -> None:
    for name, data in {"a.html": PAGE, "b": RSS.encode(), "c.txt": TABLE, "d.gz": gzip.compress(PAGE)}.items():
        (tmp_path / name).write_bytes(data)
    assert headlines(tmp_path / "a.html") == ["Ferry stops for a week of repairs"]
    assert len(headlines(tmp_path / "b")) == 3
    assert headlines(str(tmp_path / "c.txt")) == ["Ferry stops", "Tram starts"]
    assert headlines(tmp_path / "d.gz") == ["Ferry stops for a week of repairs"]
    with pytest.raises(InputError, match="check the name"):
        headlines(tmp_path / "none")


def test_a_folder_is_walked_in_order_and_a_bad_file_loses_no_other(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.csv").write_bytes(b"title,n\nTwo,1\n")
    (tmp_path / "a.csv").write_bytes(b"title,n\nOne,1\n")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "d.txt").write_bytes(b"Three goes home\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / ".hidden.csv").write_bytes(b"title\nHidden\n")
    told: list[str] = []
    assert headlines(tmp_path, told=told) == ["One", "Three goes home", "Two"]
    assert len(told) == 1
    assert "a PDF" in told[0]
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no files"):
        headlines(tmp_path / "empty")


def test_many_lines_are_not_held(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_bytes(b"".join(b"Ferry %d stops for repairs\n" % i for i in range(30_000)))
    batches = list(read(path, Options(), print))
    assert sum(len(batch.blocks) for batch in batches) == 30_000
    assert max(len(batch.blocks) for batch in batches) <= 1024


def test_layout_can_be_told() -> None:
    assert headlines(TABLE, Options(Layout.LINES))[0] == "id;headline"
    assert headlines(b"Fire,1\nRain,2\n", Options(Layout.TABLE, columns=_first())) == ["Fire", "Rain"]
    with pytest.raises(InputError, match="not a feed"):
        headlines(PAGE, Options(Layout.FEED))


def _first() -> object:
    from clf.inputs.columns import Columns

    return Columns("1", header=False)


def test_addresses() -> None:
    page = PAGE.replace(b"<title>", b'<link rel="alternate" type="application/atom+xml" href="/atom"><title>')
    page = page.replace(b"<h1>Ferry", b'<h1><a href="story">Ferry').replace(b"repairs</h1>", b"repairs</a></h1>")
    answers = {"/": ok(page), "/atom": ok(ATOM.encode(), "application/xml"), "/none": ok(PAGE)}
    with serving(answers) as server:  # type: ignore[arg-type]
        base = f"http://127.0.0.1:{server.port}"
        limits = Limits(frozenset({server.port}), allow_private=True)
        (block,) = [b for batch in read(base + "/", Options(limits=limits), print) for b in batch.blocks]
        assert (block.url, block.source) == (f"{base}/story", f"{base}/")
        assert headlines(base + "/atom", Options(limits=limits)) == ["Swans étonnants return"]
        assert headlines(base + "/", Options(limits=limits, feed=True)) == ["Swans étonnants return"]
        with pytest.raises(InputError, match="names no feed"):
            headlines(base + "/none", Options(limits=limits, feed=True))
    with pytest.raises(InputError, match="not fetched here"):
        headlines("https://news.example/")


def read_or_refused(data: bytes, options: Options) -> None:
    said = ""
    try:
        assert all(headlines(data, options))
    except InputError as error:
        said = str(error)
    assert "\n" not in said


@given(st.binary(max_size=400), st.sampled_from(list(Layout)))
def test_any_bytes_are_read_or_refused(data: bytes, layout: Layout) -> None:
    for start in (
        b"",
        b"<rss>",
        b"title,n\n",
        b'{"title": "a"}\n',
        b"\x1f\x8b\x08",
        b"BZh9",
        b"PAR1",
        b"PK\x03\x04xl/",
    ):
        read_or_refused(start + data, Options(layout))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(st.sampled_from(["title", "items", "version", "url"]), x, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    for text in (
        json.dumps(value),
        json.dumps(value, indent=1),
        '{"version": "https://jsonfeed.org/version/1", "items": ' + json.dumps(value) + "}",
    ):
        read_or_refused(text.encode(), Options())
