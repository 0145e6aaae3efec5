"""Whether a folded text may hold tricks that folding undoes (`clf.text.fold`, `clf.text.unmask`), compiled.

It is asked of tokens, where it costs next to nothing, and errs on one side: what may be a trick is folded in Python.
"""

from __future__ import annotations

import numpy as np

from clf.text.classes import FOREIGN, LETTER, LOOKALIKE, STANDS_IN, class_of, is_word
from clf.text.common import hides_word_at, joins_at, unleet_at
from clf.text.compiled import leaf
from clf.text.confusables import LATIN_LOOKALIKES
from clf.text.entities import MAX_NAME
from clf.text.fold import ALWAYS_TRICKS
from clf.text.unmask import MAX_GAP, MORE_LEET, SEPARATORS, SURE_LEET

_SEPARATOR = np.zeros(256, np.bool_)
_SEPARATOR[[ord(c) for c in SEPARATORS]] = True
assert all(0x370 <= ord(c) <= 0x58F or ALWAYS_TRICKS.match(c) for c in LATIN_LOOKALIKES)
_LETTERS = np.arange(128, dtype=np.uint32)  # that digits stand for
for _digit, _letter in MORE_LEET.items():
    _LETTERS[ord(_digit)] = ord(_letter)


@leaf(inline="always")
def mixes_scripts(classes):  # type: ignore[no-untyped-def]
    """Whether a word of characters of these classes has letters of a script with look-alikes beside others."""
    return classes & LOOKALIKE != 0 and classes & (LETTER | FOREIGN) != 0


@leaf(inline="always")
def _is_letter(cps, i, n):  # type: ignore[no-untyped-def]
    return 0 <= i < n and 97 <= cps[i] <= 122


@leaf(inline="always")
def _is_alnum(cps, i, n):  # type: ignore[no-untyped-def]
    return 0 <= i < n and cps[i] < 128 and is_word(cps[i])


@leaf()
def stands_in(cps, start, end, n):  # type: ignore[no-untyped-def]
    """Whether one of characters ``start:end`` stands in for a letter: between two letters."""
    for i in range(start, end):
        stand_in = cps[i] < 128 and class_of(cps[i]) & STANDS_IN != 0
        if stand_in and _is_letter(cps, i - 1, n) and _is_letter(cps, i + 1, n):
            return True
    return False


@leaf()
def spread_out(cps, i, n):  # type: ignore[no-untyped-def]
    """Whether the lone letter ``cps[i]`` is the second of three set apart, or of four by marks."""
    if i < 2 or not _is_letter(cps, i, n) or not _is_letter(cps, i + 2, n) or not _is_letter(cps, i - 2, n):
        return False
    gap = cps[i - 1]
    if gap != cps[i + 1] or gap > 255 or not _SEPARATOR[gap] or _is_alnum(cps, i - 3, n):
        return False
    if gap == 32:
        return not _is_alnum(cps, i + 3, n)
    return i + 3 < n and cps[i + 3] == gap and _is_letter(cps, i + 4, n)


@leaf()
def leet_word(cps, start, end):  # type: ignore[no-untyped-def]
    """How much speaks for it that characters ``start:end`` are a common word with digits for letters: up to 2."""
    return np.int64(unleet_at(cps, start, end, _LETTERS)) * (2 if end - start >= SURE_LEET else 1)


@leaf()
def breaks_word(cps, a, b, start, end):  # type: ignore[no-untyped-def]
    """Whether words ``a:b`` and ``start:end``, one after the other, may be halves of a common one."""
    return b > 0 and start - b <= MAX_GAP and joins_at(cps, a, b, start, end)


@leaf()
def hides_word(cps, start, end):  # type: ignore[no-untyped-def]
    """Whether characters ``start:end`` are a common word with accents (`common.hides_word`)."""
    return hides_word_at(cps, start, end)


@leaf(inline="always")
def is_symbol(cp):  # type: ignore[no-untyped-def]
    """Whether a folded code point is an emoji or a pictograph."""
    return 0x2300 <= cp <= 0x2BFF or 0x1F000 <= cp <= 0x1FAFF


@leaf()
def symbol_inside(cps, i, n):  # type: ignore[no-untyped-def]
    """Whether the symbol ``cps[i]`` begins a run of them between two letters."""
    if not is_symbol(cps[i]) or not _is_letter(cps, i - 1, n):
        return False
    while i < n and is_symbol(cps[i]):
        i += 1
    return _is_letter(cps, i, n)


@leaf()
def underscore_inside(cps, i, n):  # type: ignore[no-untyped-def]
    """Whether ``cps[i]``, an underscore, is between two letters."""
    return _is_letter(cps, i - 1, n) and _is_letter(cps, i + 1, n)


@leaf()
def begins_entity(cps, i, n):  # type: ignore[no-untyped-def]
    """Whether an HTML entity may begin at ``cps[i]``, an ampersand (`clf.text.entities.has_entity`)."""
    if i + 2 >= n:
        return False
    if cps[i + 1] == 35:  # a number sign
        k = i + 3 if cps[i + 2] == 120 else i + 2
        return k < n and _is_alnum(cps, k, n)
    for k in range(i + 1, min(i + MAX_NAME + 2, n)):
        if cps[k] == 59:
            return k > i + 2
        if not _is_alnum(cps, k, n):
            return False
    return False
