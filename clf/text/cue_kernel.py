"""The compiled search for cues: phrases of the word lists, and features of style such as a question mark.

A lexical cue is a bit of one 64-bit mask, a cue of style a bit of another. A *mark* is a cue with its place.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from clf.text.compiled import compiled
from clf.text.kernel import BASE, MAX_BYTES, MAX_CHARS, mix, read
from clf.text.style import LENGTHS, LONG_WORD, NAMES
from clf.text.table import find_slot

CUE_N = 4
CUE_SEED = 0x165667B19E3779F9
MAX_MARKS = 512

_B, _SEED = np.uint64(BASE), np.uint64(CUE_SEED)
_LENGTHS = np.array([most for _, most in LENGTHS], dtype=np.int64)
_ID = {name: i for i, name in enumerate(NAMES)}
_LENGTH0 = 0
(
    _SHORT_WORDS, _LONG_WORDS, _VERY_LONG_WORD, _LIST_NUMBER, _NUMBER, _NUMBERS, _YEAR, _QUESTION, _EXCLAMATION,
    _COLON, _QUOTE, _DASH, _MONEY, _PERCENT, _BRACKET, _COMMA, _SEMICOLON, _TAG, _MENTION, _STOP, _INNER_STOP,
    _REPEAT, _SLASH, _AMPERSAND, _EMOJI, _LATE_QUESTION,
) = (_ID[name] for name in NAMES[len(LENGTHS):])  # fmt: skip


@compiled(forceinline=True)
def phrase_slot(keys, token_hash):  # type: ignore[no-untyped-def]
    """Slot of the phrases that begin with a token, or -1."""
    return find_slot(keys, mix(_SEED * _B + token_hash))


@compiled(forceinline=True)
def find_phrases(  # type: ignore[no-untyped-def]
    token_hash, token_slot, token_start, token_end, token_kind, tokens, keys, masks, marks, starts, ends, places
):
    """Phrases of the cue lists in one tokenized text: ``(mask, number of marks written)``.

    Looked up over words alone, so that "mind-blowing" and "mind blowing" are one. Every prefix of a phrase has
    a key, so the search goes on only where a phrase may, and begins at ``token_slot`` (`phrase_slot` of each
    token, which does not change from text to text). ``masks[slot]`` holds four masks: of phrases that may
    stand anywhere, only at the beginning, only at the end, only as the whole.
    """
    mask = uint64(0)
    count = 0
    final = tokens - 1
    while final >= 0 and token_kind[final] == 0:
        final -= 1
    initial = True
    for t in range(final + 1):
        if token_kind[t] == 0:
            continue
        h = _SEED
        size = 0
        for last in range(t, final + 1):
            if token_kind[last] == 0:
                continue
            size += 1
            if size > CUE_N:
                break
            h = mix(h * _B + token_hash[last])
            slot = np.int64(token_slot[t]) if size == 1 else find_slot(keys, h)
            if slot < 0 and size > 1:  # whether one word begins a phrase is a toss-up: better not to ask
                break
            row = max(slot, 0)
            found = masks[row, 0]
            if initial:
                found |= masks[row, 1]
            if last == final:
                found |= masks[row, 2]
                if initial:
                    found |= masks[row, 3]
            found = found if slot >= 0 else uint64(0)
            mask |= found
            if places and found and count < MAX_MARKS:
                marks[count], starts[count], ends[count] = found, token_start[t], token_end[last]
                count += 1
        initial = False
    return mask, count


@compiled(forceinline=True)
def find_style(cps, token_start, token_end, token_kind, tokens, marks, starts, ends, places):  # type: ignore[no-untyped-def]
    """Cues of style in one tokenized text: ``(mask, number of marks written)``."""
    if tokens == 0:
        return uint64(0), 0
    words = 0
    letters = 0
    numbers = 0
    count = 0
    mask = uint64(0)
    for t in range(tokens):
        a, b = token_start[t], token_end[t]
        cp = cps[a]
        bit = -1
        if token_kind[t]:
            if token_kind[t] == 2:
                numbers += 1
                bit = _NUMBER
                if words == 0 and b - a <= 2:
                    bit = _LIST_NUMBER
                elif b - a == 4 and ((cps[a] == 49 and cps[a + 1] == 57) or (cps[a] == 50 and cps[a + 1] == 48)):
                    bit = _YEAR
            elif b - a >= LONG_WORD:
                bit = _VERY_LONG_WORD
            words += 1
            letters += b - a
        elif cp == 63 or cp == 33:
            bit = _QUESTION if cp == 63 else _EXCLAMATION
            if a and (cps[a - 1] == 63 or cps[a - 1] == 33):
                bit = _REPEAT
        elif cp == 58:
            bit = _COLON
        elif cp == 34:
            bit = _QUOTE
        elif cp == 45:
            spaced = a > 0 and cps[a - 1] == 32
            bit = _DASH if spaced else -1
        elif cp == 36 or cp == 0x20AC or cp == 0xA3:
            bit = _MONEY
        elif cp == 37:
            bit = _PERCENT
        elif cp == 40 or cp == 91:
            bit = _BRACKET
        elif cp == 44:
            bit = _COMMA
        elif cp == 59:
            bit = _SEMICOLON
        elif cp == 35:
            bit = _TAG
        elif cp == 64:
            bit = _MENTION
        elif cp == 47:
            bit = _SLASH
        elif cp == 38:
            bit = _AMPERSAND
        elif cp == 46:
            bit = _STOP if t == tokens - 1 else _INNER_STOP
        elif 0x2600 <= cp <= 0x27BF or cp >= 0x1F000:
            bit = _EMOJI
        if bit >= 0:
            mask |= uint64(1) << uint64(bit)
            if places and count < MAX_MARKS:
                marks[count], starts[count], ends[count] = uint64(1) << uint64(bit), a, b
                count += 1
    whole = uint64(0)
    if cps[token_start[tokens - 1]] == 63 and mask >> uint64(_COLON) & uint64(1):
        whole |= uint64(1) << uint64(_LATE_QUESTION)
    for k in range(_LENGTHS.shape[0]):
        if words <= _LENGTHS[k]:
            whole |= uint64(1) << uint64(_LENGTH0 + k)
            break
    if words and letters < 4.2 * words:
        whole |= uint64(1) << uint64(_SHORT_WORDS)
    if words and letters >= 5.6 * words:
        whole |= uint64(1) << uint64(_LONG_WORDS)
    if numbers > 1:
        whole |= uint64(1) << uint64(_NUMBERS)
    if places and count < MAX_MARKS:
        marks[count], starts[count], ends[count] = whole, token_start[0], token_end[tokens - 1]
        count += 1
    return mask | whole, count


@compiled()
def prefix_hashes(buf, offsets, ready, fold_len, fold_to, fold_page):  # type: ignore[no-untyped-def]
    """For each phrase the hashes of its first 1 to ``CUE_N`` words, and how many words it has."""
    rows = offsets.shape[0] - 1
    out = np.zeros((rows, CUE_N), np.uint64)
    sizes = np.zeros(rows, np.int64)
    cps = np.empty(4 * MAX_BYTES + 8, np.uint32)
    th, ts = np.empty(MAX_CHARS + 1, np.uint64), np.empty(MAX_CHARS + 1, np.int32)
    te, tk = np.empty(MAX_CHARS + 1, np.int32), np.empty(MAX_CHARS + 1, np.uint8)
    for row in range(rows):
        lo, hi = offsets[row], offsets[row + 1]
        tokens = read(buf, lo, hi, ready[row], fold_len, fold_to, fold_page, cps, th, ts, te, tk)
        h = _SEED
        for t in range(tokens):
            if tk[t]:
                h = mix(h * _B + th[t])
                if sizes[row] < CUE_N:
                    out[row, sizes[row]] = h
                sizes[row] += 1
    return out, sizes
