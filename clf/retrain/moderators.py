"""How much each moderator's word counts: what they say, held against colleagues and the live model.

After Dawid & Skene (Applied Statistics 28, 1979), with the mean of others' verdicts and the model's probability in the
place of the unknown truth. Somebody who says "fine" to everything has hit rate and false alarm rate alike, and tells
nothing, however often they are right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clf.desk.judgements import Judgement
from clf.retrain.labels import GRADES, text_key

_KNOWN_AFTER = 20.0  # judgements of either class that weigh as much as the trust everybody begins with
_LITTLE = 0.35  # of what the most telling one tells
_FLOOR = 0.02


@dataclass(frozen=True, slots=True)
class Moderator:
    """``tells`` is hit rate minus false alarm rate, over that of somebody who judges as reference does; at most 1."""

    person: str
    judged: int
    clickbait: int
    tells: float
    trust: float

    @property
    def tells_little(self) -> bool:
        """Whether their judgements hardly count, which they, or their lead, should know."""
        return self.trust <= _FLOOR


def moderators(judgements: Sequence[Judgement], probability: Mapping[str, float]) -> list[Moderator]:
    """Everybody who judged, by name; ``probability`` is the live model's, by `clf.retrain.labels.text_key`."""
    votes: dict[tuple[str, str], str] = {}
    for judgement in sorted(judgements, key=lambda j: j.at):
        votes[text_key(judgement.headline), judgement.person] = judgement.verdict
    by_text: dict[str, dict[str, float]] = {}
    for (key, person), verdict in votes.items():
        by_text.setdefault(key, {})[person] = GRADES[verdict]
    found = []
    for person in sorted({person for _, person in votes}):
        mine = [(given[person], _reference(person, given, probability[key]))
                for key, given in by_text.items() if person in given]  # fmt: skip
        found.append((person, len(mine), sum(grade > 0.5 for grade, _ in mine), _tells(mine)))
    best = max([0.6, *(tells for *_, tells in found)])  # where the model knows little, honest people tell little, too
    return [
        Moderator(person, judged, bait, tells, _FLOOR if tells < _LITTLE * best else min(1.0, tells / best))
        for person, judged, bait, tells in found
    ]


def _reference(person: str, given: Mapping[str, float], probability: float) -> float:
    others = [grade for name, grade in given.items() if name != person]
    return (probability + 2.0 * sum(others)) / (1.0 + 2.0 * len(others))


def _tells(mine: Sequence[tuple[float, float]]) -> float:
    bait = sum(reference for _, reference in mine)
    plain = sum(1.0 - reference for _, reference in mine)
    # Somebody new is taken to judge as the reference does, as far as it is sure itself.
    sure = sum(reference**2 for _, reference in mine) / bait if bait else 1.0
    unsure = sum(reference * (1.0 - reference) for _, reference in mine) / plain if plain else 0.0
    hits = (sum(grade * reference for grade, reference in mine) + _KNOWN_AFTER * sure) / (bait + _KNOWN_AFTER)
    alarms = sum(grade * (1.0 - reference) for grade, reference in mine)
    alarms = (alarms + _KNOWN_AFTER * unsure) / (plain + _KNOWN_AFTER)
    return max(0.0, min(1.0, (hits - alarms) / (sure - unsure))) if sure > unsure else 1.0
