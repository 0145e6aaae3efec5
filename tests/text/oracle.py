"""The features of a headline in plain Python on NLTK's tokenizer: slow, and what the kernel is held to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import sqrt

from nltk.tokenize import RegexpTokenizer

from clf.text.characters import TOKEN_PATTERN
from clf.text.cues import Cue
from clf.text.fold import fold

_TOKENIZER = RegexpTokenizer(TOKEN_PATTERN)
MAX_CHARS = 1000


def tokens(text: str) -> list[str]:
    """Folded tokens, numbers by their length."""
    found = _TOKENIZER.tokenize(fold(text).text[:MAX_CHARS])
    return [_shape(t) for t in found]


def _shape(token: str) -> str:
    return "#" * min(len(token), 5) if token.isascii() and token.isdigit() else token


def is_word(token: str) -> bool:
    """Whether a token is a word or a number rather than a mark."""
    return len(token) > 1 or token.isdigit() or token == "0" or _TOKENIZER.tokenize(token + "a") == [token + "a"]


def word_ngrams(text: str) -> list[str]:
    found = tokens(text)
    if not found:
        return []
    bounded = ["‹", *found, "›"]  # folding leaves neither in a text
    grams = [" ".join(bounded[i : i + n]) for n in (1, 2, 3) for i in range(len(bounded) - n + 1)]
    return [gram for gram in grams if gram not in ("‹", "›")]  # the ends alone say nothing


def char_ngrams(text: str) -> list[str]:
    grams = []
    for raw in _TOKENIZER.tokenize(fold(text).text[:MAX_CHARS]):
        if is_word(raw):
            padded = f" {_shape(raw)} "
            grams += [f"/{padded[i : i + n]}/" for n in (2, 3, 4, 5) for i in range(len(padded) - n + 1)]
    return grams


def values(text: str, vocabulary: Iterable[str]) -> dict[str, float]:
    """Value of each n-gram of ``text`` that is in ``vocabulary``."""
    known = set(vocabulary)
    out: dict[str, float] = {}
    for grams in (word_ngrams(text), char_ngrams(text)):
        counted = Counter(g for g in grams if g in known)
        total = sum(counted.values())
        out |= {gram: count / sqrt(total) for gram, count in counted.items()}
    return out


def phrase_cues(text: str, cues: Iterable[Cue]) -> set[str]:
    """Names of the cue lists of which ``text`` has a phrase."""
    words = [t for t in _TOKENIZER.tokenize(fold(text).text[:MAX_CHARS]) if is_word(t)]
    line = [_shape(w) for w in words]
    present = set()
    for cue in cues:
        for phrase in cue.phrases:
            parts = [_shape(p) for p in phrase.strip("^$").split()]
            places = [i for i in range(len(line) - len(parts) + 1) if line[i : i + len(parts)] == parts]
            if phrase.startswith("^"):
                places = [i for i in places if i == 0]
            if phrase.endswith("$"):
                places = [i for i in places if i + len(parts) == len(line)]
            if places:
                present.add(cue.name)
                break
    return present
