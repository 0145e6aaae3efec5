from __future__ import annotations

import pytest

from clf.desk.decisions import Verdict, decide, decided, judgements, undo
from clf.desk.queue import claim_next
from clf.desk.store import Desk
from clf.desk.team import ask_about, next_review, work_since
from clf.desk.thresholds import QueuePolicy, policies_set, set_policy, spread
from clf.errors import DeskError
from tests.desk.conftest import HEADLINES, THRESHOLDS


def _decide(desk: Desk, who: str, *verdicts: Verdict) -> list[tuple[int, int]]:
    made = []
    for verdict in verdicts:
        item = claim_next(desk, who)
        assert item is not None
        made.append((item.id, decide(desk, who, item.id, item.version, verdict, THRESHOLDS)))
    return made


def test_work_is_counted_by_person_and_verdict(filled: Desk) -> None:
    made = _decide(filled, "max", Verdict.CLICKBAIT, Verdict.FINE, Verdict.SKIP)
    _decide(filled, "mia", Verdict.FINE, Verdict.FINE, Verdict.UNSURE)
    undo(filled, "max", made[0][1])
    mia, max_ = work_since(filled, 0)
    assert (mia.person, mia.judged, mia.fine, mia.unsure, mia.undone) == ("mia", 3, 2, 1, 0)
    assert (max_.judged, max_.clickbait, max_.fine, max_.skip, max_.undone) == (1, 0, 1, 1, 1)
    assert work_since(filled, max(mia.last_at, max_.last_at) + 1) == []


def test_judgements_are_what_stands(filled: Desk) -> None:
    made = _decide(filled, "max", Verdict.CLICKBAIT, Verdict.FINE, Verdict.SKIP)
    undo(filled, "max", made[0][1])
    (only,) = judgements(filled)
    assert (only.person, only.verdict, only.item) == ("max", "fine", made[1][0])
    ((block, verdict),) = decided(filled)
    assert (block.headline, verdict) == (only.headline, "fine")


def test_a_lead_asks_about_given_items(filled: Desk) -> None:
    made = _decide(filled, "max", Verdict.CLICKBAIT, Verdict.FINE)
    chosen = [item for item, _ in made]
    with pytest.raises(DeskError, match="lead"):
        ask_about(filled, "max", chosen)
    assert ask_about(filled, "lee", [*chosen, 10_000]) == 2
    assert ask_about(filled, "lee", chosen) == 0
    asked = next_review(filled, "mia")
    assert asked is not None
    assert asked.id in chosen
    assert next_review(filled, "max") is None


def test_policies_are_kept_in_order(filled: Desk) -> None:
    assert policies_set(filled) == []
    set_policy(filled, "lee", QueuePolicy(0.8, 0.1, 0.05))
    set_policy(filled, "ada", QueuePolicy(0.9, 0.2))
    assert [(who, policy) for _, who, policy in policies_set(filled)] == [
        ("ada", QueuePolicy(0.9, 0.2)),
        ("lee", QueuePolicy(0.8, 0.1, 0.05)),
    ]


def test_the_spread_counts_every_item_once(filled: Desk) -> None:
    assert sum(spread(filled)) == sum(spread(filled, 7)) == len(HEADLINES)
    assert spread(filled, since=2**60) == [0] * 50
