"""The compiled search for phrases of the word lists. Each list is a bit of a 64-bit mask.

A *mark* is a cue with its place.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from clf.text.compiled import compiled, leaf
from clf.text.kernel import BASE, MAX_CHARS, MAX_FOLDED, mix, read
from clf.text.table import Table, build_sieve, build_table, find_slot, may_hold, spread

PHRASE_N = 4
MAX_MARKS = 512

_B, _SEED = np.uint64(BASE), np.uint64(0x165667B19E3779F9)


class PhraseTable(NamedTuple):
    """The lists as `find_phrases` reads them: ``masks[rows[slot]]`` belongs to the hash in ``slot`` of ``table``.

    Row 0 is of what only begins phrases. ``sieve`` is that of all hashes (`build_sieve`).
    """

    table: Table
    rows: NDArray[np.int32]
    masks: NDArray[np.uint64]
    sieve: NDArray[np.uint64]


def phrase_table(hashes: NDArray[np.uint64], masks: NDArray[np.uint64]) -> PhraseTable:
    """Table of the phrases' ``hashes`` (m,) and their four ``masks`` (m, 4): see `clf.text.cues.index_phrases`."""
    table, slot_of = build_table(hashes)
    known, rows = np.unique(np.concatenate([np.zeros((1, 4), np.uint64), masks]), axis=0, return_inverse=True)
    rows = rows.reshape(-1)[1:].astype(np.int32)  # the row of zeros sorts first
    return PhraseTable(table, spread(rows, slot_of, len(table.keys)), known, build_sieve(hashes))


@leaf(forceinline=True)
def _phrase_row(phrases, h):  # type: ignore[no-untyped-def]
    slot = find_slot(phrases.table, h)
    row = phrases.rows[max(slot, 0)]
    return row if slot >= 0 else np.int32(-1)


@leaf(forceinline=True)
def phrase_row(phrases, token_hash):  # type: ignore[no-untyped-def]
    """Row of the masks of the phrase that is a token alone; 0 if it only begins phrases, -1 if it does not."""
    return _phrase_row(phrases, mix(_SEED * _B + token_hash))


@leaf(forceinline=True)
def _gather(token_hash, token_row, token_kind, tokens, sieve, begins):  # type: ignore[no-untyped-def]
    """Write the words at which to look for phrases; their number, and the first and the last of all words.

    Every other word begins a phrase, but few go on with one: to look at each would be to guess wrongly all the time.
    """
    begun = 0
    initial = final = -1
    h = uint64(0)
    for t in range(tokens):
        if token_kind[t]:
            here = token_hash[t]
            begins[begun] = final  # of the word before, now that it is known what follows it
            goes_on = may_hold(sieve, mix(h * _B + here))
            if final >= 0:
                begun += (token_row[final] > 0) | (token_row[final] == 0) & (goes_on != 0)
            else:
                initial = t
            final = t
            h = mix(_SEED * _B + here)
    if final >= 0:
        begins[begun] = final
        begun += token_row[final] > 0
    return begun, initial, final


@leaf(forceinline=True)
def find_phrases(  # type: ignore[no-untyped-def]
    token_hash, token_row, token_start, token_end, token_kind, tokens, phrases, begins, marks, starts, ends, places
):
    """Phrases of the lists in one tokenized text: ``(mask, number of marks written)``.

    Looked up over words alone, so that "mind-blowing" and "mind blowing" are one. Every prefix of a phrase has
    a key, so the search goes on only where a phrase may; ``token_row`` is the `phrase_row` of each token, which does
    not change from text to text. There are four masks: of phrases that may stand anywhere, only at the beginning, only
    at the end, only as the whole. ``begins`` is room for a number a token.
    """
    mask = uint64(0)
    count = 0
    begun, initial, final = _gather(token_hash, token_row, token_kind, tokens, phrases.sieve, begins)
    for k in range(begun):
        t = begins[k]
        h = _SEED
        size = 0
        for last in range(t, final + 1):
            if token_kind[last] == 0:
                continue
            size += 1
            if size > PHRASE_N:
                break
            h = mix(h * _B + token_hash[last])
            row = token_row[t] if size == 1 else _phrase_row(phrases, h)
            if row < 0:
                break
            found = phrases.masks[row, 0]
            if t == initial:
                found |= phrases.masks[row, 1]
            if last == final:
                found |= phrases.masks[row, 2]
                if t == initial:
                    found |= phrases.masks[row, 3]
            mask |= found
            if places and found and count < MAX_MARKS:
                marks[count], starts[count], ends[count] = found, token_start[t], token_end[last]
                count += 1
    return mask, count


@compiled()
def prefix_hashes(buf, offsets, ready, folds):  # type: ignore[no-untyped-def]
    """For each phrase the hashes of its first 1 to ``PHRASE_N`` words, and how many words it has."""
    rows = offsets.shape[0] - 1
    out = np.zeros((rows, PHRASE_N), np.uint64)
    sizes = np.zeros(rows, np.int64)
    cps = np.empty(MAX_FOLDED, np.uint32)
    th, ts = np.empty(MAX_CHARS + 1, np.uint64), np.empty(MAX_CHARS + 1, np.int32)
    te, tk = np.empty(MAX_CHARS + 1, np.int32), np.empty(MAX_CHARS + 1, np.uint8)
    for row in range(rows):
        lo, hi = offsets[row], offsets[row + 1]
        tokens = read(buf, lo, hi, ready[row], folds, cps, th, ts, te, tk)
        h = _SEED
        for t in range(tokens):
            if tk[t]:
                h = mix(h * _B + th[t])
                if sizes[row] < PHRASE_N:
                    out[row, sizes[row]] = h
                sizes[row] += 1
    return out, sizes
