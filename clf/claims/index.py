"""Claims that can be searched: the nearest to a text, and those near enough to be shown as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from clf.claims.claim import Claim
from clf.claims.match import Match, match
from clf.claims.rerank import LEAST_WORDS, Rerank, load_rerank
from clf.claims.segment import Query, Segment

_DEEP = 10  # candidates by order among which matches are looked for
_SMALL = 500  # claims that are inverted anew, with those added; more are left as they are


class ClaimIndex:
    """An index over ``claims``; adding one is immediate.

    >>> from clf.claims.claim import Verdict
    >>> index = ClaimIndex([Claim("Eating garlic cures the flu", Verdict.FALSE, "Example Check", "2020-03-01")])
    >>> index.matches("Garlic cures flu, doctors say")[0].stance.value
    'repeats'
    """

    def __init__(
        self, claims: Sequence[Claim] = (), segment: Segment | None = None, rerank: Rerank | None = None
    ) -> None:
        """Index ``claims``; ``segment`` may hold them inverted already."""
        self.rerank = rerank or load_rerank()
        segment = segment or Segment.build([c.text for c in claims], [c.title for c in claims])
        self.rarity = segment.rarity
        self._parts: list[tuple[Segment, Sequence[Claim]]] = [(segment, claims)]

    @property
    def segment(self) -> Segment:
        """The claims it was built with, inverted."""
        return self._parts[0][0]

    def __len__(self) -> int:
        return sum(len(claims) for _, claims in self._parts)

    def __iter__(self) -> Iterator[Claim]:
        return chain.from_iterable(claims for _, claims in self._parts)

    @property
    def newest(self) -> str:
        """The latest date of a claim; empty where none has one."""
        return max((_newest(claims) for _, claims in self._parts), default="")

    def add(self, claims: Iterable[Claim]) -> None:
        """Add ``claims``; what is there keeps its scores."""
        added = list(claims)
        if len(self._parts) > 1 and len(self._parts[-1][1]) < _SMALL:
            added = [*self._parts.pop()[1], *added]
        if added:
            segment = Segment.build([c.text for c in added], [c.title for c in added], self.rarity)
            self._parts.append((segment, added))

    def search(self, text: str, most: int = 5) -> list[Match]:
        """The ``most`` claims nearest to ``text``, nearest first, whether near enough to be a match or not."""
        return [self._match(text, claim, near) for near, claim in self._ranked(text, most)]

    def matches(self, text: str) -> list[Match]:
        """Claims rated false, in part, unproven or satire that ``text`` is near enough to; the nearest first."""
        ranked = [(near, c) for near, c in self._ranked(text, _DEEP) if near >= self.rerank.threshold and c.debunked]
        return [self._match(text, claim, near) for near, claim in sorted(ranked, key=lambda pair: -pair[0])]

    def _match(self, text: str, claim: Claim, near: float) -> Match:
        return match(text, claim, near, self.rerank.threshold, self.rarity)

    def _ranked(self, text: str, most: int) -> list[tuple[float, Claim]]:
        query = Query.of(text)
        found: list[tuple[float, float, Claim]] = []
        for segment, claims in self._parts:
            places, overlaps = segment.candidates(query)
            order, near = self.rerank.ordered(overlaps), self.rerank.nearness(overlaps)
            if len(query.stems) < LEAST_WORDS:
                near[:] = -np.inf
            best = (-order).argsort(kind="stable")[:most]
            found += [(float(order[i]), float(near[i]), claims[int(places[i])]) for i in best]
        found.sort(key=lambda item: -item[0])
        return [(near, claim) for _, near, claim in found[:most]]


def _newest(claims: Sequence[Claim]) -> str:
    told = getattr(claims, "newest", None)  # a file can tell without parsing all of it
    return str(told()) if told else max((claim.date for claim in claims), default="")
