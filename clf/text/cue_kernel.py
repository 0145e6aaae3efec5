"""The compiled search for cues: phrases of the word lists, and features of style such as a question mark.

A lexical cue is a bit of one 64-bit mask, a cue of style a bit of another. A *mark* is a cue with its place.
"""

from __future__ import annotations

import numpy as np
from numba import njit, uint64

from clf.text.kernel import BASE, mix
from clf.text.style import LENGTHS, LONG_WORD, NAMES

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
    _REPEAT, _SLASH, _AMPERSAND, _EMOJI,
) = (_ID[name] for name in NAMES[len(LENGTHS):])  # fmt: skip


@njit(cache=True, nogil=True)
def find_phrases(token_hash, token_start, token_end, token_word, tokens, keys, masks, marks, starts, ends, places):  # type: ignore[no-untyped-def]
    """Phrases of the cue lists in one tokenized text: ``(mask, number of marks written)``.

    Looked up over words alone, so that "mind-blowing" and "mind blowing" are one.
    """
    mask = uint64(0)
    count = 0
    words = 0
    for t in range(tokens):
        words += token_word[t] > 0
    slots = uint64(keys.shape[0] - 1)
    before = 0
    for t in range(tokens):
        if token_word[t] == 0:
            continue
        h = _SEED
        size = 0
        for last in range(t, tokens):
            if token_word[last] == 0:
                continue
            size += 1
            if size > CUE_N:
                break
            h = mix(h * _B + token_hash[last])
            for anchor in range(4):  # bit 0: only at the beginning; bit 1: only at the end
                if (anchor & 1 and before) or (anchor & 2 and before + size != words):
                    continue
                key = h + uint64(anchor)
                mark = np.uint32(key >> uint64(32)) | np.uint32(1)
                slot = key & slots
                while keys[slot] != 0:
                    if keys[slot] == mark:
                        mask |= masks[slot]
                        if places and count < MAX_MARKS:
                            marks[count], starts[count], ends[count] = masks[slot], token_start[t], token_end[last]
                            count += 1
                        break
                    slot = (slot + uint64(1)) & slots
        before += 1
    return mask, count


@njit(cache=True, nogil=True)
def find_style(cps, token_start, token_end, token_word, tokens, marks, starts, ends, places):  # type: ignore[no-untyped-def]
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
        if token_word[t]:
            if token_word[t] == 2:
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
