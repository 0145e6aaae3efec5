from __future__ import annotations

import pytest
import sqlalchemy as sa

from clf.desk.decisions import Verdict, decide
from clf.desk.intake import add_blocks
from clf.desk.queue import get_item
from clf.desk.schema import items, scores
from clf.desk.scores import compare, disagreements, fill_scores, rescore, set_shadow, shadow_model
from clf.desk.store import Desk, history, scores_of
from clf.desk.thresholds import QueuePolicy
from clf.errors import DeskError
from clf.model.model import Model
from clf.model.scorer import Scorer
from clf.types import HeadlineBlock

TEXTS = ["This secret trick will change your life", "Council approves budget", "You won't believe what she did next"]
POLICY = QueuePolicy(0.5, 0.2)


@pytest.fixture
def candidate(model: Model) -> Scorer:
    """A model that finds everything a little more like clickbait."""

    class Bolder(Scorer):
        def with_notices(self, blocks):  # type: ignore[no-untyped-def]
            log_odds, bits = super().with_notices(blocks)
            return log_odds + 4.0, bits

    found = Bolder(model.folder)
    found.id = "bolder-0"
    return found


def test_leads_set_it_and_it_is_on_record(desk: Desk) -> None:
    assert shadow_model(desk) == ""
    with pytest.raises(DeskError, match="lead"):
        set_shadow(desk, "max", "bolder-0")
    set_shadow(desk, "lee", "bolder-0")
    assert shadow_model(desk) == "bolder-0"
    assert (history(desk)[0].action, history(desk)[0].model) == ("shadow", "bolder-0")
    set_shadow(desk, "lee", "")
    assert shadow_model(desk) == ""


def test_what_comes_in_is_scored_along_and_nobody_sees_it(desk: Desk, model: Model, candidate: Scorer) -> None:
    blocks = [HeadlineBlock(text) for text in TEXTS]
    ids = add_blocks(desk, "max", blocks, model.score(blocks), shadow=candidate)
    with desk.read() as connection:
        kept = connection.execute(sa.select(scores).order_by(scores.c.item_id, scores.c.shadow)).all()
    assert [(row.item_id, row.model) for row in kept] == [(i, m) for i in ids for m in (model.id, candidate.id)]
    item = get_item(desk, ids[0])
    assert item is not None
    assert (item.model, item.probability) == (model.id, model.score(blocks[:1])[0].probability)
    assert [row.model for row in scores_of(desk, ids[0])] == [model.id]
    rescore(desk, "max", candidate)  # it has gone live
    assert {row.model for row in scores_of(desk, ids[0])} == {model.id, candidate.id}


def test_a_shadow_that_is_the_live_model_scores_once(desk: Desk, model: Model) -> None:
    blocks = [HeadlineBlock(text) for text in TEXTS]
    assert len(add_blocks(desk, "max", blocks, model.score(blocks), shadow=model)) == 3


def test_disagreement_is_counted_listed_and_judged_by_decisions(desk: Desk, model: Model, candidate: Scorer) -> None:
    blocks = [HeadlineBlock(text) for text in TEXTS]
    ids = add_blocks(desk, "max", blocks, model.score(blocks))
    assert compare(desk, candidate.id, POLICY, POLICY, 0).items == 0
    fill_scores(desk, candidate)
    before, after = ([s.probability for s in m.score(blocks)] for m in (model, candidate))
    bands = [("clickbait" if p >= 0.5 else "fine" if p < 0.2 else "unsure") for p in (*before, *after)]
    moved = [i for i in range(3) if bands[i] != bands[i + 3]]
    found = compare(desk, candidate.id, POLICY, POLICY, 0)
    assert (found.items, found.moved) == (3, len(moved))
    assert sum(found.bands.values()) == 3
    rows = disagreements(desk, candidate.id, POLICY, POLICY, 0)
    assert sorted(row.id for row in rows) == [ids[i] for i in moved]
    apart = [abs(row.live - row.candidate) for row in rows]
    assert apart == sorted(apart, reverse=True)
    assert 1 in moved  # the budget is news to the live model, and clickbait to the candidate
    assert bands[1 + 3] == "clickbait"
    decide(desk, "max", ids[1], 0, Verdict.FINE, POLICY)
    judged = compare(desk, candidate.id, POLICY, POLICY, 0)
    assert (judged.live_right, judged.candidate_right) == (1, 0)
    with desk.write() as connection:  # long ago
        connection.execute(sa.update(items).where(items.c.id == ids[1]).values(decided_at=5))
    assert compare(desk, candidate.id, POLICY, POLICY, since=6).items == 2


def test_nothing_moves_where_each_has_thresholds_that_suit_it(desk: Desk, model: Model, candidate: Scorer) -> None:
    blocks = [HeadlineBlock(text) for text in TEXTS]
    add_blocks(desk, "max", blocks, model.score(blocks), shadow=candidate)
    low, high = sorted(s.probability for s in candidate.score(blocks))[1:]
    its = QueuePolicy((low + high) / 2, 0.0)
    seen = sorted(s.probability for s in model.score(blocks))[1:]
    assert compare(desk, candidate.id, QueuePolicy(sum(seen) / 2, 0.0), its, 0).moved == 0
