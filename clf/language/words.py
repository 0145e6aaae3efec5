"""The compiled check of language: `clf.language.check.is_supported` of many texts, without the GIL.

It decides what is Latin letters, common marks and pictographs, which is all but a few texts in English news, and leaves
the others to Python. `clf.language.check` says the same in regular expressions, and a property test holds this to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from clf.language.lid import READ, chances
from clf.text import MAX_NAME, compiled, leaf
from clf.types import MAX_LENGTH

NO, YES, ASK_PYTHON = 0, 1, 2
STRONG, WEAK, TAKES_T, TAKES_S = 1, 2, 4, 8
PICTOGRAPHS = ((0x2600, 0x2775), (0x2794, 0x27BF), (0xFE0F, 0xFE0F), (0x1F300, 0x1FAFF))
_LATIN = 0x250
_PYTHON = 0xFFFF
_MOST = MAX_LENGTH  # bytes; more is left to Python
_SLOTS = 1024
_SEED, _PRIME = 0xCBF29CE484222325, 0x100000001B3


class EnglishWords(NamedTuple):
    """Hashes of words and what they are, as bits; and what other languages' least and English's most chance must be."""

    keys: NDArray[np.uint64]
    values: NDArray[np.uint8]
    sure: NDArray[np.float64]


def english_words(words: dict[str, int], sure: tuple[tuple[tuple[float, float], ...], ...]) -> EnglishWords:
    """Tables of ``words``, bits by ASCII word, and of ``sure`` (`clf.language.check`)."""
    keys, values = np.zeros(_SLOTS, np.uint64), np.zeros(_SLOTS, np.uint8)
    for word, bits in words.items():
        h = _SEED
        for char in word:
            h = (h ^ ord(char)) * _PRIME % (1 << 64)
        slot = h >> 54
        while keys[slot]:
            slot = (slot + 1) % _SLOTS
        keys[slot], values[slot] = h, bits
    pairs = [[*rules, *[(2.0, 0.0)] * (2 - len(rules))] for rules in sure]
    return EnglishWords(keys, values, np.array(pairs))


def _latin() -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Lower case of Latin characters, and their kind: 1 in words, 2 a letter."""
    lower, kinds = np.full(_LATIN, _PYTHON, np.uint16), np.zeros(_LATIN, np.uint8)
    for cp in range(_LATIN):
        char = chr(cp).lower()
        if chr(cp).isspace() or chr(cp) == "_":
            lower[cp] = 32
        elif len(char) == 1 and ord(char) < _LATIN:
            lower[cp] = ord(char)
        kinds[cp] = (chr(cp).isalnum() or chr(cp) == "_") + 2 * (chr(cp).isalnum() and not chr(cp).isdecimal())
    return lower, kinds


_LOWER, _KINDS = _latin()
_LOWER[0xAD] = _PYTHON  # a soft hyphen


@leaf(inline="always")
def _kind(cp):  # type: ignore[no-untyped-def]
    return _KINDS[cp] if cp < _LATIN else np.uint8(0)


@leaf()
def _is_mark(cp):  # type: ignore[no-untyped-def]
    common = 0x2010 <= cp <= 0x2027 or cp == 0x20AC or cp == 0x2122
    return common or 0x2600 <= cp <= 0x2775 or 0x2794 <= cp <= 0x27BF or cp == 0xFE0F or 0x1F300 <= cp <= 0x1FAFF


@leaf()
def _begins_entity(buf, i, hi):  # type: ignore[no-untyped-def]
    """Whether an HTML entity may begin at the ampersand ``buf[i]``."""
    if i + 1 < hi and buf[i + 1] == 35:
        return True
    for k in range(i + 1, min(i + MAX_NAME + 2, hi)):
        if buf[k] == 59:
            return k > i + 1
        if not _KINDS[buf[k]] & 1 or buf[k] >= 128:
            return False
    return False


