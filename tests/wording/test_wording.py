from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.text.fold import fold
from clf.text.names import spell
from clf.wording.cues import wording_cues
from clf.wording.masks import masked_terms, masked_words
from clf.wording.score import Level, wording_model
from tests.strategies import texts

TEMPLATES = """\
{} community opens a food bank in the old town
Why are {} voters so angry about the new tax
{} charged with fraud over missing hospital funds
Secret plan by {} leaders exposed in leaked letter
Experts say {} families will pay more for heating
BREAKING: {} caught lying about the vaccine
The truth about {} that the media will not tell you
{} says the budget will cut spending by 3 percent
According to the census, {} households are growing
Doctors warn {} parents about the new virus
Is {} really to blame for the floods?
{} wins court case against the city council
Share this before they delete it: {} knew all along
Thousands of {} supporters marched through the capital
{} accused of rigging the vote in three districts
No evidence that {} groups paid the protesters
Council bans {} festival after noise complaints
How {} scientists made a battery from sand
{} neighbours saved a child from the river
Everyone knows that {} politicians are corrupt
The {} plan would double the price of milk
{} doctor claims garlic cures the flu overnight
A {} teacher was fired for telling the truth
New study finds {} drivers are more careful
{} traitors want to destroy the constitution
Only {} citizens may vote in the referendum
Report: {} shops sold spoiled meat for years
{} invaders are taking over the schools
Minister denies deal with {} company
What {} grandmothers do to stay healthy
They don't want you to see this {} video!!!
{} and other voters reject the reform
We must stop {} criminals at once
Film about {} sailors wins the first prize
{} farmers block the road to the harbour
Can you trust a {} newspaper?
Miracle remedy of {} monks kills the virus
Official figures show {} unemployment fell
Millions of {} people never paid taxes
Police say {} tourist found safe after two days
The government gave {} workers $500 each
Warning: {} apples are full of poison
""".splitlines()
LISTS = ("religions", "nationalities", "genders", "parties", "politicians", "groups", "places")
TERMS = [term for name in LISTS for term in masked_terms()[name][:: max(1, len(masked_terms()[name]) // 12)]]


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
