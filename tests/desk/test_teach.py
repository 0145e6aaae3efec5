from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from clf.desk.decisions import Verdict, decide
from clf.desk.intake import add_blocks
from clf.desk.queue import Filter, Order, claim_next, page
from clf.desk.schema import items, scores
from clf.desk.scores import fill_scores, rescore
from clf.desk.store import Desk
from clf.desk.teach import BATCH, pick, prepare
from clf.model.model import Model
from clf.model.scorer import Scorer
from clf.types import HeadlineBlock
from tests.desk.conftest import THRESHOLDS

WORDS = [
    "harbour",
    "mayor",
    "bridge",
    "storm",
    "council",
    "secret",
    "trick",
    "budget",
    "school",
    "road",
    "river",
    "market",
    "team",
    "vote",
    "price",
    "garden",
]
VARIED = [f"{a} {b} near the {c}" for a, b, c in zip(WORDS, WORDS[3:] + WORDS[:3], WORDS[7:] + WORDS[:7], strict=True)]


@given(st.lists(st.tuples(st.text(max_size=30), st.floats(0, 0.5)), max_size=25), st.integers(0, 30))
def test_a_pick_is_a_deterministic_choice_without_repeats(rows: list[tuple[str, float]], size: int) -> None:
    texts, certainty = [text for text, _ in rows], [value for _, value in rows]
    chosen = pick(texts, certainty, size)
    assert len(chosen) == len(set(chosen)) <= size
    assert all(0 <= place < len(rows) for place in chosen)
    assert chosen == pick(texts, certainty, size)
    if rows and size:
        assert certainty[chosen[0]] == pytest.approx(min(certainty))


def test_neither_near_duplicates_nor_what_is_known_is_asked_about() -> None:
    flood = [f"SHOCKING: you will not believe what the mayor of Oxham did next, part {n}" for n in range(30)]
    texts = [*flood, *VARIED]
    certainty = [0.0] * len(flood) + [0.3] * len(VARIED)
    chosen = pick(texts, certainty, 10)
    assert sum(place < len(flood) for place in chosen) == 1
    assert not any(place < len(flood) for place in pick(texts, certainty, 10, known=flood[:1]))


def test_of_equally_uncertain_ones_the_different_come_first() -> None:
    texts = ["Mayor opens the bridge", "Mayor opens the old bridge today", "Why cats purr"]
    assert pick(texts, [0.0, 0.0, 0.0], 2) == [0, 2]


def _add(desk: Desk, model: Model, texts: list[str]) -> list[int]:
    blocks = [HeadlineBlock(text) for text in texts]
    return add_blocks(desk, "max", blocks, model.score(blocks))


def test_the_batch_is_an_order_of_the_queue_that_pages_and_claims(desk: Desk, model: Model) -> None:
    _add(desk, model, VARIED)
    assert prepare(desk, "mia", model, size=8)
    everything = page(desk, Filter(), Order.TEACH, size=100).rows
    first = page(desk, Filter(), Order.TEACH, size=5)
    rest = page(desk, Filter(), Order.TEACH, first.after, size=100)
    assert [row.id for row in [*first.rows, *rest.rows]] == [row.id for row in everything]
    assert [row.teach for row in everything[:8]] == list(range(8))
    assert everything[0].certainty == min(row.certainty for row in everything)
    assert [row.id for row in everything[8:]] == sorted(row.id for row in everything[8:])
    for name, wanted in (("max", everything[0]), ("mia", everything[1])):
        taken = claim_next(desk, name, order=Order.TEACH)
        assert taken is not None
        assert taken.id == wanted.id


def test_a_new_batch_comes_when_the_old_one_is_used_up_and_never_before(desk: Desk, model: Model) -> None:
    _add(desk, model, VARIED)
    assert prepare(desk, "mia", model, size=8)
    before = [row.id for row in page(desk, Filter(), Order.TEACH, size=8).rows]
    assert not prepare(desk, "mia", model, size=8)
    for _ in range(3):
        item = claim_next(desk, "max", order=Order.TEACH)
        assert item is not None
        decide(desk, "max", item.id, item.version, Verdict.FINE, THRESHOLDS)
    assert prepare(desk, "mia", model, size=8)
    after = [row.id for row in page(desk, Filter(), Order.TEACH, size=8).rows]
    assert not set(before[:3]) & set(after)
    assert after[0] in before


def test_an_empty_queue_has_no_batch(desk: Desk, model: Model) -> None:
    assert prepare(desk, "mia", model, BATCH)
    assert claim_next(desk, "max", order=Order.TEACH) is None


@pytest.fixture
def other(model: Model) -> Scorer:
    """A model of another id, to which everything is the reverse."""

    class Reversed(Scorer):
        def log_odds(self, blocks):  # type: ignore[no-untyped-def]
            return -super().log_odds(blocks)

    found = Reversed(model.folder)
    found.id = "reversed-0"
    return found


def test_another_live_model_scores_what_waits_and_makes_a_batch_of_its_own(
    desk: Desk, model: Model, other: Scorer
) -> None:
    ids = _add(desk, model, VARIED)
    decide(desk, "mia", ids[0], 0, Verdict.FINE, THRESHOLDS)
    prepare(desk, "mia", model, 5)
    assert prepare(desk, "mia", other, 5)
    with desk.read() as connection:
        rows = connection.execute(sa.select(items).order_by(items.c.id)).all()
        kept = connection.execute(sa.select(scores).where(scores.c.model == model.id)).all()
    assert rows[0].model == model.id  # decided: it keeps the score that it was decided with
    assert {row.model for row in rows[1:]} == {other.id}
    one = other.score([VARIED[1]])[0]
    assert rows[1].probability == pytest.approx(one.probability)
    assert rows[1].certainty == pytest.approx(abs(one.probability - 0.5))
    assert len(kept) == len(VARIED)
    assert rescore(desk, "mia", other) == 0


def test_scores_are_filled_in_once_and_nothing_else_changes(desk: Desk, model: Model, other: Scorer) -> None:
    ids = _add(desk, model, VARIED)
    decide(desk, "mia", ids[0], 0, Verdict.FINE, THRESHOLDS)
    assert fill_scores(desk, other) == len(ids) - 1
    assert fill_scores(desk, other, since=0) == 1
    assert fill_scores(desk, other, since=0) == 0
    with desk.read() as connection:
        assert set(connection.scalars(sa.select(items.c.model))) == {model.id}
