"""The compiled pass over a headline: fold, tokenize, and name every n-gram and cue by a 64-bit hash.

One description serves three uses (`clf.text.scan`): training looks the hashes up as columns of a sparse matrix,
scoring adds up their weights, explaining keeps their places. All functions are numba-compiled,
cached on disk and run without the GIL. ``tests/text/oracle.py`` says the same in plain Python, and holds
this file to it.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from clf.text.classes import FOREIGN, LETTER, NO_DIGIT, SIGN, STANDS_IN, WORD, class_of
from clf.text.common import fragment_at
from clf.text.compiled import compiled, leaf
from clf.text.fold import fold_alone
from clf.text.fold_table import HIDDEN, UNSURE
from clf.text.tricks import (
    begins_entity,
    breaks_word,
    hides_word,
    leet_word,
    mixes_scripts,
    spread_out,
    stands_in,
    symbol_inside,
    underscore_inside,
)
from clf.text.unmask import ENOUGH_ACCENTED, ENOUGH_BROKEN, ENOUGH_LEET, ENOUGH_UNDERSCORES
from clf.types import MAX_LENGTH

WORD_MAX = 3
CHAR_MIN, CHAR_MAX = 2, 5
MAX_CHARS = MAX_LENGTH  # of folded text, which may be longer than the original; it bounds the scratch space
MAX_BYTES = 4 * MAX_CHARS  # longer input is folded and cut before it comes here
MAX_FOLDED = 2 * MAX_BYTES + 8  # code points that so many bytes fold to: 4 from 2 bytes at most
MAX_DIGITS = 5

BASE = 0x100000001B3
MIX = 0xFF51AFD7ED558CCD
WORD_SEED, CHAR_SEED = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
START, STOP = 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63  # stand-ins for "before the first" and "after the last"

_SPACE, _HASH, _TAIL = np.uint32(32), np.uint32(35), np.uint32(0x3F)
_ASCII = np.array([ord(fold_alone(chr(cp)) or "\0") for cp in range(128)], np.uint32)  # 0: dropped
_B, _M = np.uint64(BASE), np.uint64(MIX)
_WS, _CS = np.uint64(WORD_SEED), np.uint64(CHAR_SEED)
_START, _STOP = np.uint64(START), np.uint64(STOP)
assert all(_ASCII[b] == ord(chr(b).lower()) for b in range(32, 127) if b not in (39, 96))  # so has `_fold_plain`
_NUMBERS = np.zeros(MAX_DIGITS + 1, np.uint64)  # hash of so many number signs
for _size in range(MAX_DIGITS):
    _NUMBERS[_size + 1] = (int(_NUMBERS[_size]) * BASE + ord("#")) % (1 << 64)
_POWERS = np.array([pow(BASE, n, 1 << 64) for n in range(CHAR_MAX + 1)], dtype=np.uint64)


@leaf(inline="always")
def mix(x):  # type: ignore[no-untyped-def]
    """Spread a 64-bit value over all its bits (half of MurmurHash3's finaliser)."""
    x ^= x >> uint64(33)
    x *= _M
    return x ^ (x >> uint64(29))


@leaf(inline="always")
def _code_point(buf, i, b):  # type: ignore[no-untyped-def]
    """The code point that begins at ``buf[i]``, which is ``b``."""
    x = np.uint32(buf[i + 1]) & _TAIL
    if b < 0xE0:
        return (b & np.uint32(0x1F)) << np.uint32(6) | x
    y = np.uint32(buf[i + 2]) & _TAIL
    if b < 0xF0:
        return (b & np.uint32(0x0F)) << np.uint32(12) | x << np.uint32(6) | y
    z = np.uint32(buf[i + 3]) & _TAIL
    return (b & np.uint32(0x07)) << np.uint32(18) | x << np.uint32(12) | y << np.uint32(6) | z


@leaf(forceinline=True)
def _fold_plain(buf, lo, hi, out):  # type: ignore[no-untyped-def]
    """Fold ASCII in which each character becomes one; False at anything else. Loops without a branch are vectorised."""
    size = uint64(hi - lo)
    odd = np.uint8(0)
    for k in range(size):
        b = buf[uint64(lo) + k]
        small = b | np.uint8(32) if (b >= 65) & (b <= 90) else b
        out[k] = np.uint8(32) if (b >= 9) & (b <= 13) else small
        odd |= np.uint8((b > 126) | (b < 9) | ((b > 13) & (b < 32)) | (b == 39) | (b == 96))
    for k in range(uint64(1), size):
        odd |= np.uint8((out[k] == _SPACE) & (out[k - uint64(1)] == _SPACE))
    return odd == 0 and (size == 0 or out[0] != _SPACE)


@leaf()
def _is_too_long(buf, lo, hi):  # type: ignore[no-untyped-def]
    """Whether there are more than `MAX_LENGTH` characters: Python cuts them."""
    count = 0
    for i in range(lo, hi):
        count += buf[i] & 0xC0 != 0x80
    return count > MAX_LENGTH


@leaf(forceinline=True)
def fold_into(buf, lo, hi, ready, folds, out):  # type: ignore[no-untyped-def]
    """Fold UTF-8 bytes ``buf[lo:hi]`` into code points; their number, or -1 where Python must fold."""
    if hi - lo > MAX_LENGTH and not ready and (hi - lo > MAX_BYTES or _is_too_long(buf, lo, hi)):
        return -1
    if not ready and _fold_plain(buf, lo, hi, out):
        size = _cut_tail(out, hi - lo)
        return size if size <= MAX_CHARS else -1
    n = uint64(0)  # unsigned, as a negative index would have to be asked for at every step
    i = uint64(lo)
    last = _SPACE  # so that spaces at the beginning go
    while i < uint64(hi):
        b = np.uint32(buf[i])
        if b < 0x80:  # most of all text, and the same for text that is ready: one code point in, one or none out
            i += uint64(1)
            folded = _ASCII[b]
            out[n] = folded
            n += uint64((folded != 0) & ((folded != _SPACE) | (last != _SPACE)))
            last = folded if folded != 0 else last
            continue
        cp = _code_point(buf, i, b)
        i += uint64(2) if b < 0xE0 else uint64(3) if b < 0xF0 else uint64(4)
        if ready:
            out[n] = last = cp
            n += uint64(1)
            continue
        page = folds.pages[cp >> np.uint32(8)]
        at = uint64(page) << uint64(8) | uint64(cp & np.uint32(255))
        length = folds.lengths[at]
        if page < 0 or length >= HIDDEN:
            if page < 0 or length == UNSURE or 97 <= last <= 122 or 0xC0 <= last < 0x590:
                return -1
            continue
        for k in range(length):
            folded = folds.folded[at, k]
            if folded != _SPACE or last != _SPACE:
                out[n] = last = folded
                n += uint64(1)
    size = np.int64(n)
    if not ready:
        size = _cut_tail(out, size)
        if size > MAX_CHARS:
            return -1
    return size


@leaf(forceinline=True)
def _cut_tail(out, n):  # type: ignore[no-untyped-def]
    tail = n
    while tail and (
        out[tail - 1] == 32
        or out[tail - 1] == 46
        or out[tail - 1] == 40
        or out[tail - 1] == 41
        or out[tail - 1] == 91
        or out[tail - 1] == 93
    ):
        tail -= 1
    for i in range(tail, n - 1):
        if out[i] == 46 and out[i + 1] == 46:
            while i and (out[i - 1] == 32 or out[i - 1] == 40 or out[i - 1] == 91):
                i -= 1
            return i
    return n - 1 if n and out[n - 1] == 32 else n


@leaf(forceinline=True)
def tokenize(cps, n, ready, token_hash, token_start, token_end, token_kind):  # type: ignore[no-untyped-def]
    """Split folded ``cps[:n]`` into tokens; their number, or -1 where Python must fold.

    Kinds: 0 mark, 1 word, 2 number. What is not ``ready`` may hold tricks that only Python undoes (`clf.text.tricks`).
    """
    tokens = 0
    tricky = n < 0
    accents = underscores = broken = leet = 0
    a = b = uint64(0)  # the word before
    piece_before = False
    i, end = uint64(0), uint64(max(n, 0))
    while i < end:
        start, cp = i, cps[i]
        i += uint64(1)
        if cp == _SPACE:
            continue
        h = uint64(cp)
        kind = 0
        classes = class_of(cp)
        if classes & WORD:
            kind = 1
            while i < end:
                one = class_of(cps[i])
                if one & WORD == 0:
                    break
                h = h * _B + uint64(cps[i])
                classes |= one
                i += uint64(1)
            if classes & NO_DIGIT == 0:  # a number counts by its length: "17" and "23" are one
                kind = 2
                h = _NUMBERS[min(i - start, uint64(MAX_DIGITS))]
            if i - start == uint64(1):
                tricky |= spread_out(cps, np.int64(start), n)
            elif mixes_scripts(classes):
                tricky = True
            elif classes & (LETTER | STANDS_IN) == LETTER | STANDS_IN:
                tricky |= stands_in(cps, np.int64(start), np.int64(i), n)
                leet += leet_word(cps, np.int64(start), np.int64(i))
            elif classes & FOREIGN:
                accents += hides_word(cps, np.int64(start), np.int64(i))
            piece = i - start <= uint64(2) and fragment_at(cps, start, i)
            if piece or piece_before or (start - b == uint64(1) and cps[b] != _SPACE):
                broken += breaks_word(cps, np.int64(a), np.int64(b), np.int64(start), np.int64(i))
            a, b, piece_before = start, i, piece
        elif classes & SIGN:
            if cp == 38:  # &
                tricky |= begins_entity(cps, np.int64(start), n)
            elif cp == 95:  # _
                underscores += underscore_inside(cps, np.int64(start), n)
            else:  # @ and $
                tricky |= stands_in(cps, np.int64(start), np.int64(i), n)
        elif cp >= 0x2300:
            tricky |= symbol_inside(cps, np.int64(start), n)
        token_hash[tokens] = mix(h + _WS)
        token_start[tokens] = start
        token_end[tokens] = i
        token_kind[tokens] = kind
        tokens += 1
    tricky |= (accents >= ENOUGH_ACCENTED) | (underscores >= ENOUGH_UNDERSCORES)
    tricky |= (broken >= ENOUGH_BROKEN) | (leet >= ENOUGH_LEET)
    return tokens if ready or not tricky else -1


@leaf(forceinline=True)
def read(buf, lo, hi, ready, folds, cps, token_hash, token_start, token_end, token_kind):  # type: ignore[no-untyped-def]
    """Fold and tokenize one text: the number of its tokens, or -1 where Python must fold."""
    n = fold_into(buf, lo, hi, ready, folds, cps)
    return tokenize(cps, n, ready, token_hash, token_start, token_end, token_kind)


@compiled()
def needs_python(buf, offsets, folds):  # type: ignore[no-untyped-def]
    """Which texts Python must fold, or have a character of a page that the table does not have yet."""
    out = np.zeros(offsets.shape[0] - 1, np.bool_)
    cps = np.empty(MAX_FOLDED, np.uint32)
    th, ts = np.empty(MAX_CHARS + 1, np.uint64), np.empty(MAX_CHARS + 1, np.int32)
    te, tk = np.empty(MAX_CHARS + 1, np.int32), np.empty(MAX_CHARS + 1, np.uint8)
    for row in range(out.shape[0]):
        out[row] = read(buf, offsets[row], offsets[row + 1], False, folds, cps, th, ts, te, tk) < 0
    return out


@leaf(inline="always")
def word_ngram(h):  # type: ignore[no-untyped-def]
    """The hash of a single token as a word n-gram."""
    return mix(h + uint64(1))


@leaf(forceinline=True)
def word_ngrams(token_hash, tokens, alone, hashes):  # type: ignore[no-untyped-def]
    """Write the hashes of the word n-grams: of one token if these are wanted (``alone``), then of two and three.

    Returns their number. Beginning and end count as tokens of the longer ones: "how" opening a headline is not "how"
    inside it.
    """
    hits = 0
    if alone:
        for t in range(tokens):
            hashes[t] = word_ngram(token_hash[t])
        hits = tokens
    if tokens == 0:
        return hits
    before, here = _START, token_hash[0]
    for t in range(tokens):
        after = token_hash[t + 1] if t + 1 < tokens else _STOP
        pair = mix(before * _B + here)
        hashes[hits] = pair + uint64(2)
        hashes[hits + 1] = mix(pair * _B + after) + uint64(3)
        hits += 2
        before, here = here, after
    hashes[hits] = mix(before * _B + here) + uint64(2)
    return hits + 1


@leaf()
def word_spans(tokens, first, last):  # type: ignore[no-untyped-def]
    """Write the first and the last token of each n-gram that `word_ngrams` writes, those of one token among them."""
    for t in range(tokens):
        first[t] = last[t] = t
    for k in range(2 * tokens + 1 if tokens else 0):
        start = k // 2 - 1
        first[tokens + k], last[tokens + k] = max(start, 0), min(start + 1 + k % 2, tokens - 1)


@leaf(forceinline=True)
def char_ngrams(cps, start, end, number, prefix, hashes):  # type: ignore[no-untyped-def]
    """Write the hashes of all character n-grams of one word with a space on either side; their number."""
    size = min(end - start, MAX_DIGITS) if number else end - start
    prefix[0] = uint64(0)
    prefix[1] = uint64(_SPACE)
    for k in range(size):
        prefix[k + 2] = prefix[k + 1] * _B + uint64(_HASH if number else cps[start + k])
    prefix[size + 2] = prefix[size + 1] * _B + uint64(_SPACE)
    hits = 0
    for width in range(CHAR_MIN, min(CHAR_MAX, size + 2) + 1):
        seed = _CS + uint64(width)
        for k in range(size + 3 - width):
            hashes[hits] = mix(prefix[k + width] - prefix[k] * _POWERS[width] + seed)
            hits += 1
    return hits
