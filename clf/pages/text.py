"""The lines of a page's text as it was written: quoting, columns, hard wraps, bullets and numbers taken off.

The text of a page, as copied or from a reader mode: headlines with the teasers under them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from clf.pages.furniture import is_cut, is_furniture, is_headline, is_prose, is_teaser, may_be_teaser

_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_MAIL = re.compile(
    r"^(?:(?:from|to|cc|bcc|sent|date|subject|reply-to):\s.*|-{2,}\s*(?:forwarded|original) message\s*-*|"
    r"begin forwarded message:|"
    r"on .{5,120} wrote:|sent from my .{2,30}|get outlook for .{2,20})$",
    re.I,
)
_BULLET = re.compile(r"^(?:[•·▪●◦*➤►»‣⁃]\s*|[–—-]\s+)(?=\S)")
_NUMBER = re.compile(r"^\(?#?0?(\d{1,3})(?:[.):]\)?|(?=\s))\s+(?=\S)")
_LIST_NUMBER = re.compile(r"^(?:\(?\d{1,2}[.)])\s+(?=\S)")
_HOST = re.compile(r"(?<=\S) \((?:[\w-]{1,63}\.){1,5}[a-z]{2,24}(?:/[\w-]+)?\)$")  # "(post.example)" behind a title
_GAP = re.compile(r"(?<=\S)(?:\t+| {3,})(?=\S)")
_NARROWEST, _WIDEST = 40, 110  # columns at which text is wrapped by hand or by a mail program
_REPEATED = 3  # a short line seen this often is a byline or a button


def text_lines(text: str) -> list[str]:
    """Lines with something in them, white space collapsed, as the page had them.

    >>> text_lines("> 1. Mayor opens bridge\\n> 2. Bakers strike\\n> 3. Ferry is back")
    ['Mayor opens bridge', 'Bakers strike', 'Ferry is back']
    """
    raw = unquoted(text.replace("\ufeff", "")).splitlines()
    raw = _unwrapped(_columns(raw))
    lines = [_HOST.sub("", " ".join(line.split())) for line in raw]
    lines = [line for line in lines if line and not _MAIL.match(line)]
    lines = [_BULLET.sub("", line, count=1) if line[0] not in "–—-" or not is_prose(line) else line for line in lines]
    lines = [line for line in _unnumbered(lines) if line]
    counts = Counter(lines)
    return [line for line in lines if counts[line] < _REPEATED or len(line.split()) > 6 or len(line.split()) < 2]


def unquoted(text: str) -> str:
    """``text`` without the quotation marks of an e-mail, if it has them in three lines or more."""
    lines = text.splitlines()
    filled = sum(bool(line.strip()) for line in lines)
    quoted = sum(bool(_QUOTE.match(line)) for line in lines)
    if quoted < min(3, max(filled, 1)) or (quoted < 3 and quoted < filled):
        return text
    return "\n".join(_QUOTE.sub("", line) for line in lines)


def _columns(lines: list[str]) -> list[str]:
    """Two columns side by side, one under the other: a gap of three spaces or a tab parts them."""
    filled = [line for line in lines if line.strip()]
    parted = [line for line in filled if len(_GAP.findall(line.strip())) == 1]
    if len(parted) < 3 or len(parted) < 0.4 * len(filled):
        return lines
    starts = [match.end() for line in parted if (match := _GAP.search(line.rstrip(), len(line) - len(line.lstrip())))]
    right = Counter(starts).most_common(1)[0][0]
    left_lines, right_lines = [], []
    for line in lines:
        indent = len(line) - len(line.lstrip())
        match = _GAP.search(line.rstrip(), indent)
        if match:
            left_lines.append(line[: match.start()])
            right_lines.append(line[match.end() :])
        elif line.strip() and indent >= right - 2 and indent > 4:
            right_lines.append(line)
            left_lines.append("")
        else:
            left_lines.append(line)
            right_lines.append("")
    return [*left_lines, "", *right_lines]


def _unwrapped(lines: list[str]) -> list[str]:
    """Joins lines that were broken because the next word did not fit, where paragraphs show that this was done."""
    width = max((len(line.rstrip()) for line in lines), default=0)
    if not _NARROWEST <= width <= _WIDEST or all(line.strip() for line in lines):
        return lines
    breaks = fits = 0
    joins = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        inside = bool(line.strip() and following.strip())
        full = inside and len(line.rstrip()) + 1 + len(following.split()[0]) > width - 2
        breaks += inside
        fits += full
        joins.append(full)
    if breaks < 2 or fits < 0.7 * breaks:
        return lines
    joined: list[list[str]] = []
    open_line = False
    for line, full in zip(lines, joins, strict=True):
        if open_line:
            joined[-1].append(line.strip())
        else:
            joined.append([line])
        open_line = full
    return [" ".join(parts) for parts in joined]


def _unnumbered(lines: list[str]) -> list[str]:
    """Takes the numbers of a list off: "3." anywhere, "3" or "#3" only where 1 and 2 came before."""
    numbers = [int(match[1]) if (match := _NUMBER.match(line)) else 0 for line in lines]
    starts = [i for i, number in enumerate(numbers) if number == 1]
    counted: set[int] = set()
    for start in starts[:50]:
        expected, run = 1, []
        for at in range(start, len(lines)):
            if numbers[at] == expected:
                run.append(at)
                expected += 1
        if len(run) >= 3:
            counted.update(run)
    stripped = []
    for at, line in enumerate(lines):
        pattern = _NUMBER if at in counted else _LIST_NUMBER if not is_prose(line) else None
        stripped.append(pattern.sub("", line, count=1) if pattern else line)
    return stripped


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
