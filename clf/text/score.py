"""The score: the weights of a text's n-grams and cues, added up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from clf.text.compiled import compiled, leaf
from clf.text.kernel import char_ngrams, read, word_ngram, word_ngrams
from clf.text.phrases import find_phrases, phrase_row
from clf.text.scan import scratch
from clf.text.style import find_style
from clf.text.table import Table, build_table, mark_of, slot_for, spread

_MEMO_LEAST, _MEMO_MOST = 64, 1 << 16


class Weights(NamedTuple):
    """Weights of n-grams as `add_up` reads them.

    ``entries`` (2 * slots,) and ``numbers`` share memory: the key of each slot of a table with these ``shifts``, then
    its weight, so that a look-up costs one cache line.
    """

    entries: NDArray[np.uint32]
    numbers: NDArray[np.float32]
    shifts: NDArray[np.uint16]


def lay_out(hashes: NDArray[np.uint64], weights: NDArray[np.float32]) -> tuple[Weights, Table, NDArray[np.int32]]:
    """Weights (n,) of n-grams by their hashes (n,), and the table of the hashes with the column of each slot."""
    table, slot_of = build_table(hashes)
    entries = np.zeros(2 * len(table.keys), np.uint32)
    entries[::2] = table.keys
    numbers = entries.view(np.float32)
    numbers[2 * slot_of + 1] = weights
    columns = spread(np.arange(len(hashes), dtype=np.int32), slot_of, len(table.keys))
    return Weights(entries, numbers, table.shifts), table, columns


@leaf(forceinline=True)
def _sum_hits(weights, hashes, hits):  # type: ignore[no-untyped-def]
    """Sum of the weights of known hashes, and how many are known."""
    total = 0.0
    known = 0
    slots = uint64(weights.entries.shape[0] >> 1)
    for k in range(hits):
        slot = slot_for(weights.shifts, slots, hashes[k])
        here = weights.entries[uint64(2) * slot] == mark_of(hashes[k])
        total += weights.numbers[uint64(2) * slot + uint64(1)] * here  # to choose one of two numbers would cost more
        known += here
    return total, known


@leaf(inline="always")
def _sum_bits(mask, sums):  # type: ignore[no-untyped-def]
    """Sum of the weights of the bits of ``mask``; ``sums`` has that of each value of each byte (`byte_sums`)."""
    total = 0.0
    for byte in range(sums.shape[0]):
        total += sums[byte, mask & uint64(255)]
        mask >>= uint64(8)
    return total


@compiled()
def add_up(buf, offsets, ready, folds, weights, phrase_table, phrase_sums, style_sums):  # type: ignore[no-untyped-def]
    """The linear score of every text, without the intercept; NaN where Python must fold first.

    Few words make up most of all text: what a word brings by itself (its own weight, its character n-grams, its
    place among the cues) is remembered, in a direct-mapped cache that lives as long as the call.
    """
    out = np.empty(offsets.shape[0] - 1, np.float64)
    size = _MEMO_LEAST
    while size < _MEMO_MOST and size < 8 * out.shape[0]:
        size *= 2
    # A cache line has two: key, word weight, sum of characters, and three numbers in one (32 bits for the row among
    # the phrases, 16 each for how many word and how many character n-grams are known).
    memo = np.zeros((size, 4))
    _add_rows(
        buf,
        offsets,
        ready,
        folds,
        weights,
        phrase_table,
        phrase_sums,
        style_sums,
        memo,
        memo.view(np.uint64),
        scratch(),
        out,
    )
    return out


@leaf()
def _add_rows(  # type: ignore[no-untyped-def]
    buf, offsets, ready, folds, weights, phrase_table, phrase_sums, style_sums, memo, memo_key, space, out
):
    slots = uint64(memo.shape[0] - 1)
    cps, prefix, (hashes, begins, _), (th, tp, ts, te, tk), (marks, ms, me) = space
    for row in range(out.shape[0]):
        lo, hi = offsets[row], offsets[row + 1]
        tokens = read(buf, lo, hi, ready[row], folds, cps, th, ts, te, tk)
        if tokens < 0:
            out[row] = np.nan
            continue
        words, words_known = _sum_hits(weights, hashes, word_ngrams(th, tokens, False, hashes))
        chars = 0.0
        counts = uint64(words_known) << uint64(16)
        for t in range(tokens):
            key = th[t] + uint64(tk[t])  # "#" and "7" are one word n-gram, but only one of them has characters
            slot = key & slots
            if memo_key[slot, 0] != key:
                memo_key[slot, 0] = key
                hashes[0] = word_ngram(th[t])
                memo[slot, 1], known = _sum_hits(weights, hashes, 1)
                hits = char_ngrams(cps, ts[t], te[t], tk[t] == 2, prefix, hashes) if tk[t] else 0
                memo[slot, 2], chars_of_it = _sum_hits(weights, hashes, hits)
                memo_key[slot, 3] = (
                    uint64(phrase_row(phrase_table, th[t])) << uint64(32)
                    | uint64(known) << uint64(16)
                    | uint64(chars_of_it)
                )
            words += memo[slot, 1]
            chars += memo[slot, 2]
            tp[t] = np.int32(memo_key[slot, 3] >> uint64(32))
            counts += memo_key[slot, 3] & uint64(0xFFFFFFFF)
        phrases, _ = find_phrases(th, tp, ts, te, tk, tokens, phrase_table, begins, marks, ms, me, False)
        styles, _ = find_style(cps, ts, te, tk, tokens, marks, ms, me, False)
        words_known, chars_known = counts >> uint64(16), counts & uint64(0xFFFF)
        out[row] = (
            words / np.sqrt(max(uint64(1), words_known))
            + chars / np.sqrt(max(uint64(1), chars_known))
            + _sum_bits(phrases, phrase_sums)
            + _sum_bits(styles, style_sums)
        )


def byte_sums(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of bit weights for each value of each byte of a mask, shape (8, 256).

    >>> float(byte_sums(np.array([1.0, 2.0]))[0, 3])
    3.0
    """
    padded = np.zeros(64)
    padded[: len(weights)] = weights
    bits = np.arange(256)[:, None] >> np.arange(8) & 1
    return np.ascontiguousarray((bits @ padded.reshape(8, 8).T).T)
