"""How much each moderator's verdicts count, and labels that are probably wrong.

Weights follow Dawid & Skene (Applied Statistics 28, 1979), with the mean of the others' verdicts and the model's
probability in place of the unknown truth. A moderator who always gives the same verdict has equal rates of hits and
false alarms, and so carries no information. Wrong labels are found by confident learning (Northcutt et al., JAIR 2021),
with cleanlab.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clf.desk import Judgement
from clf.errors import extra
from clf.retrain.labels import GRADES, Label, text_key

_KNOWN_AFTER = 20.0  # judgements of either class that weigh as much as the trust everybody begins with
_LITTLE = 0.35  # of what the most telling one tells
_BENEFIT = 0.25  # of the doubt: the least trust of whoever disagrees with the model, until colleagues are heard
_CLEAR = 10.0  # of either class should have been among them, before the same verdict every time is proof enough


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
        """Whether their judgements do not count, which they, or their lead, should know."""
        return self.trust == 0.0


def moderators(judgements: Sequence[Judgement], probability: Mapping[str, float]) -> list[Moderator]:
    """Everybody who judged, by name; ``probability`` is the live model's, by `clf.retrain.labels.text_key`."""
    votes: dict[tuple[str, str], str] = {}
    for judgement in sorted(judgements, key=lambda j: j.at):
        votes[text_key(judgement.headline), judgement.person] = judgement.verdict
    by_text: dict[str, dict[str, float]] = {}
    for (key, person), verdict in votes.items():
        by_text.setdefault(key, {})[person] = GRADES[verdict]
    people = sorted({person for _, person in votes})
    trust = dict.fromkeys(people, 0.0)
    rounds: list[tuple[str, int, int, float, bool]] = []
    for least in (_BENEFIT, 0.0, 0.0):  # the model judges first, then colleagues too, as far as each is trusted
        rounds = []
        for person in people:
            mine = [
                (given[person], _reference(person, given, probability[key], trust))
                for key, given in by_text.items()
                if person in given
            ]
            rounds.append((person, len(mine), sum(grade > 0.5 for grade, _ in mine), *_tells(mine)))
        best = max([0.6, *(tells for *_, tells, _ in rounds)])  # where the model knows little, so do honest people
        trust = {
            person: 0.0 if constant else least if tells < _LITTLE * best else max(least, min(1.0, tells / best))
            for person, _, _, tells, constant in rounds
        }
    return [Moderator(person, judged, bait, tells, trust[person]) for person, judged, bait, tells, _ in rounds]


def _reference(person: str, given: Mapping[str, float], probability: float, trust: Mapping[str, float]) -> float:
    others = [(trust[name], grade) for name, grade in given.items() if name != person]
    told = sum(weight * grade for weight, grade in others)
    return (probability + 2.0 * told) / (1.0 + 2.0 * sum(weight for weight, _ in others))


def _tells(mine: Sequence[tuple[float, float]]) -> tuple[float, bool]:
    """What somebody tells, and whether that is the same every time where it should not be."""
    bait = sum(reference for _, reference in mine)
    plain = sum(1.0 - reference for _, reference in mine)
    if len({grade for grade, _ in mine}) == 1 and min(bait, plain) >= _CLEAR:
        return 0.0, True
    # Somebody new is taken to judge as the reference does, as far as it is sure itself.
    sure = sum(reference**2 for _, reference in mine) / bait if bait else 1.0
    unsure = sum(reference * (1.0 - reference) for _, reference in mine) / plain if plain else 0.0
    hits = (sum(grade * reference for grade, reference in mine) + _KNOWN_AFTER * sure) / (bait + _KNOWN_AFTER)
    alarms = sum(grade * (1.0 - reference) for grade, reference in mine)
    alarms = (alarms + _KNOWN_AFTER * unsure) / (plain + _KNOWN_AFTER)
    return (max(0.0, min(1.0, (hits - alarms) / (sure - unsure))) if sure > unsure else 1.0), False


MOST = 50
_LEAST_LABELS = 20


def suspects(labels: Sequence[Label], probability: NDArray[np.float64]) -> list[int]:
    """Places of the `MOST` labels that are likeliest wrong, the likeliest first.

    ``probability`` is that of clickbait, by a model that has not seen the label, shape (n,).
    """
    sure = [i for i, label in enumerate(labels) if label.clickbait is not None]
    y = np.array([bool(labels[i].clickbait) for i in sure], np.int64)
    if len(y) < _LEAST_LABELS or len(set(y.tolist())) < 2:
        return []
    with extra("train"):
        from cleanlab.filter import find_label_issues
    p = np.clip(probability[sure], 1e-6, 1 - 1e-6)
    found = find_label_issues(y, np.column_stack([1 - p, p]), return_indices_ranked_by="self_confidence", n_jobs=1)
    return [sure[i] for i in found[:MOST].tolist()]
