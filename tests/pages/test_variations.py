"""One page, copied in many ways: the same blocks."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from clf.fit.corpora import own_folder
from clf.pages.read import read_blocks

TEXT = (own_folder() / "pages" / "reader-copy.txt").read_text(encoding="utf-8")
FILLED = [line for line in TEXT.splitlines() if line.strip()]
BLOCKS = [(block.headline, block.teaser) for block in read_blocks(TEXT)]
HEADLINES = [headline for headline, _ in BLOCKS]


def _each(change: Callable[[str], str], joiner: str = "\n\n") -> str:
    return joiner.join(change(line) for line in FILLED)


def _numbered(form: str) -> str:
    numbers = {headline: form.format(number) for number, headline in enumerate(HEADLINES, 1)}
    return _each(lambda line: numbers.get(line, "") + line)


def _under(*lines: str) -> str:
    return _each(lambda line: "\n".join([line, *lines]) if line in HEADLINES else line)


def _wrapped(text: str, width: int) -> str:
    return "\n".join(part for line in text.splitlines() for part in textwrap.wrap(line, width) or [""])


def _quoted(text: str, mark: str = "> ") -> str:
    return "\n".join(mark + line for line in text.splitlines())


def _columns(lines: list[tuple[str, str]]) -> str:
    """Boxes side by side, read across: two headlines, then their two teasers."""
    pairs = zip(lines[::2], lines[1::2], strict=False)
    return "\n\n".join("\n".join([a[0], b[0], a[1], b[1]]) for a, b in pairs)


VARIATIONS = {
    "no blank lines": "\n".join(FILLED),
    "windows line ends": TEXT.replace("\n", "\r\n"),
    "bullets": _each(lambda line: "• " + line),
    "bullets on headlines": _each(lambda line: "- " + line if line in HEADLINES else line, "\n"),
    "indented bullets": _each(lambda line: "  * " + line if line in HEADLINES else "    " + line, "\n"),
    "numbers": _numbered("{}. "),
    "numbers in brackets": _numbered("({}) "),
    "numbers alone on their lines": _numbered("{}\n"),
    "hash numbers": _numbered("#{} "),
    "bare numbers": _numbered("{:02d} "),
    "bylines": _under("By Inge Tolle", "12 March 2026, 14:30"),
    "bylines with a date": _under("Inge Tolle | Mar 12, 2026"),
    "bylines with a role": _under("Inge Tolle, Senior Reporter", "2 hours ago"),
    "dates first": _each(lambda line: "Thu, 12 Mar 2026\n" + line if line in HEADLINES else line),
    "quoted": _quoted(TEXT),
    "quoted twice": _quoted(TEXT, ">> "),
    "quoted and wrapped": _quoted(_wrapped(TEXT, 72)),
    "wrapped": _wrapped(TEXT, 76),
    "forwarded": "Hi,\nhave a look.\n\n---------- Forwarded message ---------\nFrom: Inge Tolle <inge@lowmark.example>\n"
    "Date: Thu, 12 Mar 2026 at 10:00\nSubject: this page\n\n" + _quoted(TEXT),
    "no-break spaces": TEXT.replace(" ", "\u00a0"),
}


def test_the_page_has_nine_blocks() -> None:
    assert len(BLOCKS) == 9
    assert all(teaser for _, teaser in BLOCKS)


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_variation_gives_the_same_blocks(name: str) -> None:
    assert [(block.headline, block.teaser) for block in read_blocks(VARIATIONS[name])] == BLOCKS


def test_boxes_read_across_get_their_own_teasers() -> None:
    boxes = BLOCKS[1:]
    assert [(b.headline, b.teaser) for b in read_blocks(_columns(boxes))] == boxes


def test_columns_side_by_side_are_read_one_after_the_other() -> None:
    left, right = BLOCKS[2:5], BLOCKS[5:8]
    rows = [
        f"{a:<90}{b}" for (ah, at), (bh, bt) in zip(left, right, strict=True) for a, b in ((ah, bh), (at, bt), ("", ""))
    ]
    text = "\n".join(row.rstrip() for row in rows)
    assert [(b.headline, b.teaser) for b in read_blocks(text)] == [*left, *right]


@pytest.mark.parametrize(
    "headline",
    [
        "Home prices fall 3% in October",
        "Search for missing hiker ends",
        "Sunday roast thief caught",
        "May apologises for delay",
        "12 dead after crash in 2019",
        "Top court rejects appeal",
        "By the sea: a guide to the coast",
        "Video shows bridge collapse",
        "More trains stop at night",
        "Watch moment bridge falls",
        "Comment sections make us angrier",
    ],
)
def test_a_headline_may_begin_like_a_label(headline: str) -> None:
    text = (
        f"Mayor opens the new bridge\nThe bridge over the Lyn was opened...\n{headline}\nOfficials have said that...\n"
    )
    assert headline in [block.headline for block in read_blocks(text)]
