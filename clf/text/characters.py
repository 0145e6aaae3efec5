"""Kinds of characters that folding and tokens are told in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = frozenset("'`´ʹʻʼʽˈ‘’‚‛′‵＇｀\u055a\ua78c")
QUOTES = frozenset('"“”„‟«»‹›″‶〝〞〟＂❝❞')
DASHES = frozenset("-‐‑‒–—―−﹘﹣－⁃")
NARROW = frozenset("\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f")  # spaces narrower than a word space
# Invisible although not of category Cf: fillers, joiners, variation selectors (Unicode Default_Ignorable).
_IGNORABLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")

WORD_RANGES = (
    (0x30, 0x39),
    (0x61, 0x7A),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x1FFF),
    (0x2C00, 0x2FEF),
    (0x3040, 0xD7FF),
    (0xF900, 0xFDFF),
    (0xFE20, 0xFEFE),
    (0x10000, 0x1EFFF),
    (0x20000, 0xDFFFF),
)
"""Inclusive ranges of the folded code points that make up words; all else but the space is punctuation."""

WORD = "[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in WORD_RANGES) + "]"
TOKEN_PATTERN = f"{WORD}+|[^ ]"
"""A token of folded text: a run of word characters, or one punctuation mark or symbol."""


@lru_cache(maxsize=65536)
def extends(char: str) -> bool:
    """Whether normalisation may join ``char`` to the character before it."""
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.category(first)[0] == "M" or "\u1161" <= first <= "\u1175" or "\u11a8" <= first <= "\u11c2"


@lru_cache(maxsize=65536)
def dropped(char: str) -> bool:
    """Whether folding leaves ``char`` out."""
    category = unicodedata.category(char)
    if category == "Cc":
        return not char.isspace()
    return category in ("Cf", "Cs") or char in APOSTROPHES or bool(_IGNORABLE.match(char))
