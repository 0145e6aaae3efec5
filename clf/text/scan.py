"""What the kernel's hashes are used for: counting n-grams, the sparse matrix, the score, the explanation."""

from __future__ import annotations

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from clf.text.compiled import compiled
from clf.text.cue_kernel import MAX_MARKS, find_phrases, find_style, phrase_slot
from clf.text.kernel import (
    CHAR_MAX,
    MAX_BYTES,
    MAX_CHARS,
    WORD_N,
    char_ngrams,
    read,
    word_ngram,
    word_ngrams,
)
from clf.text.table import find_slot

_HITS = max(WORD_N, CHAR_MAX) * (MAX_CHARS + 4)
_MEMO_LEAST, _MEMO_MOST = 64, 1 << 16


@compiled()
def _scratch():  # type: ignore[no-untyped-def]
    """Work space for one text at a time."""
    cps = np.empty(4 * MAX_BYTES + 8, np.uint32)
    hits = np.empty(_HITS, np.uint64), np.empty(_HITS, np.int32), np.empty(_HITS, np.int32)
    tokens = (np.empty(MAX_CHARS + 1, np.uint64), np.empty(MAX_CHARS + 1, np.int32), np.empty(MAX_CHARS + 1, np.int32),
              np.empty(MAX_CHARS + 1, np.int32), np.empty(MAX_CHARS + 1, np.uint8))  # fmt: skip
    marks = np.empty(MAX_MARKS, np.uint64), np.empty(MAX_MARKS, np.int32), np.empty(MAX_MARKS, np.int32)
    return cps, np.empty(MAX_CHARS + 3, np.uint64), hits, tokens, marks


@compiled()
def collect_hashes(buf, offsets, ready, fold_len, fold_to, fold_page):  # type: ignore[no-untyped-def]
    """Hashes of all n-grams, text after text, and where each text's begin (one longer than the texts)."""
    rows = offsets.shape[0] - 1
    begin = np.zeros(rows + 1, np.int64)
    cps, prefix, (hashes, first, last), (th, _, ts, te, tk), _ = _scratch()
    out = np.empty(1 << 16, np.uint64)
    for row in range(rows):
        lo, hi = offsets[row], offsets[row + 1]
        tokens = read(buf, lo, hi, ready[row], fold_len, fold_to, fold_page, cps, th, ts, te, tk)
        at = begin[row]
        for t in range(-1, tokens):
            if t < 0:
                hits = word_ngrams(th, tokens, 1, hashes, first, last)
            elif tk[t]:
                hits = char_ngrams(cps, ts[t], te[t], tk[t] == 2, prefix, hashes)
            else:
                continue
            if at + hits > out.shape[0]:
                grown = np.empty(2 * out.shape[0] + hits, np.uint64)
                grown[:at] = out[:at]
                out = grown
            out[at : at + hits] = hashes[:hits]
            at += hits
        begin[row + 1] = at
    return out[: begin[rows]].copy(), begin


