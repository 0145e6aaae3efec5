"""The text of a page, as copied or from a reader mode: headlines with the teasers under them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clf.extract.furniture import is_cut, is_furniture, is_headline, is_prose, may_be_teaser

Pair = tuple[str, str, str]  # headline, teaser, url
_BULLET = re.compile(r"^(?:[•·▪●◦*➤►»–—-]|\(?\d{1,2}[.)])\s+(?=\S)")
_BODY = 2  # paragraphs in a row that make a body text


def _lines(text: str) -> list[str]:
    """Lines with something in them, white space collapsed, bullets and list numbers taken off."""
    collapsed = (" ".join(line.split()) for line in text.replace("\ufeff", "").splitlines())
    return [_BULLET.sub("", line) if not is_prose(line) else line for line in collapsed if line]


def line_pairs(text: str) -> Iterator[Pair]:
    """One headline a line."""
    for line in _lines(text):
        yield line, "", ""


def page_pairs(text: str) -> Iterator[Pair]:
    """Headlines of a page, each with the line under it where that is its teaser.

    A headline over running text has its first paragraph for a teaser. What follows is its body, and headlines
    between paragraphs of a body are its subheadings: a body ends at a label ("More like this") or at a headline
    with a teaser that is cut off.
    """
    lines = _lines(text)
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
        while under < len(lines) and under < at + 3 and is_furniture(lines[under]):
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
