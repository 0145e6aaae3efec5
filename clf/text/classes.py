"""What a folded character may be part of, as bits, for the compiled kernel."""

from __future__ import annotations

import numpy as np

from clf.text.characters import WORD_RANGES
from clf.text.compiled import leaf
from clf.text.unmask import LEET

LETTER, STANDS_IN, LOOKALIKE, FOREIGN = 1, 2, 4, 8
WORD, NO_DIGIT, SIGN = 16, 32, 64

_RANGES = np.array(WORD_RANGES, dtype=np.uint32)
_WORD, _LOOKALIKE, _FOREIGN = np.uint8(WORD | NO_DIGIT), np.uint8(LOOKALIKE), np.uint8(FOREIGN)
_ASCII = np.zeros(128, np.uint8)
_ASCII[[ord(c) for c in LEET]] = STANDS_IN  # between letters, instead of one
_ASCII[[ord(c) for c in "@$&_"]] |= SIGN  # may be part of a trick
_ASCII[48:58] |= WORD
_ASCII[97:123] = WORD | NO_DIGIT | LETTER


@leaf(inline="always")
def class_of(cp):  # type: ignore[no-untyped-def]
    """The bits of a folded code point."""
    return _ASCII[cp] if cp < 128 else _foreign_class(cp)


@leaf()
def _foreign_class(cp):  # type: ignore[no-untyped-def]
    bits = _LOOKALIKE if 0x370 <= cp <= 0x58F else _FOREIGN
    for r in range(2, _RANGES.shape[0]):
        if cp <= _RANGES[r, 1]:
            return bits | _WORD if cp >= _RANGES[r, 0] else bits
    return bits


@leaf(inline="always")
def is_word(cp):  # type: ignore[no-untyped-def]
    """Whether a folded code point is part of words."""
    return class_of(cp) & WORD != 0
