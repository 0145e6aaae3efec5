"""Tricks that break, spread or swap the letters of a word, undone in folded text: "s h o c k i n g", "sh0ck1ng".

Only what no honest spelling does is undone: three lone letters in a row (four, where marks part them, so that
"U.S.A." stays), a digit or sign standing in for a letter between two letters of a word of three letters or more, and
two or more common words in pieces. What honest names do too ("M*A*S*H", "M3GAN") is undone, but is no disguise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from clf.text.characters import WORD, extends
from clf.text.common import COMMON, is_fragment, joins

LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
"""Letters by the digits and signs that stand in for them."""

MORE_LEET = LEET | {"2": "z", "6": "g", "8": "b", "9": "g"}
"""Digits that stand in for letters only where that makes a common word."""

SEPARATORS = " .-_*|~+·"
"""What letters of one word are set apart with."""

MAX_GAP = 2
"""Characters between the pieces of a broken word, at most."""

ENOUGH_ACCENTED, ENOUGH_BROKEN, ENOUGH_SYMBOLS, ENOUGH_UNDERSCORES = 2, 2, 2, 3
ENOUGH_LEET, SURE_LEET = 2, 4
"""Two common words with digits for letters are enough, or one of four letters."""

SYMBOLS = "\u2300-\u2bff\U0001f000-\U0001faff"
"""Ranges of emoji and pictographs, as in a regular expression."""

_KINDS = {" ": "spaced", ".": "dots", "-": "hyphens", "_": "underscores"}
_MARKS = re.escape(SEPARATORS[1:])
_SPACED = re.compile(rf"(?<!{WORD})(?<![a-z][{_MARKS}])[a-z](?: [a-z](?!{WORD}|[{_MARKS}][a-z])){{2,}}")
_MARKED = re.compile(rf"(?<![a-z0-9])[a-z]([{_MARKS}])[a-z](?:\1[a-z](?![a-z0-9])){{2,}}")
_SHORTER = {mark: re.compile(rf"(?<![a-z0-9])[a-z](?:{re.escape(mark)}[a-z](?![a-z0-9]))+") for mark in SEPARATORS[1:]}
_WORDS = re.compile(f"{WORD}+")
_SYMBOL = re.compile(f"(?<=[a-z])[{SYMBOLS}]+(?=[a-z])")
_UNDERSCORE = re.compile("(?<=[a-z])_(?=[a-z])")
_RUN = re.compile(rf"(?<!{WORD})(?<![@$])[a-z0-9@$]++(?!\.[a-z]|{WORD})")  # whole words, no addresses
_LEET_WORD = re.compile(r"\A(?=[a-z0-9]*[a-z])(?=[a-z0-9]*[013457])(?![0-9]+[a-z]{1,2}$|[a-z][0-9]+$)[a-z0-9]+")
_SURE = re.compile(r"(?<=[a-z])[013457@$](?=[a-z])")
_PLURAL = re.compile(r"\A[a-z]+[0-9]+s")  # "mp3s"
_NUMBER = re.compile(r"\A(?:\$?[0-9]+(?:st|nd|rd|th|[skmbgdxpc]|bn|pm|am|km|kg|cm|mm|mg|lb|ft|mph)?|.*[2689].*)")
_LEAST_LETTERS = 3
_HONEST_RUNS, _HONEST_LETTERS = 2, 8  # words spelled out in one text, and letters of each: "N.C.A.A."


@dataclass(frozen=True, slots=True)
class Disguise:
    """Obfuscation that folding undid: ``kind`` and the original characters it stood on."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Line:
    """A text on its way to being folded: characters, and the original ones that each stands for."""

    chars: list[str]
    starts: list[int]
    ends: list[int]
    original: str = ""

    @classmethod
    def of(cls, text: str) -> Self:
        """``text`` as it is."""
        return cls(list(text), list(range(len(text))), list(range(1, len(text) + 1)), text)

    def __str__(self) -> str:
        return "".join(self.chars)

    def append(self, char: str, start: int, end: int) -> None:
        """One more character."""
        self.chars.append(char)
        self.starts.append(start)
        self.ends.append(end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters ``start:end`` (not empty) stand in the original."""
        return min(self.starts[start:end]), max(self.ends[start:end])

    def cut(self, length: int) -> None:
        """Leave the first ``length`` characters."""
        del self.chars[length:], self.starts[length:], self.ends[length:]

    def keep(self, places: Iterable[int]) -> None:
        """Leave the characters at ``places``, in that order."""
        places = list(places)
        self.chars = [self.chars[i] for i in places]
        self.starts = [self.starts[i] for i in places]
        self.ends = [self.ends[i] for i in places]

    def drop(self, places: set[int]) -> None:
        """Leave out the characters at ``places``."""
        if places:
            self.keep(i for i in range(len(self.chars)) if i not in places)


def remove_symbols(line: Line, found: list[Disguise]) -> None:
    """Take emoji from inside words, in place: where two words or more have one, or it makes up a common word.

    Between two words there is a space instead.
    """
    text = str(line)
    if text.isascii() or not (runs := list(_SYMBOL.finditer(text))):
        return
    dropped: set[int] = set()
    for run in runs:
        begin, end = run.span()
        while begin > 0 and run.start() - begin < _LONGEST and "a" <= text[begin - 1] <= "z":
            begin -= 1
        while end < len(text) and end - run.end() < _LONGEST and "a" <= text[end] <= "z":
            end += 1
        left, right = text[begin : run.start()], text[run.end() : end]
        if len(runs) < ENOUGH_SYMBOLS and left + right not in COMMON:
            continue
        found.append(Disguise("symbols", *line.span(run.start(), run.end())))
        apart = len(left) > 1 and len(right) > 1 and left + right not in COMMON and not {left, right}.isdisjoint(COMMON)
        if apart:
            line.chars[run.start()] = " "
        dropped |= set(range(run.start() + apart, run.end()))
    line.drop(dropped)


_LONGEST = 20  # letters of a word that are looked at


def join_broken(line: Line, found: list[Disguise]) -> None:
    """Join, in place, common words that were broken in two: "th.is wi-th be lieve".

    Two of them are enough; what parts them by a mark is taken from all words then.
    """
    text = str(line)
    words = list(_WORDS.finditer(text))
    pairs = [(a, b) for a, b in pairwise(words) if b.start() - a.end() <= MAX_GAP]
    broken = [(a, b) for a, b in pairs if _is_broken(a.group(), b.group(), text[a.end() : b.start()])]
    if len(broken) < ENOUGH_BROKEN:
        return
    gaps = {text[a.end() : b.start()] for a, b in broken}
    dropped: set[int] = set()
    joined = -1  # where the word ends that a space was taken from last
    for a, b in pairs:
        gap, left, right = text[a.end() : b.start()], a.group(), b.group()
        if gap not in gaps or not (left + right).isascii() or not (left + right).isalpha():
            continue
        if gap.isspace() and (a.end() == joined or not _is_split(left, right)):
            continue
        found.append(Disguise(_KINDS.get(gap, "marks").replace("spaced", "spaces"), *line.span(a.end(), b.start())))
        dropped |= set(range(a.end(), b.start()))
        joined = b.end()
    line.drop(dropped)


def _is_broken(left: str, right: str, gap: str) -> bool:
    """Whether there is evidence of a trick: pieces of three letters apart by a space may be words, and are none."""
    return joins(left, right) or (len(gap) == 1 and gap != " " and _is_split(left, right))


def _is_split(left: str, right: str) -> bool:
    return left + right in COMMON and not (_is_word(left) and _is_word(right))


def _is_word(word: str) -> bool:
    return word in COMMON or (len(word) <= 2 and not is_fragment(word))


def join_spaced(line: Line, found: list[Disguise]) -> None:
    """Join, in place, the letters of words that were spread out.

    Where the gaps differ in width, the wider ones part words: "f r e e   c a s h".
    """
    spread: list[tuple[str, int, int]] = []
    for narrow in (True, False):  # what wider gaps left alone may stand alone in a row now
        text = str(line)
        runs = [(m.span(), m[1] if m.re is _MARKED else " ") for p in (_SPACED, _MARKED) for m in p.finditer(text)]
        marks = {mark for _, mark in runs if mark != " "}
        if marks and len(runs) > _HONEST_RUNS:
            runs = [run for run in runs if run[1] == " "]
            runs += [(m.span(), mark) for mark in sorted(marks) for m in _SHORTER[mark].finditer(text)]
        dropped: set[int] = set()
        for (start, end), mark in runs:
            gaps = range(start + 1, end, 2)
            widths = [line.ends[i] - line.starts[i] for i in gaps]
            least = min(widths)
            within = {i for i, width in zip(gaps, widths, strict=True) if not narrow or width == least}
            dropped |= within
            edges = [start - 1, *(i for i in gaps if i not in within), end]
            spread += [(mark, *line.span(a + 1, b)) for a, b in pairwise(edges) if b - a > 2]
        line.drop(dropped)
    if not _is_honest(line, [((start, end), mark) for mark, start, end in spread]):
        found += [Disguise(_KINDS.get(mark, "marks"), start, end) for mark, start, end in spread]


def _is_honest(line: Line, runs: list[tuple[tuple[int, int], str]]) -> bool:
    """Whether words are spread out as honest names are: few of them, short, not common, and not most of the text."""
    texts = ["".join(c for c in line.original[a:b] if c.isalpha()) for (a, b), _ in runs]
    letters = sum(map(len, texts))
    few = len(texts) <= _HONEST_RUNS and all(len(t) <= _HONEST_LETTERS and t.casefold() not in COMMON for t in texts)
    return (
        few
        and 3 * letters < 2 * sum(c.isalpha() for c in line.original)
        and all(mark != " " or len(text) <= 3 for text, (_, mark) in zip(texts, runs, strict=True))
    )


def part_underscores(line: Line, found: list[Disguise]) -> None:
    """Put spaces, in place, for underscores between words."""
    places = [m.start() for m in _UNDERSCORE.finditer(str(line))]
    if len(places) >= ENOUGH_UNDERSCORES:
        found += [Disguise("underscores", *line.span(i, i + 1)) for i in places]
        for i in places:
            line.chars[i] = " "


def undo_leet(line: Line, found: list[Disguise]) -> None:
    """Put letters, in place, for the digits and signs that stand in for them.

    One word in which that is sure makes it likely in the others.
    """
    text = str(line)
    words = list(_RUN.finditer(text))
    common = {i for i, word in enumerate(words) if unleet(word.group()) in COMMON}
    if sum(2 if len(words[i].group()) >= SURE_LEET else 1 for i in common) < ENOUGH_LEET:
        common = set()
    sure = {word.group() for word in words if _is_sure(word.group())}
    if not sure and not common:
        return
    swapped = []
    for number, word in enumerate(words):
        table = MORE_LEET if number in common else LEET
        if number in common or (_letters(word.group()) and not _NUMBER.fullmatch(word.group())):
            for i in range(*word.span()):
                if line.chars[i] in table and not extends("".join(line.chars[i + 1 : i + 2]) or " "):
                    line.chars[i] = table[line.chars[i]]
                    swapped.append(Disguise("leetspeak", line.starts[i], line.ends[i]))
    if common or len(sure) > 1:
        found += swapped


def unleet(word: str) -> str:
    """``word`` with letters for all digits, if it may have some for letters, and is no figure with a unit; or "".

    >>> unleet("7h15"), unleet("2019"), unleet("700k"), unleet("words")
    ('this', '', '', '')
    """
    if not _LEET_WORD.fullmatch(word):
        return ""
    return "".join(MORE_LEET.get(char, char) for char in word)


def _is_sure(word: str) -> bool:
    if not _SURE.search(word):
        return False
    return _letters(word) >= _LEAST_LETTERS and not _PLURAL.fullmatch(word) and not _NUMBER.fullmatch(word)


def _letters(word: str) -> int:
    return sum(char.isalpha() for char in word)
