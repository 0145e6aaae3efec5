"""A claim that fact-checkers rated: what was claimed, the verdict, who gave it, when, and where it can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from clf.errors import InputError


class Verdict(StrEnum):
    """A rating, put into one of a few kinds; the publisher's own words are kept beside it."""

    FALSE = "false"
    MOSTLY_FALSE = "mostly_false"
    MIXED = "mixed"
    MOSTLY_TRUE = "mostly_true"
    TRUE = "true"
    UNPROVEN = "unproven"
    SATIRE = "satire"
    OTHER = "other"
    UNKNOWN = "unknown"


DEBUNKED = frozenset({Verdict.FALSE, Verdict.MOSTLY_FALSE, Verdict.MIXED, Verdict.UNPROVEN, Verdict.SATIRE})
"""Verdicts that a match is worth showing for: a claim rated true is no evidence about a headline that resembles it."""

_KINDS = (
    (Verdict.SATIRE, r"satir|parod|joke|humou?r"),
    (
        Verdict.MIXED,
        r"half|mixture|mixed|partly|partially|some truth|two pinocchios|in between|needs context|"
        r"missing context|lacks context|out of context|cherry",
    ),
    (
        Verdict.MOSTLY_FALSE,
        r"(mostly|largely|mainly|rather|barely) (false|true|inaccurate|incorrect)|misleading|"
        r"exaggerat|distort|three pinocchios|twist|spins? the facts",
    ),
    (
        Verdict.UNPROVEN,
        r"unproven|unsupported|no evidence|unverified|not proven|unsubstantiated|unconfirmed|unclear|"
        r"baseless|inconclusive",
    ),
    (
        Verdict.FALSE,
        r"false|fake|incorrect|inaccurate|wrong|pants|hoax|scam|fabricat|debunk|untrue|not true|fiction|"
        r"myth|four pinocchios|bogus|altered|manipulated|doctored|photoshop|misattributed|miscaptioned|"
        r"fraud|conspiracy",
    ),
    (Verdict.TRUE, r"true|correct|accurate|legit|fact|geppetto|confirmed|real|yes"),
)
_MOSTLY_TRUE = re.compile(r"(mostly|largely|mainly|rather) (true|correct|accurate)|one pinocchio")


def verdict_of(rating: str) -> Verdict:
    """The kind of a publisher's rating; `Verdict.UNKNOWN` where it names none.

    >>> str(verdict_of("Pants on Fire!")), str(verdict_of("Mostly true")), str(verdict_of("Four Pinocchios"))
    ('false', 'mostly_true', 'false')
    """
    text = " ".join(rating.casefold().replace("_", " ").replace("-", " ").split())
    if text.replace(" ", "_") in set(Verdict):
        return Verdict(text.replace(" ", "_"))
    if _MOSTLY_TRUE.search(text):
        return Verdict.MOSTLY_TRUE
    for verdict, pattern in _KINDS:
        if re.search(rf"\b(?:{pattern})", text):
            return verdict
    return Verdict.OTHER if text else Verdict.UNKNOWN


_MONTHS = {
    name: i
    for i, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d?)(?:-(\d\d?))?")
_YEAR_LAST = re.compile(
    r"(?:(\d\d?)(?:st|nd|rd|th)?[ -]++)?(?<![a-z])([a-z]{3})[a-z]*+\.?"
    r"(?:[ -]+(\d\d?)(?:st|nd|rd|th)?)?,?[ -]+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


def date_of(text: str) -> str:
    """A date as ISO 8601, as far as ``text`` tells it: day, month or year; empty where it tells none.

    >>> date_of("2018-10-30 08:29"), date_of("on Tuesday, March 3rd, 2015"), date_of("12.03.2020"), date_of("soon")
    ('2018-10-30', '2015-03-03', '2020', '')
    """
    if found := _ISO.search(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3] or 0)
        if 1 <= month <= 12 and day <= 31:
            return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"
    for found in _YEAR_LAST.finditer(text):
        if month := _MONTHS.get(found[2].lower(), 0):
            day = int(found[1] or found[3] or 0)
            return f"{found[4]}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{found[4]}-{month:02}"
    years = _YEAR.findall(text)
    return years[0] if years else ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What was claimed (``text``), and what a fact-checker made of it.

    ``rating`` is the verdict in the publisher's words, ``date`` ISO 8601 (a year or month where no more is known),
    ``title`` the headline of the fact-check. All but ``text`` and ``verdict`` may be empty.
    """

    text: str
    verdict: Verdict
    publisher: str = ""
    date: str = ""
    url: str = ""
    rating: str = ""
    title: str = ""
    language: str = ""
    speaker: str = ""

    @property
    def debunked(self) -> bool:
        """Whether its verdict is one of `DEBUNKED`."""
        return self.verdict in DEBUNKED

    def to_dict(self) -> dict[str, Any]:
        """Its fields, without empty ones."""
        return {key: str(value) for key, value in asdict(self).items() if value}


_FIELDS = {
    "text": ("text", "claim", "claimReviewed", "statement"),
    "verdict": ("verdict",),
    "rating": ("rating", "verdict_raw", "alternateName"),
    "publisher": ("publisher", "author", "site"),
    "date": ("date", "datePublished", "review_date"),
    "url": ("url", "link"),
    "title": ("title", "headline", "name"),
    "language": ("language", "lang", "inLanguage"),
    "speaker": ("speaker", "claimant"),
}


def claim_from(row: Mapping[str, Any], place: str) -> Claim:
    """A claim from a row of a table; raises `InputError`, naming ``place``, if it says no claim or no verdict."""

    def value(field: str) -> str:
        for name in _FIELDS[field]:
            found = row.get(name)
            if isinstance(found, str | int | float) and str(found).strip():
                return " ".join(str(found).split())
        return ""

    text = value("text")
    if not text:
        raise InputError(f"{place}: no claim found (columns {', '.join(map(str, row))[:120]}): name it `claim`")
    named, rating = value("verdict"), value("rating")
    verdict = verdict_of(named)
    if verdict in (Verdict.UNKNOWN, Verdict.OTHER) and rating:
        verdict = verdict_of(rating)
    if not named and not rating:
        raise InputError(f"{place}: no verdict found: name it `verdict` or `rating`")
    url = value("url")
    url = url if urlsplit(url).scheme in ("http", "https") else ""
    publisher = value("publisher") or (urlsplit(url).hostname or "").removeprefix("www.")
    words = rating or named
    words = "" if words.casefold() == verdict.value else words
    return Claim(
        text,
        verdict,
        publisher,
        date_of(value("date")),
        url,
        words,
        value("title"),
        value("language"),
        value("speaker"),
    )
