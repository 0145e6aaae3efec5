from __future__ import annotations

from pathlib import Path

import pytest

from clf.desk.evidence import (
    Opinion,
    give_opinion,
    keep_level,
    levels,
    look_again,
    opinions,
    outdated,
    pair_of,
    rules_of,
    without_dismissed,
)
from clf.desk.intake import add_blocks
from clf.desk.queue import Filter, Order, count, get_item, page
from clf.desk.store import Desk, history
from clf.errors import DeskError
from clf.evidence.claims.claim import Claim, Verdict
from clf.evidence.claims.index import ClaimIndex
from clf.evidence.claims.store import Library
from clf.evidence.finder import Evidencer
from clf.evidence.outlets import OutletLists
from clf.model.model import Model
from clf.policy import EvidenceLevel, MisinformationPolicy
from clf.types import HeadlineBlock

CLAIM = Claim("Harbour water cures gout overnight", Verdict.FALSE, "Orlo Facts", "2021-02-03", "https://orlo.example/1")
SPREADS, PLAIN = "Harbour water cures gout overnight, doctors say", "Council meets on Monday about the harbour"


@pytest.fixture
def evidencer(tmp_path: Path) -> Evidencer:
    library = Library([ClaimIndex([CLAIM])])
    return Evidencer(library, OutletLists(tmp_path), MisinformationPolicy())


@pytest.fixture
def looked(desk: Desk, model: Model, evidencer: Evidencer) -> Desk:
    blocks = [HeadlineBlock(PLAIN), HeadlineBlock(SPREADS)]
    add_blocks(desk, "max", blocks, model.score(blocks), evidencer)
    return desk


def test_the_level_is_kept_at_intake_and_can_be_filtered_and_sorted(looked: Desk, evidencer: Evidencer) -> None:
    assert [row.evidence for row in page(looked, Filter(), Order.EVIDENCE).rows] == [EvidenceLevel.HIGH.rank, 0]
    assert [row.headline for row in page(looked, Filter(evidence=1)).rows] == [SPREADS]
    assert {row.evidence_rules for row in page(looked, Filter()).rows} == {rules_of(evidencer)}
    assert outdated(looked, rules_of(evidencer)) == 0


def test_other_rules_have_another_name_and_levels_are_found_again(looked: Desk, evidencer: Evidencer) -> None:
    mild = MisinformationPolicy(repeats_false=EvidenceLevel.LOW, resembles_false=EvidenceLevel.LOW)
    milder = Evidencer(evidencer.library, evidencer.outlets, mild)
    assert outdated(looked, rules_of(milder)) == 2
    with pytest.raises(DeskError, match="needs the role lead"):
        list(look_again(looked, "max", milder))
    assert list(look_again(looked, "lee", milder)) == [2]
    assert outdated(looked, rules_of(milder)) == 0
    assert [row.evidence for row in page(looked, Filter(), Order.EVIDENCE).rows] == [EvidenceLevel.LOW.rank, 0]


def test_a_dismissed_match_stays_away_for_everybody_and_is_on_record(looked: Desk, evidencer: Evidencer) -> None:
    (item,) = page(looked, Filter(evidence=1)).rows
    give_opinion(looked, "max", item.id, CLAIM, Opinion.DISMISSED)
    assert count(looked, Filter(evidence=1)) == 0
    assert history(looked, item.id)[0].action == "match dismissed"
    assert "Orlo Facts" in history(looked, item.id)[0].note
    found = evidencer.find(SPREADS)
    told = opinions(looked, SPREADS, found)
    assert told[pair_of(SPREADS, CLAIM)].person == "max"
    left = without_dismissed(found, SPREADS, told, evidencer)
    assert not left.matches
    assert left.level.rank < found.level.rank
    assert levels(looked, [HeadlineBlock(SPREADS.upper())], evidencer) == [left.level.rank]
    give_opinion(looked, "mia", item.id, CLAIM, None)
    assert levels(looked, [HeadlineBlock(SPREADS)], evidencer) == [EvidenceLevel.HIGH.rank]


def test_a_confirmed_match_counts_and_strangers_have_no_say(looked: Desk, evidencer: Evidencer) -> None:
    (item,) = page(looked, Filter(evidence=1)).rows
    give_opinion(looked, "mia", item.id, CLAIM, Opinion.CONFIRMED)
    found = evidencer.find(SPREADS)
    assert without_dismissed(found, SPREADS, opinions(looked, SPREADS, found), evidencer) == found
    with pytest.raises(DeskError, match="does not work"):
        give_opinion(looked, "stranger", item.id, CLAIM, Opinion.DISMISSED)
    assert outdated(looked, rules_of(evidencer)) == 1
    keep_level(looked, item.id, 3, rules_of(evidencer))
    assert get_item(looked, item.id).evidence == 3  # type: ignore[union-attr]


def test_items_without_a_look_are_told_from_those_without_evidence(filled: Desk) -> None:
    assert {row.evidence for row in page(filled, Filter()).rows} == {-1}
