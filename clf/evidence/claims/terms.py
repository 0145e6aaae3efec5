"""Folded text as terms: word stems in order, and the set of its character 4-grams, each as a 32-bit hash.

The lowest bit of a term tells a stem (0) from a 4-gram (1), so that one vocabulary holds both.

How rare terms are: counted in an index's own claims and in headlines and statements at large.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import safetensors.numpy
from numba import uint64
from numpy.typing import NDArray

from clf.text import MAX_CHARS, compiled, fold, fold_into, fold_table, is_word, look_up, mix, pack

GRAM = 4
_B = np.uint64(0x100000001B3)
_STEM_SEED, _GRAM_SEED = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_SPACE = np.uint32(32)


class Terms(NamedTuple):
    """Terms of ``n`` texts: ``stems[stem_begin[i]:stem_begin[i + 1]]`` are those of text ``i``, in its order;

    ``grams`` likewise, ascending and without repeats. All ``uint32``, the offsets ``int64`` of shape (n + 1,).
    """

    stems: NDArray[np.uint32]
    stem_begin: NDArray[np.int64]
    grams: NDArray[np.uint32]
    gram_begin: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.stem_begin) - 1


@compiled(inline="always")
def _ends(cps, end, a, b, c):  # type: ignore[no-untyped-def]
    """Whether the word before ``end`` ends in the letters a, b, c (0: any)."""
    return (cps[end - 1] == c or c == 0) and (cps[end - 2] == b or b == 0) and (cps[end - 3] == a or a == 0)


@compiled()
def stem_end(cps, start, end):  # type: ignore[no-untyped-def]
    """Where the stem of a word ends: plurals, -ed, -ing and a silent e go (after Harman's S stemmer, JASIS 1991)."""
    if end - start < 4 or 48 <= cps[start] <= 57:
        return end
    s, e, i, d, n, g = 115, 101, 105, 100, 110, 103
    if _ends(cps, end, i, e, s) and end - start > 4:
        end -= 2
    elif cps[end - 1] == s and cps[end - 2] != s and cps[end - 2] != 117 and cps[end - 2] != i:
        end -= 1
    if end - start >= 6 and _ends(cps, end, i, n, g):
        end -= 3
    elif end - start >= 5 and cps[end - 1] == d and cps[end - 2] == e:
        end -= 2
    if end - start >= 4 and cps[end - 1] == cps[end - 2] and cps[end - 1] != s and cps[end - 1] != 108:
        end -= 1
    if end - start >= 4 and (cps[end - 1] == e or cps[end - 1] == 121 or cps[end - 1] == i):
        end -= 1
    return end


@compiled()
def _hash(cps, start, end):  # type: ignore[no-untyped-def]
    h = _STEM_SEED
    for i in range(start, end):
        h = h * _B + uint64(cps[i])
    return np.uint32(mix(h) >> uint64(32)) & np.uint32(0xFFFFFFFE)


@compiled()
def _grams(cps, start, end, out, count):  # type: ignore[no-untyped-def]
    """4-grams of one word with a space on either side."""
    for k in range(start - 1, max(end - GRAM + 2, start)):
        h = _GRAM_SEED
        for j in range(k, min(k + GRAM, end + 1)):
            h = h * _B + uint64(_SPACE if j < start or j >= end else cps[j])
        out[count] = np.uint32(mix(h) >> uint64(32)) | np.uint32(1)
        count += 1
    return count


@compiled()
def _read(buf, offsets, ready, folds):  # type: ignore[no-untyped-def]
    n = offsets.shape[0] - 1
    most = 4 * (offsets[n] - offsets[0]) + 4 * n + 4
    stems, grams = np.empty(most, np.uint32), np.empty(2 * most, np.uint32)
    stem_begin, gram_begin = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    cps = np.empty(8 * MAX_CHARS * 4 + 16, np.uint32)
    s = g = 0
    for row in range(n):
        size = fold_into(buf, offsets[row], offsets[row + 1], ready[row], folds, cps)
        i, first = 0, g
        while i < size:
            if not is_word(cps[i]):
                i += 1
                continue
            start = i
            while i < size and is_word(cps[i]):
                i += 1
            stems[s] = _hash(cps, start, stem_end(cps, start, i))
            s += 1
            g = _grams(cps, start, i, grams, g)
        ordered = np.unique(grams[first:g])
        g = first + ordered.shape[0]
        grams[first:g] = ordered
        stem_begin[row + 1], gram_begin[row + 1] = s, g
    return stems[:s].copy(), stem_begin, grams[:g].copy(), gram_begin


def read_terms(texts: Iterable[str]) -> Terms:
    """Terms of ``texts``, folded first: capitals and look-alike letters change nothing.

    >>> a, b = read_terms(["Cures"]), read_terms(["curing"])
    >>> bool(a.stems[0] == b.stems[0])
    True
    """
    return Terms(*_read(*pack(texts), fold_table()))


def read_words(text: str) -> list[tuple[int, int, int]]:
    """Stems of one text with the characters of the original that each stands on: (stem, start, end).

    >>> [(start, end) for _, start, end in read_words("It’s 5G!")]
    [(0, 4), (5, 7)]
    """
    folded = fold(text)
    kept = folded.text[:MAX_CHARS]
    cps = np.array([ord(c) for c in kept], np.uint32)
    out, i = [], 0
    while i < len(cps):
        if not is_word(cps[i]):
            i += 1
            continue
        start = i
        while i < len(cps) and is_word(cps[i]):
            i += 1
        out.append((int(_hash(cps, start, stem_end(cps, start, i))), *folded.original_span(start, i)))
    return out


BACKGROUND = Path(__file__).parent / "shipped" / "background.safetensors"


class Rarity(NamedTuple):
    """Inverse document frequencies: of the terms in ``vocabulary`` (ascending), and of terms never seen."""

    vocabulary: NDArray[np.uint32]
    idf: NDArray[np.float32]
    unknown: NDArray[np.float32]

    def of(self, terms: NDArray[np.uint32]) -> NDArray[np.float32]:
        """Of each of ``terms``."""
        return look_up(self.vocabulary, self.idf, terms, self.unknown[terms & 1])


def count_terms(terms: Terms) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """How many of the texts have each term: (terms ascending, counts)."""
    row = np.repeat(np.arange(len(terms), dtype=np.uint64), np.diff(terms.stem_begin))
    once = np.unique(row << np.uint64(32) | terms.stems)
    stems = (once & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    return np.unique(np.concatenate([stems, terms.grams]), return_counts=True)


@cache
def background() -> tuple[NDArray[np.uint32], NDArray[np.int64], int]:
    """Counts of terms in headlines and statements at large: (terms ascending, counts, number of texts)."""
    arrays = safetensors.numpy.load_file(BACKGROUND)
    return arrays["terms"], arrays["counts"].astype(np.int64), int(arrays["texts"][0])


def rarity_of(terms: Terms) -> Rarity:
    """How rare terms are in ``terms`` and the background together."""
    base, base_count, texts = background()
    own, own_count = count_terms(terms)
    vocabulary, place = np.unique(np.concatenate([base, own]), return_inverse=True)
    counts = np.bincount(place, np.concatenate([base_count, own_count]), minlength=len(vocabulary))
    total = texts + len(terms)
    idf = np.log((total + 1) / (counts + 0.5))
    most = np.log((total + 1) / 0.5)
    return Rarity(vocabulary, np.maximum(idf, 0.05).astype(np.float32), np.full(2, most, np.float32))