@compiled()
def count_features(buf, offsets, ready, fold_len, fold_to, fold_page, keys, cols, cue_keys, cue_masks):  # type: ignore[no-untyped-def]
    """CSR parts of the n-gram matrix (``indptr, indices, data``) and both cue masks of every text.

    An n-gram's value is 1 / sqrt(known n-grams of its kind in the text) for each time it occurs; a column
    may stand several times in a row, and its values add up.
    """
    rows = offsets.shape[0] - 1
    indptr = np.zeros(rows + 1, np.int64)
    masks = np.zeros((rows, 2), np.uint64)
    indices = np.empty(1 << 16, np.int32)
    data = np.empty(1 << 16, np.float64)
    cps, prefix, (hashes, first, last), (th, tp, ts, te, tk), (marks, ms, me) = _scratch()
    for row in range(rows):
        lo, hi = offsets[row], offsets[row + 1]
        tokens = read(buf, lo, hi, ready[row], fold_len, fold_to, fold_page, cps, th, ts, te, tk)
        at = begin = indptr[row]
        for t in range(-1, tokens):
            if t < 0:
                hits = word_ngrams(th, tokens, 1, hashes, first, last)
            elif tk[t]:
                hits = char_ngrams(cps, ts[t], te[t], tk[t] == 2, prefix, hashes)
            else:
                continue
            if at + hits > indices.shape[0]:
                more = 2 * indices.shape[0] + hits
                grown, grown_data = np.empty(more, np.int32), np.empty(more, np.float64)
                grown[:at], grown_data[:at] = indices[:at], data[:at]
                indices, data = grown, grown_data
            for k in range(hits):
                slot = find_slot(keys, hashes[k])
                if slot >= 0:
                    indices[at] = cols[slot]
                    at += 1
            if t < 0:
                data[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
                begin = at
        data[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
        indptr[row + 1] = at
        for t in range(tokens):
            tp[t] = phrase_slot(cue_keys, th[t])
        masks[row, 0], _ = find_phrases(th, tp, ts, te, tk, tokens, cue_keys, cue_masks, marks, ms, me, False)
        masks[row, 1], _ = find_style(cps, ts, te, tk, tokens, marks, ms, me, False)
    return indptr, indices[: indptr[rows]].copy(), data[: indptr[rows]].copy(), masks


@compiled(forceinline=True)
def _sum_hits(entries, weights, hashes, hits):  # type: ignore[no-untyped-def]
    """Sum of the weights of known hashes, and how many are known. ``entries`` and ``weights`` share memory:
    column 0 holds the key, column 1 the weight, so that a look-up costs one cache line."""
    total = 0.0
    known = 0
    keys = entries[:, 0]
    for k in range(hits):
        slot = find_slot(keys, hashes[k])
        weight = weights[max(slot, 0), 1]
        total += weight if slot >= 0 else 0.0
        known += slot >= 0
    return total, known


@compiled(inline="always")
def _sum_bits(mask, sums):  # type: ignore[no-untyped-def]
    """Sum of the weights of the bits of ``mask``; ``sums`` has that of each value of each byte (`byte_sums`)."""
    total = 0.0
    for byte in range(sums.shape[0]):
        total += sums[byte, mask & uint64(255)]
        mask >>= uint64(8)
    return total


@compiled()
def add_up(  # type: ignore[no-untyped-def]
    buf, offsets, ready, fold_len, fold_to, fold_page, entries, weights, cue_keys, cue_masks, phrase_sums, style_sums
):
    """The linear score of every text, without the intercept; NaN where Python must fold first.

    Few words make up most of all text: what a word brings by itself (its own weight, its character n-grams, its
    place among the cues) is remembered, in a direct-mapped cache that lives as long as the call.
    """
    rows = offsets.shape[0] - 1
    out = np.empty(rows, np.float64)
    size = _MEMO_LEAST
    while size < _MEMO_MOST and size < 8 * rows:
        size *= 2
    slots = uint64(size - 1)
    # A cache line has two: key, word weight, sum of characters, and three numbers in one (32 bits for the place among
    # the cues, 16 each for how many word and how many character n-grams are known).
    memo = np.zeros((size, 4))
    memo_key = memo.view(np.uint64)
    cps, prefix, (hashes, first, last), (th, tp, ts, te, tk), (marks, ms, me) = _scratch()
    for row in range(rows):
        lo, hi = offsets[row], offsets[row + 1]
        tokens = read(buf, lo, hi, ready[row], fold_len, fold_to, fold_page, cps, th, ts, te, tk)
        if tokens < 0:
            out[row] = np.nan
            continue
        words, words_known = _sum_hits(entries, weights, hashes, word_ngrams(th, tokens, 2, hashes, first, last))
        chars = 0.0
        counts = uint64(words_known) << uint64(16)
        for t in range(tokens):
            key = th[t] + uint64(tk[t])  # "#" and "7" are one word n-gram, but only one of them has characters
            slot = key & slots
            if memo_key[slot, 0] != key:
                memo_key[slot, 0] = key
                hashes[0] = word_ngram(th[t])
                memo[slot, 1], known = _sum_hits(entries, weights, hashes, 1)
                hits = char_ngrams(cps, ts[t], te[t], tk[t] == 2, prefix, hashes) if tk[t] else 0
                memo[slot, 2], chars_of_it = _sum_hits(entries, weights, hashes, hits)
                memo_key[slot, 3] = (uint64(phrase_slot(cue_keys, th[t])) << uint64(32) | uint64(known) << uint64(16)
                                     | uint64(chars_of_it))  # fmt: skip
            words += memo[slot, 1]
            chars += memo[slot, 2]
            tp[t] = np.int32(memo_key[slot, 3] >> uint64(32))
            counts += memo_key[slot, 3] & uint64(0xFFFFFFFF)
        phrases, _ = find_phrases(th, tp, ts, te, tk, tokens, cue_keys, cue_masks, marks, ms, me, False)
        styles, _ = find_style(cps, ts, te, tk, tokens, marks, ms, me, False)
        words_known, chars_known = counts >> uint64(16), counts & uint64(0xFFFF)
        out[row] = (words / np.sqrt(max(uint64(1), words_known)) + chars / np.sqrt(max(uint64(1), chars_known))
                    + _sum_bits(phrases, phrase_sums) + _sum_bits(styles, style_sums))  # fmt: skip
    return out


def byte_sums(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of bit weights for each value of each byte of a mask, shape (8, 256).

    >>> float(byte_sums(np.array([1.0, 2.0]))[0, 3])
    3.0
    """
    padded = np.zeros(64)
    padded[: len(weights)] = weights
    bits = np.arange(256)[:, None] >> np.arange(8) & 1
    return np.ascontiguousarray((bits @ padded.reshape(8, 8).T).T)


@compiled()
def locate(buf, offsets, ready, fold_len, fold_to, fold_page, keys, cols, cue_keys, cue_masks):  # type: ignore[no-untyped-def]
    """The hits of one text with their places, for explaining it.

    Returns ``(column, first token, last token, value)`` of its known n-grams, ``(start, end)`` of its tokens
    in folded characters, and ``(mask, start, end)`` of its phrase marks and of its style marks.
    """
    cps, prefix, (hashes, first, last), (th, tp, ts, te, tk), (marks, ms, me) = _scratch()
    tokens = read(buf, offsets[0], offsets[1], ready[0], fold_len, fold_to, fold_page, cps, th, ts, te, tk)
    column, a, b = np.empty(_HITS * 2, np.int32), np.empty(_HITS * 2, np.int32), np.empty(_HITS * 2, np.int32)
    value = np.empty(_HITS * 2, np.float64)
    at = begin = 0
    for t in range(-1, tokens):
        if t < 0:
            hits = word_ngrams(th, tokens, 1, hashes, first, last)
        elif tk[t]:
            hits = char_ngrams(cps, ts[t], te[t], tk[t] == 2, prefix, hashes)
            first[:hits], last[:hits] = t, t
        else:
            continue
        for k in range(hits):
            slot = find_slot(keys, hashes[k])
            if slot >= 0:
                column[at], a[at], b[at] = cols[slot], first[k], last[k]
                at += 1
        if t < 0:
            value[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
            begin = at
    value[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
    ngrams = column[:at].copy(), a[:at].copy(), b[:at].copy(), value[:at].copy()
    for t in range(tokens):
        tp[t] = phrase_slot(cue_keys, th[t])
    _, count = find_phrases(th, tp, ts, te, tk, tokens, cue_keys, cue_masks, marks, ms, me, True)
    phrases = marks[:count].copy(), ms[:count].copy(), me[:count].copy()
    _, count = find_style(cps, ts, te, tk, tokens, marks, ms, me, True)
    styles = marks[:count].copy(), ms[:count].copy(), me[:count].copy()
    return ngrams, (ts[:tokens].copy(), te[:tokens].copy()), phrases, styles
