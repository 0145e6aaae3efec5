"""Numbers in a text, in figures or in words, as values that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clf.text.fold import fold

_UNITS = {word: i for i, word in enumerate((
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
))}  # fmt: skip
_TENS = {word: 10 * i for i, word in enumerate((
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
), 2)}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9,
    "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0,
}  # fmt: skip
_WORDS = {**_UNITS, **_TENS, "half": 0.5, "dozen": 12, "twice": 2, "double": 2, "triple": 3, "thrice": 3}
_TOKEN = re.compile(
    r"(?<![\w.])(?<![a-z]-)(?P<figures>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<suffix>[a-z]*)"
    rf"|\b(?P<word>{'|'.join(_WORDS)})\b(?:[ -](?P<unit>{'|'.join(list(_UNITS)[1:10])})\b)?"
    r"|\b(?P<lone>hundreds|thousands|millions|billions|dozens)\b"
)
_SCALE = re.compile(rf"[ -]({'|'.join(s for s in _SCALES if len(s) > 2)}|bn|mn|tn)\b")
_IDLE = re.compile(r"\b(?:first|second half|half an? hour|(?<!-)one)\b")
_NAME_SUFFIX = frozenset({"g", "d", "st", "nd", "rd", "th", "s"})


def figures_in(text: str) -> frozenset[float]:
    """The numbers of ``text``; "one" is left out, as it seldom counts anything, and so are names such as 5G.

    >>> sorted(figures_in("Two in five of 1.5 million masts for 5G and COVID-19 cost $40bn"))
    [2.0, 5.0, 1500000.0, 40000000000.0]
    """
    folded = _IDLE.sub(" ", fold(text).text)
    found = set()
    for token in _TOKEN.finditer(folded):
        if token["lone"]:
            continue
        value, end = _value(token), token.end()
        if value is None:
            continue
        while scale := _SCALE.match(folded, end):
            value, end = value * _SCALES[scale[1]], scale.end()
        found.add(round(value, 6))
    return frozenset(found)


def _value(token: re.Match[str]) -> float | None:
    if token["figures"]:
        suffix = token["suffix"]
        if suffix and suffix not in _SCALES:
            return None if suffix in _NAME_SUFFIX or len(suffix) > 3 else float(token["figures"].replace(",", ""))
        return float(token["figures"].replace(",", "")) * (_SCALES[suffix] if suffix else 1.0)
    return float(_WORDS[token["word"]] + (_UNITS[token["unit"]] if token["unit"] else 0))


def say(values: Iterable[float]) -> str:
    """Numbers as they are read.

    >>> say({1500000.0, 2.0})
    '2 and 1,500,000'
    """
    words = [f"{v:,.0f}" if v == int(v) and not 1900 <= v <= 2100 else f"{v:g}" for v in sorted(values)]
    return " and ".join(words[:3])
