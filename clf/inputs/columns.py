"""Which column of a table is the headline, the teaser, the address and the outlet.

Blocks as they come out of a source: some at a time, so that a table of any size fits in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clf.errors import InputError
from clf.limits import MAX_COLUMNS
from clf.types import HeadlineBlock

_NAMES = {
    "headline": ("headline", "headlines", "title", "heading", "hed", "targettitle", "posttext", "tweet", "text"),
    "teaser": (
        "teaser",
        "description",
        "summary",
        "deck",
        "dek",
        "standfirst",
        "subtitle",
        "subheadline",
        "subheading",
        "excerpt",
        "abstract",
        "lead",
        "lede",
        "snippet",
    ),
    "url": ("url", "link", "href", "uri", "permalink", "weburl", "address"),
    "source": ("source", "publisher", "outlet", "site", "domain", "publication", "sourcename", "newspaper"),
}
_PREFIX = re.compile(r"^(?:news|article|story|page|post|item|main|full)(?=.)")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the user said of a table's columns: names, or numbers from 1; an empty string leaves it to guessing."""

    headline: str = ""
    teaser: str = ""
    url: str = ""
    source: str = ""
    header: bool = True

    def places(self, names: Sequence[str], name: str = "table") -> Places:
        """Where each part of a block stands among the columns ``names``; raises `InputError`, which says ``name``."""
        name = f"{name}: " if name else ""
        if len(names) > MAX_COLUMNS:
            raise InputError(f"{name}refused: {len(names):,} columns, more than the limit of {MAX_COLUMNS:,}")
        found = {part: self._find(part, getattr(self, part), names, name) for part in _NAMES}
        if found["headline"] < 0:
            listed = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
            raise InputError(f"{name}no column of headlines found among: {listed}: name it with --headline-column")
        return Places(tuple(names), **found)

    def _find(self, part: str, wanted: str, names: Sequence[str], table: str) -> int:
        if wanted:
            plain = [plain_name(name) for name in names]
            if wanted in names:
                return list(names).index(wanted)
            if plain_name(wanted) in plain:
                return plain.index(plain_name(wanted))
            if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
                return int(wanted) - 1
            raise InputError(f"{table}no column {wanted!r} for the {part}: found {', '.join(names[:12])}")
        return guess(part, names)


@dataclass(frozen=True, slots=True)
class Places:
    """Numbers of the columns that make a block, -1 where there is none."""

    names: tuple[str, ...]
    headline: int
    teaser: int
    url: int
    source: int

    @property
    def others(self) -> tuple[int, ...]:
        """Numbers of the columns that make no part of a block."""
        return tuple(i for i in range(len(self.names)) if i not in (self.headline, self.teaser, self.url, self.source))

    def block(self, row: Mapping[str, Any], source: str, position: int) -> HeadlineBlock:
        """A row as a block; raises `ValueError` if it has no headline."""
        headline = self._text(row, self.headline)
        if not headline:
            raise ValueError("no headline")
        outlet = self._text(row, self.source) or source
        url = self._text(row, self.url)
        return HeadlineBlock(headline, self._text(row, self.teaser), url, outlet, position, found="table")

    def _text(self, row: Mapping[str, Any], place: int) -> str:
        return text_of(row.get(self.names[place]), self.names[place]) if place >= 0 else ""


def text_of(value: Any, name: str) -> str:
    """The text that a cell of the column ``name`` holds, empty if none; raises `ValueError` if it is anything else."""
    if isinstance(value, dict):
        value = value.get("name")  # {"id": ..., "name": ...}, as news services give their source
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text, found {value!r:.40}")
    return value.strip()


def guess(part: str, names: Sequence[str]) -> int:
    """Number of the column that is ``part`` of a block by its name, -1 if none is.

    >>> guess("headline", ["id", "Article Title", "text"]), guess("teaser", ["id", "title"])
    (1, -1)
    """
    plain = [plain_name(name) for name in names]
    short = [_PREFIX.sub("", name) for name in plain]
    for known in _NAMES[part]:
        for candidates in (plain, short):
            if known in candidates:
                return candidates.index(known)
    return -1


def unique_names(names: Sequence[str]) -> list[str]:
    """``names`` without repeats, each number of a column in place of an empty one; linear time.

    >>> unique_names(["a", "a", "a_2", "", "a"])
    ['a', 'a_3', 'a_2', '4', 'a_4']
    """
    given = [name or str(i) for i, name in enumerate(names, 1)]
    taken, seen = set(given), set[str]()
    last: dict[str, int] = {}
    unique = []
    for name in given:
        if name in seen:
            number = last.get(name, 1) + 1
            while f"{name}_{number}" in taken:
                number += 1
            last[name] = number
            name = f"{name}_{number}"
            taken.add(name)
        seen.add(name)
        unique.append(name)
    return unique


def plain_name(name: str) -> str:
    """``name`` without capitals, spaces and punctuation."""
    return "".join(c for c in name.casefold() if c.isalnum())


Report = Callable[[str], None]  # told, in one line each, of what could not be read

ROWS = 8192  # in a batch of a table


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its file, where it is there, and why.

    ``line`` counts from 1, and is 0 if no row of the file could be read; ``unit`` is what it counts where that is not
    lines (``"row "``). ``rows`` is how many rows are lost from there on.
    """

    file: str
    line: int
    reason: str
    unit: str = ""
    rows: int = 1

    @property
    def place(self) -> str:
        """File and line, as they are shown to people."""
        return f"{self.file}:{self.unit}{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}: row left out"


@dataclass(frozen=True, slots=True)
class Batch:
    """Blocks in reading order. ``others`` holds what else a table said of each, one mapping a block, or is empty.

    ``columns`` names the other columns in the table's order.
    """

    blocks: Sequence[HeadlineBlock]
    columns: tuple[str, ...] = ()
    others: Sequence[dict[str, Any]] = ()
