"""The text of a page, as copied or from a reader mode: headlines with the teasers under them."""

from __future__ import annotations

from collections.abc import Iterator

from clf.extract.furniture import is_cut, is_furniture, is_headline, is_prose, is_teaser, may_be_teaser
from clf.extract.textlines import text_lines

Pair = tuple[str, str, str]  # headline, teaser, url
_COLUMNS = 4  # most headlines side by side whose teasers follow side by side
_BETWEEN = 8  # bylines, dates, buttons and captions between a headline and its teaser
_BODY = 2  # paragraphs in a row that make a body text


def line_pairs(text: str) -> Iterator[Pair]:
    """One headline a line."""
    for line in text_lines(text):
        yield line, "", ""


def page_pairs(text: str) -> Iterator[Pair]:
    """Headlines of a page, each with the line under it where that is its teaser.

    A headline over running text has its first paragraph for a teaser. What follows is its body, and headlines
    between paragraphs of a body are its subheadings: a body ends at a label ("More like this") or at a headline
    with a teaser that is cut off.
    """
    lines = _sorted(text_lines(text))
    paragraphs = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if is_furniture(line):
            paragraphs = 0
            continue
        if not is_headline(line):
            paragraphs += is_prose(line)
            continue
        under = at
        while under < len(lines) and under < at + _BETWEEN and is_furniture(lines[under]):
            under += 1  # a date or byline between headline and teaser
        below = lines[under] if under < len(lines) else ""
        teaser = below if below and not is_furniture(below) and may_be_teaser(below) else ""
        if paragraphs >= _BODY and not is_cut(teaser) and (is_prose(teaser) or not teaser):
            continue
        paragraphs = 0
        if teaser:
            at = under + 1
            paragraphs = int(is_prose(teaser))
        yield line, teaser, ""


def _sorted(lines: list[str]) -> list[str]:
    """Puts each teaser under its headline where columns were read across: two headlines, then their two teasers."""
    kinds = ["t" if is_cut(x) and is_teaser(x) else "h" if is_headline(x) else "-" for x in lines]
    at = 0
    while at < len(lines):
        for many in range(_COLUMNS, 1, -1):
            run = kinds[at : at + 2 * many]
            after = kinds[at + 2 * many : at + 2 * many + 1]
            if run == ["h"] * many + ["t"] * many and after != ["t"] and (at == 0 or kinds[at - 1] != "h"):
                heads, teasers = lines[at : at + many], lines[at + many : at + 2 * many]
                lines[at : at + 2 * many] = [line for pair in zip(heads, teasers, strict=True) for line in pair]
                at += 2 * many - 1
                break
        at += 1
    return lines
