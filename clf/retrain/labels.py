"""Decisions become labels: one per text, weighted by who judged it, how far they agree, and how long ago it was.

Near-copies of a text (a source's name behind it, a typo, one more word) count as one. Candidates for copies are found
by MinHash (Broder, SEQUENCES 1997) in bands and compared by the Jaccard index of their n-grams.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from clf.desk import Judgement
from clf.text import fold, ngram_hashes

ALIKE = 0.75  # share of n-grams in common from which texts are copies
_BANDS, _ROWS = 8, 3
_SCREEN = 0.5  # of a signature, below which texts are hardly ever as alike as that
Hashes = NDArray[np.uint64]


def originals(texts: Sequence[str]) -> list[int]:
    """For each text the place of the earliest one that it is a near-copy of; its own place if there is none.

    Copies are compared with originals only, so that a chain of small changes does not join what is unlike.

    >>> originals(["Mayor opens the old bridge", "Rain", "Mayor opens the old bridge!", "A mayor opens the old bridge"])
    [0, 1, 0, 0]
    """
    hashes, begin = ngram_hashes(texts)
    signatures = _signatures(hashes, begin)
    buckets: dict[tuple[int, bytes], list[int]] = {}
    ngrams: dict[int, Hashes] = {}
    found = []
    for place, signature in enumerate(signatures):
        mine = np.unique(hashes[begin[place] : begin[place + 1]])
        keys = [(band, signature[band * _ROWS : (band + 1) * _ROWS].tobytes()) for band in range(_BANDS)]
        near = sorted({other for key in keys for other in buckets.get(key, ())}) if len(mine) else []
        if near:  # most can be told from the signatures already
            near = np.array(near)[(signatures[near] == signature).mean(axis=1) >= _SCREEN].tolist()
        original = next((other for other in near if _jaccard(mine, ngrams[other]) >= ALIKE), place)
        if original == place and len(mine):
            ngrams[place] = mine
            for key in keys:
                buckets.setdefault(key, []).append(place)
        found.append(original)
    return found


def _signatures(hashes: Hashes, begin: NDArray[np.int64]) -> Hashes:
    """The least of each text's n-grams under several hash functions, shape (texts, bands * rows)."""
    out = np.zeros((len(begin) - 1, _BANDS * _ROWS), np.uint64)
    full = begin[1:] > begin[:-1]
    if full.any():
        for k in range(out.shape[1]):
            mixed = (hashes ^ np.uint64(0x9E3779B97F4A7C15 * (k + 1) % 2**64)) * np.uint64(0xBF58476D1CE4E5B9)
            mixed ^= mixed >> np.uint64(31)
            mixed *= np.uint64(0x94D049BB133111EB)
            out[full, k] = np.minimum.reduceat(mixed, begin[:-1][full])
    return out


def _jaccard(a: Hashes, b: Hashes) -> float:
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / (len(a) + len(b) - both)


GRADES = {"clickbait": 1.0, "unsure": 0.5, "fine": 0.0}
HALF_LIFE = 365 * 24 * 3600 * 1_000_000  # microseconds; tastes change slowly
MOST_VOTES = 2.0  # a text that ten people judged alike is not five times as true as one that two did
HELD_BACK = 5  # one text in so many never trains
_NOT_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Label:
    """What a team makes of a block: ``grade`` from 0 (fine) to 1 (clickbait), and how much it counts.

    ``since`` is when it was first judged (microseconds since 1970); ``held_back`` labels never train.
    """

    headline: str
    teaser: str
    grade: float
    weight: float
    votes: int
    items: tuple[int, ...]
    held_back: bool
    since: int = 0

    @property
    def clickbait(self) -> bool | None:
        """The majority's class; None where people are undecided: such a label trains, and measures nothing."""
        return None if self.grade == 0.5 else self.grade > 0.5


@lru_cache(maxsize=1 << 17)  # folding is most of the work, and each text is asked for several times
def text_key(headline: str) -> str:
    """Equal for headlines that differ by case, marks, or numbers only: copies of one text count once.

    >>> text_key("10 Tricks You Need!") == text_key("25 tricks, you need...")
    True
    """
    return _NOT_WORD.sub(" ", _DIGITS.sub("#", fold(headline).text)).strip() or fold(headline).text.strip()


def held_back(key: str) -> bool:
    """Whether the text never trains: told by its hash, so that it is the same for ever, on every machine."""
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=4).digest()[0] % HELD_BACK == 0


def resolve(judgements: Iterable[Judgement], trust: Mapping[str, float]) -> list[Label]:
    """One label a text, in the order of first sight; ``trust`` is how much each person's word counts (1 if unknown).

    Of several judgements of one person on one text the last counts. A judgement halves every `HALF_LIFE` before the
    newest. Where people disagree, the label is their weighted mean and counts less. Near-copies share the weight of one
    text, and are held back together; whoever is not trusted at all is not heard.
    """
    kept: dict[str, dict[str, Judgement]] = {}
    items: dict[str, dict[int, None]] = {}
    for judgement in sorted(judgements, key=lambda j: j.at):
        if trust.get(judgement.person, 1.0) > 0.0:
            key = text_key(judgement.headline)
            kept.setdefault(key, {})[judgement.person] = judgement
            items.setdefault(key, {})[judgement.item] = None
    if not kept:
        return []
    keys = list(kept)
    newest = max(j.at for votes in kept.values() for j in votes.values())
    first = originals(keys)
    copies = Counter(first)
    return [
        _label(list(kept[key].values()), tuple(items[key]), trust, newest, copies[original], keys[original])
        for key, original in zip(keys, first, strict=True)
    ]


def _label(
    votes: Sequence[Judgement],
    items: tuple[int, ...],
    trust: Mapping[str, float],
    newest: int,
    copies: int,
    original: str,
) -> Label:
    weights = [trust.get(vote.person, 1.0) * 0.5 ** ((newest - vote.at) / HALF_LIFE) for vote in votes]
    grades = [GRADES[vote.verdict] for vote in votes]
    total = sum(weights)
    grade = sum(w * g for w, g in zip(weights, grades, strict=True)) / total
    spread = sum(w * (g - grade) ** 2 for w, g in zip(weights, grades, strict=True)) / total
    agreement = 1.0 - 4.0 * spread  # 1: all as one; 0: evenly parted between the ends
    said = max(votes, key=lambda vote: vote.at)
    weight = min(total, MOST_VOTES) * max(agreement, 0.1) / copies
    since = min(vote.at for vote in votes)
    return Label(said.headline, said.teaser, grade, weight, len(votes), items, held_back(original), since)
