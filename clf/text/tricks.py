"""Whether a folded text may hold tricks that folding undoes (`clf.text.fold`, `clf.text.unmask`), compiled.

It is asked of tokens, where it costs next to nothing, and errs on one side: what may be a trick is folded in Python.
"""

from __future__ import annotations

import numpy as np

from clf.text.classes import FOREIGN, LETTER, LOOKALIKE, STANDS_IN, class_of, is_word
from clf.text.compiled import leaf
from clf.text.confusables import LATIN_LOOKALIKES
from clf.text.unmask import SEPARATORS

_SEPARATOR = np.zeros(256, np.bool_)
_SEPARATOR[[ord(c) for c in SEPARATORS]] = True
_RANGES = ((0x370, 0x58F), (0xAB70, 0xABBF))  # Greek, Cyrillic and Armenian; Cherokee
assert all(any(a <= ord(c) <= b for a, b in _RANGES) for c in LATIN_LOOKALIKES)


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
