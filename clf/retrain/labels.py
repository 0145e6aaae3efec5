"""Decisions become labels: one a text, weighed by who judged it, how far they agree, and how long ago it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from clf.desk.judgements import Judgement
from clf.retrain.copies import originals
from clf.text.fold import fold

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
    return [_label(list(kept[key].values()), tuple(items[key]), trust, newest, copies[original], keys[original])
            for key, original in zip(keys, first, strict=True)]  # fmt: skip


def _label(
    votes: Sequence[Judgement], items: tuple[int, ...], trust: Mapping[str, float], newest: int,
    copies: int, original: str,
) -> Label:  # fmt: skip
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