@leaf()
def _line(buf, lo, hi, out):  # type: ignore[no-untyped-def]
    """Write text as one line in lower case; its length, or -1 where Python must tell."""
    i = lo
    n = 0
    while i < hi:
        b = np.uint32(buf[i])
        if b < 0x80:
            if b == 38 and _begins_entity(buf, i, hi):
                return -1
            cp = np.uint32(_LOWER[b])
            i += 1
        else:
            if b < 0xE0:
                cp = (b & 0x1F) << 6 | (np.uint32(buf[i + 1]) & 0x3F)
                i += 2
            elif b < 0xF0:
                cp = (b & 0x0F) << 12 | (np.uint32(buf[i + 1]) & 0x3F) << 6 | (np.uint32(buf[i + 2]) & 0x3F)
                i += 3
            else:
                cp = (
                    (b & 0x07) << 18
                    | (np.uint32(buf[i + 1]) & 0x3F) << 12
                    | (np.uint32(buf[i + 2]) & 0x3F) << 6
                    | (np.uint32(buf[i + 3]) & 0x3F)
                )
                i += 4
            if cp < _LATIN:
                cp = np.uint32(_LOWER[cp])
                if cp == _PYTHON:
                    return -1
            elif cp == 0x2019:
                cp = np.uint32(39)
            elif not _is_mark(cp):
                return -1
        out[n] = cp
        n += cp != 32 or (n > 0 and out[n - 1] != 32)
    return n


@leaf()
def _count(cps, n, keys, values, enough):  # type: ignore[no-untyped-def]
    """How many common English words there are, up to ``enough``, and whether there is a weak sign of English."""
    english = 0
    weak = False
    i = 0
    while i < n and english < enough:
        if not _kind(cps[i]) & 1:
            i += 1
            continue
        h = uint64(_SEED)
        while i < n and _kind(cps[i]) & 1:
            h = (h ^ uint64(cps[i])) * uint64(_PRIME)
            i += 1
        slot = h >> uint64(54)
        while keys[slot] != h and keys[slot] != 0:
            slot = (slot + uint64(1)) & uint64(_SLOTS - 1)
        bits = values[slot] if keys[slot] == h else np.uint8(0)
        more = i + 1 < n and cps[i] == 39 and (i + 2 == n or not _kind(cps[i + 2]) & 1)
        s, t = more and cps[i + 1] == 115, more and cps[i + 1] == 116
        english += bits & STRONG != 0 or (bits & TAKES_T != 0 and t) or (bits & TAKES_S != 0 and s)
        weak |= bits & WEAK != 0 or s
    return english, weak


@leaf()
def _words(cps, n, most):  # type: ignore[no-untyped-def]
    """How many words of letters there are, an apostrophe inside included; counted up to ``most``."""
    count = i = 0
    while i < n and count < most:
        if not _kind(cps[i]) & 2:
            i += 1
            continue
        count += 1
        while i < n and _kind(cps[i]) & 2:
            i += 1
        if i + 1 < n and cps[i] == 39 and _kind(cps[i + 1]) & 2:
            i += 1
            while i < n and _kind(cps[i]) & 2:
                i += 1
    return count


@leaf()
def _to_bytes(cps, n, out):  # type: ignore[no-untyped-def]
    size = 0
    for cp in cps[:n]:
        if cp < 0x80:
            out[size] = cp
            size += 1
            continue
        more = 1 if cp < 0x800 else 2 if cp < 0x10000 else 3
        out[size] = (0xFF00 >> (more + 1)) & 0xFF | cp >> np.uint32(6 * more)
        for k in range(more):
            out[size + 1 + k] = 0x80 | (cp >> np.uint32(6 * (more - 1 - k))) & 0x3F
        size += 1 + more
    return size


@compiled()
def told(buf, offsets, words, enough, least, lid, space):  # type: ignore[no-untyped-def]
    """`NO`, `YES` or `ASK_PYTHON` for each headline of ``buf``.

    ``words`` are `EnglishWords`, of which ``enough`` settle it; with fewer than ``least`` words of any kind there are
    only names. ``lid`` is the `Detector`; ``space`` its work space (`clf.language.lid.scratch`).
    """
    out = np.empty(offsets.shape[0] - 1, np.uint8)
    cps, line = np.empty(_MOST + 2, np.uint32), np.empty(4 * READ + 8, np.uint8)
    _tell(buf, offsets, words, enough, least, lid, space, cps, line, out)
    return out


@leaf()
def _tell(buf, offsets, words, enough, least, lid, space, cps, line, out):  # type: ignore[no-untyped-def]
    for row in range(out.shape[0]):
        lo, hi = offsets[row], offsets[row + 1]
        n = _line(buf, lo, hi, cps) if hi - lo <= _MOST else -1
        if n < 0:
            out[row] = ASK_PYTHON
            continue
        english, weak = _count(cps, n, words.keys, words.values, enough)
        out[row] = YES
        if english < enough and _words(cps, n, least) >= least:
            sign = 1 if english or weak else 0
            other, ours = chances(line, _to_bytes(cps, min(n, READ), line), lid, *space)
            for k in range(2):
                if other > words.sure[sign, k, 0] and ours < words.sure[sign, k, 1]:
                    out[row] = NO
