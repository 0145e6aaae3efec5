from __future__ import annotations

import re
from importlib.resources import files
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.evaluation.evidence import swapped_terms
from clf.text.fold import fold
from clf.text.names import spell
from clf.wording.cues import wording_cues
from clf.wording.masks import masked_terms, masked_words
from clf.wording.score import Level, wording_model
from tests.strategies import texts

TEMPLATES = (files("clf.evaluation") / "swaps.txt").read_text(encoding="utf-8").splitlines()
TERMS = swapped_terms()


def test_there_are_enough_templates_and_terms() -> None:
    assert len(TEMPLATES) >= 40
    assert len(set(TERMS)) >= 60


@pytest.mark.parametrize("template", TEMPLATES)
def test_swapping_whom_it_is_about_changes_nothing(template: str) -> None:
    model = wording_model()
    found = model.log_odds([_block(template.format(form(term))) for term, form in product(TERMS, (str, str.title))])
    assert len(set(found.tolist())) == 1


def _block(text: str):  # type: ignore[no-untyped-def]
    from clf.block import HeadlineBlock

    return HeadlineBlock(text)


@given(st.sampled_from(TERMS), st.sampled_from(TERMS), texts)
def test_swaps_change_nothing_in_any_text(one: str, other: str, text: str) -> None:
    model = wording_model()
    a, b = model.levels([f"{one} {text}", f"{other} {text}"])
    assert a is b


def test_no_weight_belongs_to_a_masked_word() -> None:
    model = wording_model()
    known = set(model.linear.hashes[model.linear.weights != 0].tolist())
    for word in sorted(masked_words()):
        assert not known & {h for h, name in spell(word).items() if "/" not in name}, word


def test_no_cue_names_anyone() -> None:
    terms = [term for terms in masked_terms().values() for term in terms]
    single = {term for term in terms if " " not in term}
    several = [f" {term} " for term in terms if " " in term]
    for cue in wording_cues():
        for phrase in cue.phrases:
            assert not single & set(phrase.split()), (cue.name, phrase)
            assert not any(f" {phrase} " in term for term in several), (cue.name, phrase)


def test_lists_are_folded() -> None:
    for terms in masked_terms().values():
        assert [t for t in terms if fold(t).text != t] == []
    for cue in wording_cues():
        assert [p for p in cue.phrases if fold(p).text != p or not 1 <= len(p.split()) <= 4] == []
        assert re.fullmatch("[a-z]+s .*[^. ]", cue.reason)
        assert cue.leans in ("marked", "sober")


def test_cues_count_towards_where_they_lean() -> None:
    for cue, weight in zip(wording_cues(), wording_model().linear.phrase_weights.tolist(), strict=True):
        assert weight >= 0 if cue.leans == "marked" else weight <= 0, cue.name


@given(texts)
def test_capitals_change_nothing(text: str) -> None:
    assert wording_model().levels([text]) == wording_model().levels([text.upper()])


def test_a_marked_headline_says_why() -> None:
    headline = "SHARE THIS before it is deleted: miracle cure kills the virus, big pharma cover up exposed!"
    wording = wording_model().read(headline)
    assert wording.level is Level.MARKED
    assert {"miracle_cure", "conspiratorial"} & {cue.cue for cue in wording.cues}
    assert "%" not in wording.sentence
    assert wording_model().read("Council approves budget for the harbour, officials say").cues == ()


def test_contributions_add_up() -> None:
    from clf.explain import explain

    why = explain(wording_model(), "Experts say this miracle cure is being suppressed by big pharma!")
    total = why.intercept + sum(p.contribution for p in (*why.words, *why.cues))
    assert np.isclose(total, why.log_odds, atol=1e-6)
