from __future__ import annotations

from clf.desk.intake import BELOW, add_blocks
from clf.desk.queue import Filter, claim_next, count
from clf.desk.store import Desk
from clf.desk.thresholds import Policy, effect, set_policy
from clf.model.model import Model
from clf.types import HeadlineBlock
from tests.desk.conftest import HEADLINES


def test_what_scores_below_the_policy_stays_out_of_the_queue_and_is_counted(filled: Desk, model: Model) -> None:
    set_policy(filled, "lee", Policy(0.9, 0.1, 1.0))
    assert count(filled, Filter()) == len(HEADLINES)  # those that wait go on waiting
    blocks = [HeadlineBlock("Another headline", source="late")]
    assert len(add_blocks(filled, "max", blocks, model.score(blocks))) == 1
    assert count(filled, Filter()) == len(HEADLINES)
    assert count(filled, Filter(status=BELOW)) == 1
    assert claim_next(filled, "max", Filter(source="late")) is None
    assert effect(filled, 0.0).items == len(HEADLINES) + 1
    set_policy(filled, "lee", Policy(0.9, 0.1, 0.0))
    assert count(filled, Filter(status=BELOW)) == 1
