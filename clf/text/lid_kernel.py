"""fastText's language identification, compiled: which language a short text is in, without the GIL.

The arithmetic of Joulin et al. 2016 (``fastText.zip``): the mean of the vectors of a text's words and character 2- to
4-grams, read by a hierarchical softmax. Only what a decision needs is worked out of it: branches of the tree that no
likely language is on are left out.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from clf.text.compiled import leaf

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
    ``text[:size]`` is one line in lower case; ``lid`` is a `clf.text.lid.Detector`, the rest is work space. What a word
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
