"""An index of claims that finds the ones nearest to a text, by BM25 of word stems and cosine of character 4-grams.

The weight of a term is fixed when a segment is built, from its claims and from background counts that ship with clf. So
a score means the same among two hundred claims and among sixty thousand, and adding a claim does not change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clf.evidence.claims.claim import Claim
from clf.evidence.claims.kernel import OVERLAPS, compare, invert, retrieve
from clf.evidence.claims.match import LEAST_WORDS, Match, Rerank, load_rerank, match
from clf.evidence.claims.polarity import denial_stems, figures_of, names_of
from clf.evidence.claims.terms import Rarity, Terms, rarity_of, read_terms

CANDIDATES = 40
Floats = NDArray[np.float64]
_NOISE = re.compile(r"https?:?/*\S+|pic\.twitter\.com\S*|\bt\.co/\S+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")


def readable(text: str) -> str:
    """``text`` without links, and with the words of hashtags and account names set apart.

    >>> readable("Fires everywhere #AustralianFires https://t.co/x")
    'Fires everywhere #Australian Fires  '
    """
    return _CAMEL.sub(" ", _NOISE.sub(" ", text))


@dataclass(frozen=True)
class Query:
    """A text as a segment reads it: stems, 4-grams and pairs of neighbours, each ascending and without repeats."""

    stems: NDArray[np.uint32]
    grams: NDArray[np.uint32]
    pairs: NDArray[np.uint32]
    denies: bool

    @classmethod
    def of(cls, text: str) -> Query:
        """Read ``text``."""
        terms = read_terms([readable(text)])
        pairs = np.unique(terms.stems[:-1] * np.uint32(31) ^ terms.stems[1:])
        return cls(np.unique(terms.stems), terms.grams, pairs, bool(np.isin(terms.stems, denial_stems()).any()))


@dataclass(frozen=True)
class Segment:
    """Terms of claims, of their titles, of the names and figures in them, and the postings of all."""

    claims: Terms
    titles: Terms
    names: Terms
    figures: Terms
    denials: NDArray[np.bool_]
    rarity: Rarity
    postings: tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]

    @classmethod
    def build(cls, texts: Sequence[str], titles: Sequence[str], rarity: Rarity | None = None) -> Segment:
        """Index ``texts``, each with a title (which may be empty); ``rarity`` is taken from them if not given."""
        claims, headed = read_terms(texts), read_terms(titles)
        both = claims
        if any(titles):
            both = read_terms(f"{text} {title}" for text, title in zip(texts, titles, strict=True))
        rarity = rarity or rarity_of(both)
        names, figures = read_terms(map(names_of, texts)), read_terms(map(figures_of, texts))
        hit = np.concatenate([[0], np.cumsum(np.isin(claims.stems, denial_stems()))])
        denials = hit[claims.stem_begin[1:]] > hit[claims.stem_begin[:-1]]
        return cls(claims, headed, names, figures, denials, rarity, invert(*both, *rarity))

    def __len__(self) -> int:
        return len(self.claims)

    def candidates(self, query: Query, most: int = CANDIDATES) -> tuple[NDArray[np.int64], Floats]:
        """The ``most`` claims that share most with ``query``, best first, and their features for `match`."""
        terms = np.concatenate([query.stems, query.grams])
        scores = retrieve(terms, self.rarity.of(terms), *self.postings, len(self))
        most = min(most, len(self))
        best = np.argpartition(-scores, most - 1)[:most] if most else np.zeros(0, np.int64)
        best = best[scores[best] > 0]
        best = best[np.argsort(-scores[best], kind="stable")]
        if not len(best):
            return best, np.zeros((0, len(OVERLAPS) + 1))
        overlaps = compare(
            best,
            *self.claims,
            *self.titles,
            self.names.stems,
            self.names.stem_begin,
            self.figures.stems,
            self.figures.stem_begin,
            self.denials,
            query.stems,
            self.rarity.of(query.stems),
            query.pairs,
            query.grams,
            self.rarity.of(query.grams),
            query.denies,
            *self.rarity,
            len(OVERLAPS),
        )
        return best, np.column_stack([scores[best], overlaps])

    def _arrays(self) -> dict[str, NDArray[Any]]:
        parts = {
            "claims": self.claims,
            "titles": self.titles,
            "names": self.names,
            "figures": self.figures,
            "rarity": self.rarity,
            "postings": self.postings,
            "denials": (self.denials,),
        }
        return {f"{name}-{i}": array for name, group in parts.items() for i, array in enumerate(group)}

    def save(self, folder: Path) -> None:
        """Write its arrays into ``folder``."""
        for name, array in self._arrays().items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Segment:
        """Map a saved segment into memory; raises `OSError` or `ValueError` if it is not whole."""

        def group(name: str, count: int) -> list[NDArray[Any]]:
            # Copied on writing, so that the compiled loops see the same type of array as those built in memory.
            return [
                np.asarray(np.load(folder / f"{name}-{i}.npy", mmap_mode="c", allow_pickle=False)) for i in range(count)
            ]

        claims, titles, names, figures = (Terms(*group(name, 4)) for name in ("claims", "titles", "names", "figures"))
        return cls(
            claims,
            titles,
            names,
            figures,
            group("denials", 1)[0],
            Rarity(*group("rarity", 3)),
            tuple(group("postings", 4)),  # type: ignore[arg-type]
        )


_DEEP = 10  # candidates by order among which matches are looked for
_SMALL = 500  # claims that are inverted anew, with those added; more are left as they are


class ClaimIndex:
    """An index over ``claims``; adding one is immediate.

    >>> from clf.evidence.claims.claim import Verdict
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
