"""What training and explaining use the kernel's hashes for: counting n-grams, the sparse matrix, places."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from clf.text.compiled import compiled
from clf.text.kernel import CHAR_MAX, MAX_CHARS, MAX_FOLDED, WORD_MAX, char_ngrams, read, word_ngrams, word_spans
from clf.text.pack import fold_table, pack
from clf.text.phrases import MAX_MARKS, find_phrases, phrase_row
from clf.text.style import find_style
from clf.text.table import find_slot

_HITS = max(WORD_MAX, CHAR_MAX) * (MAX_CHARS + 4)


@compiled()
def scratch():  # type: ignore[no-untyped-def]
    """Work space for one text at a time."""
    cps = np.empty(MAX_FOLDED, np.uint32)
    hits = np.empty(_HITS, np.uint64), np.empty(_HITS, np.int32), np.empty(_HITS, np.int32)
    tokens = (
        np.empty(MAX_CHARS + 1, np.uint64),
        np.empty(MAX_CHARS + 1, np.int32),
        np.empty(MAX_CHARS + 1, np.int32),
        np.empty(MAX_CHARS + 1, np.int32),
        np.empty(MAX_CHARS + 1, np.uint8),
    )
    marks = np.empty(MAX_MARKS, np.uint64), np.empty(MAX_MARKS, np.int32), np.empty(MAX_MARKS, np.int32)
    return cps, np.empty(MAX_CHARS + 3, np.uint64), hits, tokens, marks


@compiled()
def collect_hashes(buf, offsets, ready, folds):  # type: ignore[no-untyped-def]
    """Hashes of all n-grams, text after text, and where each text's begin (one longer than the texts)."""
    rows = offsets.shape[0] - 1
    begin = np.zeros(rows + 1, np.int64)
    cps, prefix, (hashes, _, _), (th, _, ts, te, tk), _ = scratch()
    out = np.empty(1 << 16, np.uint64)
    for row in range(rows):
        lo, hi = offsets[row], offsets[row + 1]
        tokens = read(buf, lo, hi, ready[row], folds, cps, th, ts, te, tk)
        at = begin[row]
        for t in range(-1, tokens):
            if t < 0:
                hits = word_ngrams(th, tokens, True, hashes)
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


def ngram_hashes(texts: Iterable[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hashes of all n-grams of ``texts``, and where those of each text begin (one longer than the texts)."""
    return collect_hashes(*pack(texts), fold_table())  # type: ignore[no-any-return]


def document_frequency(texts: Iterable[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hashes of the n-grams of ``texts``, ascending, and how many of the texts have each.

    >>> max(document_frequency(["one two", "one", "one one"])[1].tolist())
    3
    """
    hashes, begin = ngram_hashes(texts)
    row = np.repeat(np.arange(len(begin) - 1), np.diff(begin))
    order = np.lexsort((row, hashes))
    hashes, row = hashes[order], row[order]
    first = np.r_[True, (hashes[1:] != hashes[:-1]) | (row[1:] != row[:-1])][: len(hashes)]
    return np.unique(hashes[first], return_counts=True)


@compiled()
def count_features(buf, offsets, ready, folds, table, cols, phrase_table):  # type: ignore[no-untyped-def]
    """CSR parts of the n-gram matrix (``indptr, indices, data``) and both cue masks of every text.

    An n-gram's value is 1 / sqrt(known n-grams of its kind in the text) for each time it occurs; a column
    may stand several times in a row, and its values add up.
    """
    rows = offsets.shape[0] - 1
    indptr = np.zeros(rows + 1, np.int64)
    masks = np.zeros((rows, 2), np.uint64)
    indices = np.empty(1 << 16, np.int32)
    data = np.empty(1 << 16, np.float64)
    cps, prefix, (hashes, begins, _), (th, tp, ts, te, tk), (marks, ms, me) = scratch()
    for row in range(rows):
        lo, hi = offsets[row], offsets[row + 1]
        tokens = read(buf, lo, hi, ready[row], folds, cps, th, ts, te, tk)
        at = begin = indptr[row]
        for t in range(-1, tokens):
            if t < 0:
                hits = word_ngrams(th, tokens, True, hashes)
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
                slot = find_slot(table, hashes[k])
                if slot >= 0:
                    indices[at] = cols[slot]
                    at += 1
            if t < 0:
                data[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
                begin = at
        data[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
        indptr[row + 1] = at
        for t in range(tokens):
            tp[t] = phrase_row(phrase_table, th[t])
        masks[row, 0], _ = find_phrases(th, tp, ts, te, tk, tokens, phrase_table, begins, marks, ms, me, False)
        masks[row, 1], _ = find_style(cps, ts, te, tk, tokens, marks, ms, me, False)
    return indptr, indices[: indptr[rows]].copy(), data[: indptr[rows]].copy(), masks


@compiled()
def locate(buf, offsets, ready, folds, table, cols, phrase_table):  # type: ignore[no-untyped-def]
    """The hits of one text with their places, for explaining it.

    Returns ``(column, first token, last token, value)`` of its known n-grams, ``(start, end)`` of its tokens
    in folded characters, and ``(mask, start, end)`` of its phrase marks and of its style marks.
    """
    cps, prefix, (hashes, first, last), (th, tp, ts, te, tk), (marks, ms, me) = scratch()
    tokens = read(buf, offsets[0], offsets[1], ready[0], folds, cps, th, ts, te, tk)
    column, a, b = np.empty(_HITS * 2, np.int32), np.empty(_HITS * 2, np.int32), np.empty(_HITS * 2, np.int32)
    value = np.empty(_HITS * 2, np.float64)
    at = begin = 0
    for t in range(-1, tokens):
        if t < 0:
            hits = word_ngrams(th, tokens, True, hashes)
            word_spans(tokens, first, last)
        elif tk[t]:
            hits = char_ngrams(cps, ts[t], te[t], tk[t] == 2, prefix, hashes)
            first[:hits], last[:hits] = t, t
        else:
            continue
        for k in range(hits):
            slot = find_slot(table, hashes[k])
            if slot >= 0:
                column[at], a[at], b[at] = cols[slot], first[k], last[k]
                at += 1
        if t < 0:
            value[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
            begin = at
    value[begin:at] = 1.0 / np.sqrt(max(1, at - begin))
    ngrams = column[:at].copy(), a[:at].copy(), b[:at].copy(), value[:at].copy()
    for t in range(tokens):
        tp[t] = phrase_row(phrase_table, th[t])
    _, count = find_phrases(th, tp, ts, te, tk, tokens, phrase_table, first, marks, ms, me, True)
    phrases = marks[:count].copy(), ms[:count].copy(), me[:count].copy()
    _, count = find_style(cps, ts, te, tk, tokens, marks, ms, me, True)
    styles = marks[:count].copy(), ms[:count].copy(), me[:count].copy()
    return ngrams, (ts[:tokens].copy(), te[:tokens].copy()), phrases, styles
