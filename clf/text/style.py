"""Cues of style, which need no knowledge of words (such as a question mark), and the compiled search for them.

One table names them all. Each is a bit of a 64-bit mask.
"""

from __future__ import annotations

import numpy as np
from numba import uint64

from clf.text.compiled import leaf
from clf.text.phrases import MAX_MARKS

LONG_WORD = 12
LENGTHS = (
    ("words_1_4", 4),
    ("words_5_7", 7),
    ("words_8_9", 9),
    ("words_10_11", 11),
    ("words_12_14", 14),
    ("words_15_18", 18),
    ("words_19_up", 1 << 30),
)
"""Buckets of headline length: name, most words in it."""

STYLE: dict[str, tuple[str, str]] = {
    "words_1_4": ("Very short", "is very short (up to 4 words)"),
    "words_5_7": ("Short", "is short (5 to 7 words)"),
    "words_8_9": ("Middling length", "has 8 or 9 words"),
    "words_10_11": ("Usual length", "has 10 or 11 words"),
    "words_12_14": ("Rather long", "is rather long (12 to 14 words)"),
    "words_15_18": ("Long", "is long (15 to 18 words)"),
    "words_19_up": ("Very long", "is very long (19 words or more)"),
    "short_words": ("Short words", "uses short, chatty words"),
    "long_words": ("Long words", "uses long words"),
    "very_long_word": ("Very long word", "has a very long word"),
    "list_number": ("Opening number", "opens with a number, as lists do"),
    "number": ("Exact figure", "gives a figure"),
    "numbers": ("Several figures", "gives several figures"),
    "year": ("Year", "names a year"),
    "question": ("Question mark", "asks a question"),
    "exclamation": ("Exclamation mark", "exclaims"),
    "colon": ("Colon", "sets its parts off with a colon"),
    "quote": ("Quotation", "quotes"),
    "dash": ("Dash", "sets its parts off with a dash"),
    "money": ("Sum of money", "names a sum of money"),
    "percent": ("Percentage", "names a percentage"),
    "bracket": ("Brackets", "has an aside in brackets"),
    "comma": ("Comma", "has a comma"),
    "semicolon": ("Semicolon", "has a semicolon"),
    "tag": ("Hashtag", "has a hashtag"),
    "mention": ("Mention", "addresses an account with @"),
    "stop": ("Full stop", "ends in a full stop"),
    "inner_stop": ("Inner stop", "has a full stop inside"),
    "repeat": ("Repeated mark", "repeats its question or exclamation marks"),
    "slash": ("Slash", "has a slash"),
    "ampersand": ("Ampersand", "has an ampersand"),
    "emoji": ("Emoji", "has an emoji or pictograph"),
    "late_question": ("Question at the end", "makes a statement and then puts it in question"),
}
"""Cue of style -> (title, what it says of a headline, as the end of a sentence)."""

NAMES = tuple(STYLE)

HEADLINE_ONLY = frozenset(STYLE) - {"question", "exclamation", "repeat", "emoji"}
"""Cues that tell nothing in a teaser: its length, figures and marks are those of running text, cut off anywhere."""


_LENGTHS = np.array([most for _, most in LENGTHS], dtype=np.int64)
_ID = {name: i for i, name in enumerate(NAMES)}
_LENGTH0 = 0
(
    _SHORT_WORDS,
    _LONG_WORDS,
    _VERY_LONG_WORD,
    _LIST_NUMBER,
    _NUMBER,
    _NUMBERS,
    _YEAR,
    _QUESTION,
    _EXCLAMATION,
    _COLON,
    _QUOTE,
    _DASH,
    _MONEY,
    _PERCENT,
    _BRACKET,
    _COMMA,
    _SEMICOLON,
    _TAG,
    _MENTION,
    _STOP,
    _INNER_STOP,
    _REPEAT,
    _SLASH,
    _AMPERSAND,
    _EMOJI,
    _LATE_QUESTION,
) = (_ID[name] for name in NAMES[len(LENGTHS) :])
_MARKS = np.full(128, -1, np.int8)  # what a mark means by itself
for _mark, _bit in {
    "?": _QUESTION,
    "!": _EXCLAMATION,
    ":": _COLON,
    '"': _QUOTE,
    "-": _DASH,
    "$": _MONEY,
    "%": _PERCENT,
    "(": _BRACKET,
    "[": _BRACKET,
    ",": _COMMA,
    ";": _SEMICOLON,
    "#": _TAG,
    "@": _MENTION,
    "/": _SLASH,
    "&": _AMPERSAND,
    ".": _STOP,
}.items():
    _MARKS[ord(_mark)] = _bit


@leaf(inline="always")
def _foreign_mark(cp):  # type: ignore[no-untyped-def]
    if cp == 0x20AC or cp == 0xA3:
        return _MONEY
    return _EMOJI if 0x2600 <= cp <= 0x27BF or cp >= 0x1F000 else -1


@leaf(forceinline=True)
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
        else:
            bit = _MARKS[cp] if cp < 128 else _foreign_mark(cp)
            if (cp == 63 or cp == 33) and a and (cps[a - 1] == 63 or cps[a - 1] == 33):
                bit = _REPEAT
            elif cp == 45 and (a == 0 or cps[a - 1] != 32):
                bit = -1
            elif cp == 46 and t != tokens - 1:
                bit = _INNER_STOP
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
