from __future__ import annotations

from clf.desk.decisions import Verdict, decide, undo
from clf.desk.intake import add_blocks
from clf.desk.queue import Filter, claim, count
from clf.desk.similar import Decided
from clf.desk.store import Desk
from clf.model.model import Model
from clf.types import HeadlineBlock
from tests.desk.conftest import THRESHOLDS

SHIP, SHIPS = "Court fines shipping company over oil spill", "Oil spill: shipping firm fined by court"
OTHER = "Rain on Friday"


def added(desk: Desk, model: Model, *headlines: str) -> list[int]:
    blocks = [HeadlineBlock(headline) for headline in headlines]
    return add_blocks(desk, "max", blocks, model.score(blocks))


def test_the_nearest_decided_headlines_come_first_and_undone_ones_not_at_all(desk: Desk, model: Model) -> None:
    ship, ships, other, waiting = added(desk, model, SHIP, SHIPS, OTHER, SHIP + " again")
    decided = Decided(desk)
    assert decided.nearest(SHIP) == []
    decide(desk, "max", other, 0, Verdict.FINE, THRESHOLDS)
    decide(desk, "max", ships, 0, Verdict.FINE, THRESHOLDS)
    made = decide(desk, "max", ship, 0, Verdict.FINE, THRESHOLDS)
    assert [row.id for row in decided.nearest(SHIP)] == [ship, ships]
    assert [row.id for row in decided.nearest(SHIP, but=ship)] == [ships]
    assert decided.nearest("Queen opens school") == []
    assert decided.nearest("") == []
    undo(desk, "max", made)
    assert [row.id for row in decided.nearest(SHIP)] == [ships]
    decide(desk, "max", ship, 2, Verdict.UNSURE, THRESHOLDS)
    assert [(row.id, row.verdict) for row in decided.nearest(SHIP)] == [(ship, "unsure"), (ships, "fine")]
    assert waiting not in [row.id for row in decided.nearest(SHIP)]


def test_opening_another_item_lets_go_of_the_one_before(desk: Desk, model: Model) -> None:
    one, two = added(desk, model, SHIP, OTHER)
    claim(desk, "max", one)
    claim(desk, "max", two)
    assert claim(desk, "mia", one).claimed_by == "mia"
    assert count(desk, Filter(person="max")) == 1
