"""Cues of style: what can be seen in a headline without knowing its words. One table names them all."""

from __future__ import annotations

LONG_WORD = 12
LENGTHS = (
    ("words_1_4", 4), ("words_5_7", 7), ("words_8_9", 9), ("words_10_11", 11), ("words_12_14", 14),
    ("words_15_18", 18), ("words_19_up", 1 << 30),
)  # fmt: skip
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
