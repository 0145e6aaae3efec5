"""Tricks that spread or swap the letters of a word, undone in folded text: "s h o c k i n g", "sh0ck1ng".

Only what no honest spelling does is undone: three lone letters in a row (four, where marks part them, so that
"U.S.A." stays), and a digit or sign standing in for a letter between two letters of a word of three letters or more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from clf.text.characters import WORD, extends

LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
"""Letters by the digits and signs that stand in for them."""

SEPARATORS = " .-_*|~+·"
"""What letters of one word are set apart with."""

_SPACED = re.compile(r"(?<![a-z0-9])[a-z](?: [a-z](?![a-z0-9])){2,}")
_MARKED = re.compile(rf"(?<![a-z0-9])[a-z]([{re.escape(SEPARATORS[1:])}])[a-z](?:\1[a-z](?![a-z0-9])){{2,}}")
_RUN = re.compile(rf"(?<!{WORD})(?<![@$])[a-z0-9@$]++(?!\.[a-z]|{WORD})")  # whole words, no addresses
_SURE = re.compile(r"(?<=[a-z])[013457@$](?=[a-z])")
_PLURAL = re.compile(r"[a-z]+[0-9]+s")  # "mp3s"
_NUMBER = re.compile(r"\$?[0-9]+(?:st|nd|rd|th|[skmbgdxpc]|bn|pm|am|km|kg|cm|mm|mg|lb|ft|mph)?|.*[2689].*")
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Disguise:
    """Obfuscation that folding undid: ``kind`` and the original characters it stood on."""

    kind: str
    start: int
    end: int


def join_spaced(chars: list[str], starts: list[int], ends: list[int]) -> list[Disguise]:
    """Join, in place, the letters of words that were spread out.

    Where the gaps differ in width, the wider ones part words: "f r e e   c a s h".
    """
    found: list[Disguise] = []
    for narrow in (True, False):  # what wider gaps left alone may stand alone in a row now
        text = "".join(chars)
        runs = [m for pattern in (_SPACED, _MARKED) for m in pattern.finditer(text)]
        dropped: set[int] = set()
        for run in runs:
            gaps = range(run.start() + 1, run.end(), 2)
            widths = [ends[i] - starts[i] for i in gaps]
            within = {i for i, width in zip(gaps, widths, strict=True) if not narrow or width == min(widths)}
            dropped |= within
            edges = [run.start() - 1, *(i for i in gaps if i not in within), run.end()]
            found += [Disguise("spaced", starts[a + 1], ends[b - 1]) for a, b in pairwise(edges) if b - a > 2]
        kept = [i for i in range(len(chars)) if i not in dropped]
        chars[:] = [chars[i] for i in kept]
        starts[:] = [starts[i] for i in kept]
        ends[:] = [ends[i] for i in kept]
    return found


def undo_leet(chars: list[str], starts: list[int], ends: list[int]) -> list[Disguise]:
    """Put letters, in place, for the digits and signs that stand in for them.

    One word in which that is sure makes it likely in the others.
    """
    text = "".join(chars)
    words = list(_RUN.finditer(text))
    if not any(_is_sure(word.group()) for word in words):
        return []
    found = []
    for word in words:
        if _letters(word.group()) and not _NUMBER.fullmatch(word.group()):
            for i in range(*word.span()):
                if chars[i] in LEET and not extends("".join(chars[i + 1 : i + 2]) or " "):
                    chars[i] = LEET[chars[i]]
                    found.append(Disguise("leetspeak", starts[i], ends[i]))
    return found


def _is_sure(word: str) -> bool:
    honest = _PLURAL.fullmatch(word) or _NUMBER.fullmatch(word)
    return _letters(word) >= _LEAST_LETTERS and _SURE.search(word) is not None and not honest


def _letters(word: str) -> int:
    return sum(char.isalpha() for char in word)
