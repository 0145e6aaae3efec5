"""Numbers in a text, in figures or in words, as values that can be compared.

What turns a claim round: denials, opposites, other figures; and headlines that are themselves about a debunk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clf.evidence.claims.terms import read_terms, read_words
from clf.text import fold

_UNITS = {
    word: i
    for i, word in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        )
    )
}
_TENS = {
    word: 10 * i
    for i, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "dozen": 12.0,
}
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


_NOT = (
    "not no never none nobody nothing neither nor cannot cant dont doesnt didnt wont wouldnt isnt arent wasnt werent "
    "hasnt havent hadnt couldnt shouldnt aint without"
)
_DENYING = f"{_NOT} fake false hoax untrue debunked myth"
_NO_DENIAL = re.compile(
    r"\b(?:not only|not just|no longer a secret|no doubt|no wonder|no matter|no less than|"
    r"nothing but|why not|or not|no \d+|no one knows|not to mention)\b"
)
_TURN = re.compile(
    rf"\b(?:{'|'.join(_NOT.split())}|fail(?:s|ed)? to|refuse[sd]? to|stop(?:s|ped)? short of|den(?:y|ies|ied)|"
    r"far from|rules? out|ruled out|unable to|unlikely to|did nothing to|lacks?|lacked|free of|"
    r"untrue|debunk(?:s|ed)?|hoax(?:es)?|myths?|bogus|refut(?:e|es|ed)|disprov(?:e|es|en|ed)|unproven|baseless)\b"
)
_DEBUNKS = re.compile(
    r"^(?:no ?[,:;!]|no ?- |nope\b|sorry ?,|fact ?- ?check(?:ing|ed|ers?)?\b|fact check\b|reality check\b|"
    r"verif(?:y|ied|ication) ?[:|]|false ?[:|-]|fake ?[:|-]|hoax ?[:|-]|myth ?[:|-]|misleading ?[:|-]|"
    r"debunk(?:ed|ing|s)?\b|not true\b|(?:the )?truth about\b|rumou?r ?[:|-]|claim ?[:|-]|"
    r"viral(?: \w+){1,3} (?:is|was|are) (?:false|fake))"
    r"|\b(?:fact ?- ?check(?:s|ed|ers?)?|debunk(?:s|ed|ing)?|(?:is|are|was|were) (?:a )?(?:false|fake|hoax|myth|untrue|"
    r"baseless|doctored|photoshopped|misleading|bogus)|false (?:claims?|rumou?rs?|posts?|stories)|"
    r"fake (?:news|quote|photo|video|image|claims?|stories)|no evidence|no proof|without evidence|unfounded|"
    r"baseless|falsely|hoax|myth|misinformation|disinformation|conspiracy theor(?:y|ies)|"
    r"(?:photo|video|image|picture|clip)s? (?:does not|do not|doesnt|dont|did not|didnt) show)\b"
)
_CLAUSE = re.compile(r"[,;:!?]|\. | - ")
_NAME = re.compile(r"(?:(?<=[^\W_] )|(?<=[^\W_][,;:’'\")] ))(?!I\b)[A-Z][\w’'-]*|\b[A-Z]{2,}\b|\b[A-Z]\w*\d\w*\b")
_FIGURE = re.compile(r"\d+")


class Stance(StrEnum):
    """What a headline does with the claim it resembles."""

    REPEATS = "repeats"
    ASKS = "asks"
    DIFFERS = "differs"
    DENIES = "denies"


@cache
def denial_stems() -> NDArray[np.uint32]:
    """Stems of words that deny, ascending."""
    return np.unique(read_terms([_DENYING]).stems)


def names_of(text: str) -> str:
    """The names in ``text``, told by their capitals inside the sentence, one after the other.

    >>> names_of("The mayor of Lviv met NATO envoys in May")
    'Lviv NATO May'
    """
    return " ".join(_NAME.findall(text))


def figures_of(text: str) -> str:
    """The runs of digits in ``text``.

    >>> figures_of("1,200 of 5G masts")
    '1 200 5'
    """
    return " ".join(_FIGURE.findall(text))


def reports_debunk(headline: str) -> bool:
    """Whether a headline is itself about a claim being false, so that it does not spread it.

    >>> reports_debunk("No, garlic does not cure the flu"), reports_debunk("Garlic cures the flu")
    (True, False)
    """
    return bool(_DEBUNKS.search(fold(headline).text))


def denies(text: str) -> bool:
    """Whether ``text`` denies what it speaks of: an odd number of denials in one of its clauses.

    >>> denies("Garlic does not cure flu"), denies("Not only garlic cures flu"), denies("It is not a hoax")
    (True, False, False)
    """
    folded = _NO_DENIAL.sub(" ", fold(text).text)
    return any(len(_TURN.findall(clause)) % 2 for clause in _CLAUSE.split(folded))


@cache
def _opposites() -> dict[int, tuple[int, int]]:
    """Stem -> (line, side) of `opposites.txt`."""
    sides: dict[int, tuple[int, int]] = {}
    lines = (Path(__file__).parent / "opposites.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(line for line in lines if not line.startswith("#")):
        for side, group in enumerate(line.split("|")):
            for stem in read_terms([group]).stems.tolist():
                sides.setdefault(stem, (number, side))
    return sides


def _sides(text: str) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for stem, start, end in read_words(text):
        if stem in _opposites():
            line, side = _opposites()[stem]
            found.setdefault(line, {})[side] = text[start:end]
    return found


def differences(claim: str, headline: str) -> list[str]:
    """What sets ``headline`` apart from ``claim``, in sentences; empty where nothing was found.

    >>> differences("Garlic cures the flu", "Garlic does not cure the flu")
    ['One of them denies what the other says']
    >>> differences("The vaccine killed 50 people", "The vaccine killed 5 people")
    ['The numbers differ: 5 here, 50 in the claim']
    """
    said = []
    turned = denies(claim) != denies(headline)
    here, there = _sides(headline), _sides(claim)
    for line in here.keys() & there.keys():
        if len(here[line]) == len(there[line]) == 1 and here[line].keys() != there[line].keys():
            turned = not turned
            a, b = next(iter(here[line].values())), next(iter(there[line].values()))
            said.append(f"It says “{a}”, the claim says “{b}”")
    if turned and not said:
        said.append("One of them denies what the other says")
    elif said and not turned:
        said = []  # an opposite and a denial: it comes to the same
    mine, theirs = figures_in(headline), figures_in(claim)
    if (mine - theirs) and (theirs - mine):
        said.append(f"The numbers differ: {say(mine - theirs)} here, {say(theirs - mine)} in the claim")
    return said


def stance(claim: str, headline: str, apart: list[str]) -> Stance:
    """What ``headline`` does with ``claim``, given their `differences`."""
    if reports_debunk(headline) and not reports_debunk(claim):
        return Stance.DENIES
    if any("numbers differ" not in said for said in apart):
        return Stance.DENIES
    if apart:
        return Stance.DIFFERS
    asks = headline.rstrip(" \"'”’)").endswith("?") and not claim.rstrip().endswith("?")
    return Stance.ASKS if asks else Stance.REPEATS
