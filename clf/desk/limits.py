"""What the store accepts, checked here for what comes in and by the constraints of `clf.desk.schema`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clf.block import HeadlineBlock
from clf.errors import DeskError

MAX_TIME = 253_402_300_799_999_999  # microseconds since 1970: the end of the year 9999
MAX_POSITION = 2**31 - 1
MAX_TEXT = 100_000  # characters of a headline, teaser or address; the csv module reads fields up to 131,072
MAX_NOTE = 10_000  # characters
MAX_NAME = 600  # characters of other texts; an index entry of PostgreSQL holds 2,704 bytes, a character is up to 4
MAX_LENGTH = {
    **dict.fromkeys(("headline", "teaser", "url"), MAX_TEXT), "note": MAX_NOTE,
    **dict.fromkeys(("source", "section", "found", "person", "verdict", "reason", "model"), MAX_NAME),
}  # fmt: skip
_BLOCK_TEXTS = ("headline", "teaser", "url", "source", "section", "found")


def storable(text: str, most: int) -> str:
    """``text`` cut to ``most`` characters, with U+FFFD for NUL and lone surrogates, which databases refuse.

    >>> storable("a\\0b and more", 5)
    'a�b a'
    """
    return text[:most].replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-16", "surrogatepass").decode(
        "utf-16", "replace"
    )  # fmt: skip


def storable_block(block: HeadlineBlock) -> HeadlineBlock:
    """``block`` with texts that can be stored."""
    texts: dict[str, Any] = {name: storable(getattr(block, name), MAX_LENGTH[name]) for name in _BLOCK_TEXTS}
    return replace(block, **texts)


def check_text(name: str, text: object, least: int = 0) -> str:
    """``text`` unchanged; raises `DeskError` if the column ``name`` cannot store it.

    >>> check_text("note", "looks fine")
    'looks fine'
    """
    if not isinstance(text, str):
        raise DeskError(f"{name} must be text, found {text!r}")
    if len(text) > MAX_LENGTH[name]:
        raise DeskError(f"{name} has {len(text):,} characters: at most {MAX_LENGTH[name]:,} are stored")
    if len(text.strip()) < least:
        raise DeskError(f"{name} must not be empty")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise DeskError(f"{name} contains a NUL or half a surrogate pair: remove it")
    return text
