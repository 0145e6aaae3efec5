"""Whether a folded text may hold tricks that folding undoes (`clf.text.fold`, `clf.text.unmask`), compiled.

It is asked of tokens, where it costs next to nothing, and errs on one side: what may be a trick is folded in Python.
"""

from __future__ import annotations

import numpy as np

from clf.text.compiled import compiled
from clf.text.confusables import LATIN_LOOKALIKES
from clf.text.unmask import LEET, SEPARATORS

LETTER, STANDS_IN, LOOKALIKE, FOREIGN = 1, 2, 4, 8
_ROLES = np.zeros(128, np.uint8)
_ROLES[[ord(c) for c in LEET]] = STANDS_IN
_ROLES[97:123] = LETTER
_ALNUM = np.array([chr(cp).isalnum() and not chr(cp).isupper() for cp in range(128)])
_SEPARATOR = np.zeros(256, np.bool_)
_SEPARATOR[[ord(c) for c in SEPARATORS]] = True
_RANGES = ((0x370, 0x58F), (0xAB70, 0xABBF))  # Greek, Cyrillic and Armenian; Cherokee
assert all(any(a <= ord(c) <= b for a, b in _RANGES) for c in LATIN_LOOKALIKES)


@compiled(inline="always")
def role(cp):  # type: ignore[no-untyped-def]
    """What a folded character of a word may be part of, as a bit."""
    return _ROLES[cp] if cp < 128 else _foreign_role(cp)


@compiled()
def _foreign_role(cp):  # type: ignore[no-untyped-def]
    return np.uint8(LOOKALIKE if 0x370 <= cp <= 0x58F or 0xAB70 <= cp <= 0xABBF else FOREIGN)


@compiled(inline="always")
def mixes_scripts(roles):  # type: ignore[no-untyped-def]
    """Whether a word with these roles has letters of a script with look-alikes beside others."""
    return roles & LOOKALIKE != 0 and roles & (LETTER | FOREIGN) != 0


@compiled(inline="always")
def _is_letter(cps, i, n):  # type: ignore[no-untyped-def]
    return 0 <= i < n and 97 <= cps[i] <= 122


@compiled(inline="always")
def _is_alnum(cps, i, n):  # type: ignore[no-untyped-def]
    return 0 <= i < n and cps[i] < 128 and _ALNUM[cps[i]]


@compiled()
def stands_in(cps, start, end, n):  # type: ignore[no-untyped-def]
    """Whether one of characters ``start:end`` stands in for a letter: between two letters."""
    for i in range(start, end):
        stand_in = cps[i] < 128 and _ROLES[cps[i]] == STANDS_IN
        if stand_in and _is_letter(cps, i - 1, n) and _is_letter(cps, i + 1, n):
            return True
    return False


@compiled()
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
