"""Common English words, which tell a trick from an honest spelling, and the pieces that tricks break them into.

No other language in Latin letters writes these words with accents, and no compound or abbreviation looks like one when
it is split. Two of them behind the same kind of trick are evidence; one is not.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from clf.paths import read_list
from clf.text.compiled import leaf
from clf.text.confusables import LATIN_VARIANTS

_LISTS = Path(__file__).parent / "lists"
COMMON = read_list(_LISTS / "common.txt")
"""Words of three letters or more, folded: without apostrophes."""

_NOT_ACCENTED = read_list(_LISTS / "not_accented.txt")

_TWO = read_list(_LISTS / "two_letters.txt")
_ONE = frozenset("ai")

_SLOTS = 8192
_SEED, _PRIME = 0xCBF29CE484222325, 0x100000001B3
_BARE_PAGES = ((0xC0, 0x2B0), (0x1E00, 0x1F00))


def bare(char: str) -> str:
    """The ASCII letter that ``char``, a folded Latin letter with accents or of another shape, is drawn like, or "".

    >>> bare("é"), bare("ø"), bare("ß"), bare("e")
    ('e', 'o', '', '')
    """
    if char in LATIN_VARIANTS:
        return LATIN_VARIANTS[char]
    if char < "\u00c0":
        return ""
    base, *marks = list(unicodedata.normalize("NFD", char))
    base = LATIN_VARIANTS.get(base, base)
    honest = marks and "a" <= base <= "z" and all(unicodedata.category(mark) == "Mn" for mark in marks)
    return base if honest else ""


def is_fragment(word: str) -> bool:
    """Whether ``word``, one or two letters from a to z, is not a word or an abbreviation by itself."""
    return word not in (_ONE if len(word) == 1 else _TWO) if len(word) <= 2 else False


def joins(left: str, right: str) -> bool:
    """Whether ``left`` and ``right`` are the halves of one common word, and not words themselves.

    >>> joins("th", "is"), joins("be", "lieve"), joins("some", "one")
    (True, False, False)
    """
    return (is_fragment(left) or is_fragment(right)) and left + right in COMMON


def hides_word(word: str) -> bool:
    """Whether ``word``, which has letters with accents, is a common English word but for them, or nearly all have some.

    >>> hides_word("bélíévé"), hides_word("café"), hides_word("ýóú")
    (True, False, True)
    """
    plain, accented = "", 0
    for char in word:
        other = bare(char)
        accented += bool(other)
        plain += other or char
    if not accented or not (plain.isascii() and plain.isalpha()):
        return False
    return (plain in COMMON and plain not in _NOT_ACCENTED) or (len(plain) >= 4 and 4 * accented >= 3 * len(plain))


def _hash(word: str) -> int:
    h = _SEED
    for char in word:
        h = (h ^ ord(char)) * _PRIME % (1 << 64)
    return h


def _table() -> NDArray[np.uint64]:
    keys = np.zeros(_SLOTS, np.uint64)
    for word in sorted(COMMON):
        h = _hash(word)
        slot = h >> 51
        while keys[slot]:
            slot = (slot + 1) % _SLOTS
        keys[slot] = h
    return keys


def _bare_table() -> NDArray[np.uint8]:
    out = np.zeros(sum(b - a for a, b in _BARE_PAGES), np.uint8)
    at = 0
    for a, b in _BARE_PAGES:
        for cp in range(a, b):
            out[at] = ord(bare(chr(cp)) or "\0")
            at += 1
    return out


_KEYS, _BARE = _table(), _bare_table()
_PLAIN_SKIP = np.array(sorted(_hash(word) for word in _NOT_ACCENTED), np.uint64)
_FRAGMENT = np.array([[is_fragment(chr(97 + a) + chr(97 + b)) for b in range(26)] for a in range(26)])
_LONE = np.array([is_fragment(chr(97 + a)) for a in range(26)])


@leaf()
def _known(h):  # type: ignore[no-untyped-def]
    slot = h >> uint64(51)
    while _KEYS[slot] != h and _KEYS[slot] != 0:
        slot = (slot + uint64(1)) & uint64(_SLOTS - 1)
    return _KEYS[slot] == h


@leaf(inline="always")
def _is_small(cp):  # type: ignore[no-untyped-def]
    return 97 <= cp <= 122


@leaf(inline="always")
def fragment_at(cps, start, end):  # type: ignore[no-untyped-def]
    """`is_fragment` of characters ``start:end``."""
    if end - start == 1:
        return _is_small(cps[start]) and _LONE[cps[start] - 97]
    return (
        end - start == 2
        and _is_small(cps[start])
        and _is_small(cps[start + 1])
        and _FRAGMENT[cps[start] - 97, cps[start + 1] - 97]
    )


@leaf()
def joins_at(cps, a, b, c, d):  # type: ignore[no-untyped-def]
    """Whether characters ``a:b`` and ``c:d`` are letters from a to z, and together a common word."""
    h = uint64(_SEED)
    for i in range(a, b):
        if not _is_small(cps[i]):
            return False
        h = (h ^ uint64(cps[i])) * uint64(_PRIME)
    for i in range(c, d):
        if not _is_small(cps[i]):
            return False
        h = (h ^ uint64(cps[i])) * uint64(_PRIME)
    return _known(h)


@leaf(inline="always")
def _bare_of(cp):  # type: ignore[no-untyped-def]
    if 0xC0 <= cp < 0x2B0:
        return _BARE[cp - 0xC0]
    return _BARE[cp - 0x1E00 + 0x1F0] if 0x1E00 <= cp < 0x1F00 else np.uint8(0)


@leaf()
def hides_word_at(cps, start, end):  # type: ignore[no-untyped-def]
    """`hides_word` of characters ``start:end``, of which none is one of `clf.text.confusables.SURE_VARIANTS`."""
    h = uint64(_SEED)
    accented = 0
    for i in range(start, end):
        cp = cps[i]
        if not _is_small(cp):
            cp = np.uint32(_bare_of(cp))
            if cp == 0:
                return False
            accented += 1
        h = (h ^ uint64(cp)) * uint64(_PRIME)
    if accented == 0:
        return False
    if end - start >= 4 and 4 * accented >= 3 * (end - start):
        return True
    if not _known(h):
        return False
    known = False
    for other in _PLAIN_SKIP:
        known |= other == h
    return not known


@leaf()
def unleet_at(cps, start, end, table):  # type: ignore[no-untyped-def]
    """Whether characters ``start:end``, changed by ``table`` (128,), are a common word."""
    h = uint64(_SEED)
    for i in range(start, end):
        if cps[i] >= 128:
            return False
        h = (h ^ uint64(table[cps[i]])) * uint64(_PRIME)
    return _known(h)
