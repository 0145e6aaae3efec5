"""All claims a headline is held against: those that ship with clf, and a team's own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clf.claims.claim import Claim, claim_from
from clf.claims.index import ClaimIndex
from clf.claims.match import Match
from clf.claims.store import ClaimStore
from clf.paths import package_data


def starter_claims() -> list[Claim]:
    """The well-known debunked claims that ship with clf, in its own words."""
    return [
        claim_from(json.loads(line), f"{path.name}, line {number}")
        for path in sorted(package_data("claims").glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]


@cache
def starter_index() -> ClaimIndex:
    """The starter claims, indexed."""
    return ClaimIndex(starter_claims())


@dataclass(frozen=True)
class Coverage:
    """What an index covers; a claim it lacks cannot be matched.

    ``newest`` is the date of its latest claim, ``updated`` the day a team's own were last added to.
    """

    claims: int
    newest: str
    publishers: dict[str, int]
    years: dict[str, int]
    languages: dict[str, int]
    verdicts: dict[str, int]
    updated: str = ""

    @property
    def sentence(self) -> str:
        """To be shown wherever a match could have appeared."""
        return _summary(self.claims, self.newest, self.updated)


class Library:
    """Indexes searched together."""

    def __init__(self, indexes: list[ClaimIndex], updated: str = "") -> None:
        self.indexes = indexes
        self.updated = updated

    @classmethod
    def load(cls, folder: Path | None = None, starter: bool = True) -> Library:
        """The starter claims (unless not wanted) and those of the store in ``folder``."""
        store = ClaimStore(folder)
        indexes = [starter_index()] if starter else []
        if store.path.is_file():
            indexes.append(store.index())
        return cls(indexes, store.updated)

    def __iter__(self) -> Iterator[Claim]:
        for index in self.indexes:
            yield from index

    def search(self, text: str, most: int = 5) -> list[Match]:
        """The claims nearest to ``text``, matches or not; nearest first."""
        found = [match for index in self.indexes for match in index.search(text, most)]
        return sorted(found, key=lambda match: -match.nearness)[:most]

    def matches(self, text: str) -> list[Match]:
        """Debunked claims that ``text`` resembles, nearest first."""
        found = [match for index in self.indexes for match in index.matches(text)]
        return sorted(found, key=lambda match: -match.nearness)

    def summary(self) -> str:
        """How many claims were searched and how new they are: to be shown wherever a match could have appeared."""
        newest = max((index.newest for index in self.indexes), default="")
        return _summary(sum(map(len, self.indexes)), newest, self.updated)

    def coverage(self) -> Coverage:
        """Counts by publisher, year, language and verdict, most first."""
        claims = list(self)
        dates = [c.date for c in claims if c.date]
        years = Counter(c.date[:4] or "unknown" for c in claims)
        return Coverage(
            len(claims), max(dates, default=""), _counted(c.publisher or "unknown" for c in claims),
            dict(sorted(years.items())), _counted(c.language or "unknown" for c in claims),
            _counted(c.verdict.value for c in claims), self.updated,
        )  # fmt: skip


def _summary(claims: int, newest: str, updated: str) -> str:
    dated = f", the newest of {newest}" if newest else ""
    dated += f", your own last added to on {updated}" if updated else ""
    return f"{claims:,} checked claims were searched{dated}. Finding none is no sign that a headline is true."


def _counted(values: Iterator[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())
