from __future__ import annotations

import pytest
import sqlalchemy as sa

import clf
from clf.desk import scores as module
from clf.desk.decisions import Verdict, decide
from clf.desk.queue import Filter, claim, get_item, page
from clf.desk.schema import scores
from clf.desk.scores import rescore, rescore_item
from clf.desk.store import Desk, history
from clf.errors import DeskError
from clf.model.model import Model
from tests.desk.conftest import HEADLINES, THRESHOLDS
from tests.model.conftest import made


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return clf.load(made(tmp_path_factory.mktemp("other") / "model", 0.4))


def models(desk: Desk) -> set[str]:
    return {row.model for row in page(desk, Filter()).rows}


def test_what_waits_gets_the_new_score_and_keeps_the_old(
    filled: Desk, model: Model, other: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 7)
    decided = decide(filled, "max", 1, 0, Verdict.FINE, THRESHOLDS)
    held = claim(filled, "mia", 2)
    assert decided
    assert rescore(filled, "max", other) == len(HEADLINES) - 2
    assert rescore(filled, "max", other) == 0
    for number in range(3, len(HEADLINES) + 1):
        item = get_item(filled, number)
        assert item is not None
        expected = other.score([item.headline])[0]
        assert (item.model, item.probability, item.version) == (other.id, expected.probability, 0)
        assert item.certainty == abs(expected.probability - 0.5)
    for number in (1, held.id):
        item = get_item(filled, number)
        assert item is not None
        assert item.model == model.id
    with filled.read() as connection:
        kept = connection.execute(sa.select(scores.c.model, sa.func.count()).group_by(scores.c.model)).all()
    assert dict(tuple(row) for row in kept) == {model.id: len(HEADLINES), other.id: len(HEADLINES) - 2}
    notes = [entry.note for entry in history(filled) if entry.action == "rescore"]
    assert sorted(notes) == ["4 items", "7 items", "7 items"]


def test_rolling_back_scores_as_before(filled: Desk, model: Model, other: Model) -> None:
    before = {row.id: row.probability for row in page(filled, Filter()).rows}
    rescore(filled, "max", other)
    assert rescore(filled, "max", model) == len(HEADLINES)
    assert {row.id: row.probability for row in page(filled, Filter()).rows} == before
    assert models(filled) == {model.id}


def test_an_item_in_hand_is_scored_again_for_its_holder_only(filled: Desk, other: Model) -> None:
    claim(filled, "mia", 2)
    assert not rescore_item(filled, "max", other, 2)
    assert rescore_item(filled, "mia", other, 2)
    assert not rescore_item(filled, "mia", other, 2)
    assert decide(filled, "mia", 2, 0, Verdict.CLICKBAIT, THRESHOLDS)  # its version is what it was
    assert not rescore_item(filled, "mia", other, 99)


def test_strangers_may_not(filled: Desk, model: Model, other: Model) -> None:
    with pytest.raises(DeskError, match="does not work"):
        rescore(filled, "stranger", other)
    assert models(filled) == {model.id}
