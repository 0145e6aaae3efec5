"""Whatever is thrown at the parsers: no failure, nothing invented, positions in order."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.pages.html.guard import guarded
from clf.pages.read import read_blocks
from tests.strategies import texts

PAGES = [page.read_text(encoding="utf-8") for page in sorted((Path(__file__).parent / "samples").glob("*.html"))]
PIECES = sorted({piece for page in PAGES for piece in re.findall(r"<[^<>]*>|[^<>]+", page)})
LINES = [
    "Mayor opens the new bridge",
    "The bridge over the Lyn was opened...",
    "> quoted",
    "1. One",
    "• Two bridges fall",
    "",
    "By Inge Tolle",
    "a          b",
    "Mayor opens\tBakers strike",
    "On Monday he wrote:",
    "More like this",
    "--",
]


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", re.sub(r"<[^<>]*>", "", unescape(unescape(text)))))


@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES), texts, st.sampled_from(["<", "&", "\0", "</p>", "<table>", "<a href='"])),
        max_size=40,
    )
)
def test_any_mixture_of_markup(parts: list[str]) -> None:
    page = "<html><body>" + "".join(parts)
    blocks = read_blocks(page, url="https://lowmark.example/a/b")
    assert [block.position for block in blocks] == list(range(len(blocks)))
    attributes = _letters(page) + _letters(" ".join(re.findall(r"[^<>]+", page)).replace("\0", ""))
    for block in blocks:
        assert block.headline == " ".join(block.headline.split()) != ""
        assert all(word in attributes for word in re.findall(r"\w+", block.headline)[:3])
        assert block.url == "" or re.match(r"https?:", block.url)


@given(st.binary(max_size=300), st.sampled_from(PAGES), st.integers(0, 3000))
def test_a_page_broken_anywhere(noise: bytes, page: str, at: int) -> None:
    data = page.encode()
    for broken in (data[:at] + noise + data[at:], data[:at], noise):
        blocks = read_blocks(broken)
        assert [block.position for block in blocks] == list(range(len(blocks)))


@given(st.lists(st.one_of(st.sampled_from(LINES), texts), max_size=30), st.sampled_from(["\n", "\n\n", "\r\n", "\n> "]))
def test_any_lines_of_text(lines: list[str], joiner: str) -> None:
    text = joiner.join(lines)
    if "<" in text:
        return
    words = set(text.replace("\ufeff", " ").split())
    for position, block in enumerate(read_blocks(text)):
        assert block.position == position
        assert block.headline
        assert (
            sum(word in words for word in block.headline.split()) >= len(block.headline.split()) - 1
        )  # a bullet glued to it


@pytest.mark.parametrize(
    "unit",
    [
        "<div>",
        "<b>",
        "<b id=x>",
        "<table><td>",
        "<ul><li>",
        "<a href=/x>",
        "<p>",
        "<svg>",
        "</x>",
        "<!--",
        "&a",
        "<h2>x",
    ],
)
def test_markup_without_end(unit: str) -> None:
    page = "<html><body>" + unit * 3000 + "<h2><a href='/a-story-of-one-night'>Ferry is back in port tonight</a></h2>"
    assert len(read_blocks(page)) <= 3001


def test_deep_nesting_loses_no_text() -> None:
    page = (
        "<html><body>"
        + "<div>" * 5000
        + "<h2><a href='/a-story-of-one-night'>Ferry is back in port</a></h2>"
        + "</div>" * 5000
    )
    assert [block.headline for block in read_blocks(page)] == ["Ferry is back in port"]
    assert guarded(page).count("<div>") < 300


@pytest.mark.parametrize(
    "line",
    [
        "_img" * 60 + " x y z !",
        "By " + "Aa " * 70 + "!",
        "a | " * 55 + "!",
        "." * 9000,
        "1 " * 110 + "!",
        "more on " * 28 + "!",
    ],
)
def test_no_line_keeps_a_pattern_busy(line: str) -> None:
    read_blocks(f"Mayor opens the new bridge\n\n{line}\n\nBakers strike for a day")
