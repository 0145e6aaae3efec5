"""Ways to write a headline so that people read the same and a machine does not.

Each takes a text and a random generator and returns what a reader still reads as that text. The same seed gives the
same attack. None was tuned to what folding undoes.
"""

from __future__ import annotations

import random
import re
import string
import zlib
from collections.abc import Callable
from dataclasses import dataclass

Rewrite = Callable[[str, random.Random], str]

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # zero-width space, (non-)joiner, word joiner, BOM, soft hyphen
_TWINS = dict(zip("aceiopsxyjhdABCEHIKMOPTXYSJ", "асеіорѕхујһԁАВСЕНІКМОРТХУЅЈ", strict=True))  # Cyrillic look-alikes
_LEET = {"a": "4@", "e": "3", "i": "1", "o": "0", "s": "5$", "t": "7"}
_NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqrtyuioopsdfghjklkxcvbnmn", strict=True))
_ALPHABETS = (0x1D400, 0x1D468, 0x1D5D4, 0x1D63C, 0x1D670)  # bold, bold italic, sans bold, sans bold italic, monospace
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Attack:
    """An attack, what it does in words, and how much of recall it may cost (0 to 1; ``None``: no promise)."""

    name: str
    about: str
    rewrite: Rewrite
    allowed: float | None

    def __call__(self, text: str, seed: int = 0) -> str:
        """``text`` after the attack; what is drawn depends on ``seed`` and the text only."""
        return self.rewrite(text, random.Random(f"{seed} {self.name} {zlib.crc32(text.encode())}"))


def _zero_width(text: str, rng: random.Random) -> str:
    return "".join(c + rng.choice(_INVISIBLE) if c.isalpha() and rng.random() < 0.3 else c for c in text)


def _homoglyphs(share: float) -> Rewrite:
    return lambda text, rng: "".join(_TWINS[c] if c in _TWINS and rng.random() < share else c for c in text)


def _mathematical(text: str, rng: random.Random) -> str:
    start = rng.choice(_ALPHABETS)
    return "".join(
        chr(start + (ord(c) - 65 if c < "a" else ord(c) - 71))
        if c in string.ascii_letters
        else chr(0x1D7CE + int(c))
        if c in string.digits
        else c
        for c in text
    )


def _full_width(text: str, rng: random.Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _leetspeak(text: str, rng: random.Random) -> str:
    """Two or three letters in each of a third of the words."""

    def word(found: re.Match[str]) -> str:
        letters = list(found.group())
        places = [i for i, c in enumerate(letters) if c.lower() in _LEET]
        for i in rng.sample(places, min(len(places), rng.choice((2, 3)))):
            letters[i] = rng.choice(_LEET[letters[i].lower()])
        return "".join(letters)

    return _some_words(text, rng, 1 / 3, word, 3)


def _spacing(text: str, rng: random.Random) -> str:
    """A third of the words with a space or mark between their letters, and double spaces here and there."""
    gaps = " .-_*"
    spread = _some_words(text, rng, 1 / 3, lambda found: rng.choice(gaps).join(found.group()), 4)
    return "".join(c + " " if c == " " and rng.random() < 0.1 else c for c in spread)


def _typos(text: str, rng: random.Random) -> str:
    """One slip in about one word of eight: two letters swapped, one left out, doubled, or the key beside it."""

    def slip(found: re.Match[str]) -> str:
        w = found.group()
        i = rng.randrange(1, len(w) - 1)
        kind = rng.randrange(4)
        if kind == 0:
            return w[:i] + w[i + 1] + w[i] + w[i + 2 :]
        if kind == 1:
            return w[:i] + w[i + 1 :]
        if kind == 2:
            return w[:i] + w[i] + w[i:]
        return w[:i] + _NEIGHBOURS.get(w[i], w[i]) + w[i + 1 :]

    return _some_words(text, rng, 1 / 8, slip, 4)


def _some_words(text: str, rng: random.Random, share: float, change: Callable[[re.Match[str]], str], least: int) -> str:
    """``change`` the given ``share`` of words of at least ``least`` letters, and one at least."""
    words = [found for found in _WORD.finditer(text) if len(found.group()) >= least]
    if not words:
        return text
    chosen = [found for found in words if rng.random() < share] or [rng.choice(words)]
    out, at = [], 0
    for found in chosen:
        out += [text[at : found.start()], change(found)]
        at = found.end()
    return "".join([*out, text[at:]])


ATTACKS = (
    Attack("upper case", "every letter a capital", lambda text, _: text.upper(), 0.0),
    Attack("lower case", "no capitals", lambda text, _: text.lower(), 0.0),
    Attack("title case", "every word with a capital", lambda text, _: string.capwords(text, " "), 0.0),
    Attack("zero-width", "invisible characters after three letters in ten", _zero_width, 0.01),
    Attack("homoglyph", "three in ten letters swapped for a Cyrillic twin", _homoglyphs(0.3), 0.01),
    Attack("homoglyph, all", "every letter that has a Cyrillic twin swapped for it", _homoglyphs(1.0), None),
    Attack("mathematical", "mathematical bold, italic or monospaced letters and digits", _mathematical, 0.01),
    Attack("full-width", "full-width letters, digits and marks", _full_width, 0.01),
    Attack("leetspeak", "digits and signs for two or three letters of each third word", _leetspeak, 0.05),
    Attack("spacing", "a gap or mark between all letters of each third word", _spacing, 0.05),
    Attack("typos", "a slip in one word of eight, at least one a headline", _typos, 0.05),
)
