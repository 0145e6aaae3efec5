"""What the kernel's hits are used for: counting n-grams, the sparse matrix, the score, the explanation."""

from __future__ import annotations

import numpy as np
from numba import njit, uint64

from clf.text.cue_kernel import MAX_MARKS, find_phrases, find_style
from clf.text.kernel import MAX_BYTES, MAX_CHARS, fold_into, walk
from clf.text.table import find_slot

_HITS = 7 * (MAX_CHARS + 4)  # per character at most 3 word and 4 character n-grams begin


@njit(cache=True, nogil=True)
def _scratch():  # type: ignore[no-untyped-def]
    """Work space for one text at a time."""
    cps = np.empty(4 * MAX_BYTES + 8, np.uint32)
    hits = np.empty(2 * _HITS, np.uint64), np.empty(2 * _HITS, np.int32), np.empty(2 * _HITS, np.int32)
    tokens = (np.empty(MAX_CHARS + 1, np.uint64), np.empty(MAX_CHARS + 1, np.int32),
              np.empty(MAX_CHARS + 1, np.int32), np.empty(MAX_CHARS + 1, np.uint8))  # fmt: skip
    marks = np.empty(MAX_MARKS, np.uint64), np.empty(MAX_MARKS, np.int32), np.empty(MAX_MARKS, np.int32)
    return cps, hits, tokens, marks


@njit(cache=True, nogil=True)
def collect_hashes(buf, offsets, ready, fold_len, fold_to):  # type: ignore[no-untyped-def]
    """Hashes of all n-grams, text after text, and where each text's begin (one longer than the texts)."""
    rows = offsets.shape[0] - 1
    begin = np.zeros(rows + 1, np.int64)
    cps, (hashes, starts, ends), (th, ts, te, tw), _ = _scratch()
    out = np.empty(1 << 16, np.uint64)
    for row in range(rows):
        n = fold_into(buf, offsets[row], offsets[row + 1], ready[row], fold_len, fold_to, cps)
        _, _, hits = walk(cps, n, hashes, starts, ends, th, ts, te, tw)
        if begin[row] + hits > out.shape[0]:
            grown = np.empty(2 * out.shape[0] + hits, np.uint64)
            grown[: begin[row]] = out[: begin[row]]
            out = grown
        out[begin[row] : begin[row] + hits] = hashes[:hits]
        begin[row + 1] = begin[row] + hits
    return out[: begin[rows]].copy(), begin


@njit(cache=True, nogil=True)
def count_features(buf, offsets, ready, fold_len, fold_to, keys, cols, cue_keys, cue_masks):  # type: ignore[no-untyped-def]
    """CSR parts of the n-gram matrix (``indptr, indices, data``) and both cue masks of every text.

    An n-gram's value is 1 / sqrt(known n-grams of its kind in the text) for each time it occurs; a column
    may stand several times in a row, and its values add up.
    """
    rows = offsets.shape[0] - 1
    indptr = np.zeros(rows + 1, np.int64)
    masks = np.zeros((rows, 2), np.uint64)
    indices = np.empty(1 << 16, np.int32)
    data = np.empty(1 << 16, np.float64)
    cps, (hashes, starts, ends), (th, ts, te, tw), (marks, ms, me) = _scratch()
    for row in range(rows):
        n = fold_into(buf, offsets[row], offsets[row + 1], ready[row], fold_len, fold_to, cps)
        tokens, word_hits, hits = walk(cps, n, hashes, starts, ends, th, ts, te, tw)
        at = indptr[row]
        if at + hits > indices.shape[0]:
            more = 2 * indices.shape[0] + hits
            grown, grown_data = np.empty(more, np.int32), np.empty(more, np.float64)
            grown[:at], grown_data[:at] = indices[:at], data[:at]
            indices, data = grown, grown_data
        for first, last in ((0, word_hits), (word_hits, hits)):
            begin = at
            for k in range(first, last):
                slot = find_slot(keys, hashes[k])
                if slot >= 0:
                    indices[at] = cols[slot]
                    at += 1
            data[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
        indptr[row + 1] = at
        masks[row, 0], _ = find_phrases(th, ts, te, tw, tokens, cue_keys, cue_masks, marks, ms, me, False)
        masks[row, 1], _ = find_style(cps, ts, te, tw, tokens, marks, ms, me, False)
    return indptr, indices[: indptr[rows]].copy(), data[: indptr[rows]].copy(), masks


@njit(cache=True, nogil=True)
def add_up(buf, offsets, ready, fold_len, fold_to, keys, weights, cue_keys, cue_masks, phrase_weights, style_weights, intercept):  # type: ignore[no-untyped-def]
    """The linear score of every text. ``weights`` lie in slot order, cue weights in bit order."""
    rows = offsets.shape[0] - 1
    out = np.empty(rows, np.float64)
    cps, (hashes, starts, ends), (th, ts, te, tw), (marks, ms, me) = _scratch()
    for row in range(rows):
        n = fold_into(buf, offsets[row], offsets[row + 1], ready[row], fold_len, fold_to, cps)
        tokens, word_hits, hits = walk(cps, n, hashes, starts, ends, th, ts, te, tw)
        total = intercept
        for first, last in ((0, word_hits), (word_hits, hits)):
            known = 0
            part = 0.0
            for k in range(first, last):
                slot = find_slot(keys, hashes[k])
                if slot >= 0:
                    part += weights[slot]
                    known += 1
            total += part / np.sqrt(max(1, known))
        mask, _ = find_phrases(th, ts, te, tw, tokens, cue_keys, cue_masks, marks, ms, me, False)
        for bit in range(phrase_weights.shape[0]):
            if mask >> uint64(bit) & uint64(1):
                total += phrase_weights[bit]
        mask, _ = find_style(cps, ts, te, tw, tokens, marks, ms, me, False)
        for bit in range(style_weights.shape[0]):
            if mask >> uint64(bit) & uint64(1):
                total += style_weights[bit]
        out[row] = total
    return out


@njit(cache=True, nogil=True)
def locate(buf, offsets, ready, fold_len, fold_to, keys, cols, cue_keys, cue_masks):  # type: ignore[no-untyped-def]
    """The hits of one text with their places, for explaining it.

    Returns ``(column, start, end, value)`` of its known n-grams, ``(start, end)`` of its tokens, and
    ``(mask, start, end)`` of its phrase marks and of its style marks. Places are folded characters.
    """
    cps, (hashes, starts, ends), (th, ts, te, tw), (marks, ms, me) = _scratch()
    n = fold_into(buf, offsets[0], offsets[1], ready[0], fold_len, fold_to, cps)
    tokens, word_hits, hits = walk(cps, n, hashes, starts, ends, th, ts, te, tw)
    column = np.empty(hits, np.int32)
    value = np.empty(hits, np.float64)
    at = 0
    for first, last in ((0, word_hits), (word_hits, hits)):
        begin = at
        for k in range(first, last):
            slot = find_slot(keys, hashes[k])
            if slot >= 0:
                column[at], starts[at], ends[at] = cols[slot], starts[k], ends[k]
                at += 1
        value[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
    ngrams = column[:at].copy(), starts[:at].copy(), ends[:at].copy(), value[:at].copy()
    _, count = find_phrases(th, ts, te, tw, tokens, cue_keys, cue_masks, marks, ms, me, True)
    phrases = marks[:count].copy(), ms[:count].copy(), me[:count].copy()
    _, count = find_style(cps, ts, te, tw, tokens, marks, ms, me, True)
    return ngrams, (ts[:tokens].copy(), te[:tokens].copy()), phrases, (marks[:count].copy(), ms[:count].copy(), me[:count].copy())
