from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given

from clf.model.model import Model
from clf.types import HeadlineBlock, Notice, Span
from tests.strategies import texts


@given(headline=texts, teaser=texts)
@example(headline="µ", teaser="5 µm")
def test_contributions_add_up_to_the_score(model: Model, headline: str, teaser: str) -> None:
    block = HeadlineBlock(headline, teaser)
    explanation = model.explain(block)
    total = explanation.intercept + sum(part.contribution for part in explanation.words + explanation.cues)
    assert total == pytest.approx(explanation.log_odds, abs=1e-6)
    assert explanation.score == model.score([block])[0]
    assert explanation.score.probability == pytest.approx(1 / (1 + math.exp(-explanation.log_odds)), abs=1e-9)


@given(headline=texts, teaser=texts)
def test_every_word_part_is_a_piece_of_the_original(model: Model, headline: str, teaser: str) -> None:
    originals = {"headline": headline, "teaser": teaser}
    explanation = model.explain(HeadlineBlock(headline, teaser))
    for part in explanation.words:
        assert part.text
        assert originals[part.span.field][part.span.start : part.span.end] == part.text
    for name in originals:
        starts = [part.span.start for part in explanation.words if part.span.field == name]
        assert starts == sorted(starts)


@given(headline=texts)
def test_what_ifs_are_exact(model: Model, headline: str) -> None:
    for what_if in model.explain(headline).what_ifs:
        assert what_if.probability == model.probability_without(headline, what_if.span)
        kept = headline[: what_if.span.start].rstrip() + " " + headline[what_if.span.end :].lstrip()
        assert what_if.probability == model.score([kept.strip()])[0].probability


def test_a_reason_quotes_what_set_it_off(model: Model) -> None:
    explanation = model.explain("The secret trick that shocked everyone")
    assert any("“secret" in reason.text or "secret”" in reason.text for reason in explanation.reasons)


@pytest.mark.parametrize(
    ("text", "told"),
    [("A se\u200bcret plan", "invisible"), ("A sеcret plan", "another alphabet"), ("A 𝐬𝐞𝐜𝐫𝐞𝐭 plan", "letters")],
)
def test_obfuscation_is_a_reason_of_its_own(model: Model, text: str, told: str) -> None:
    assert told in model.explain(text).reasons[0].text
    disguised, plain = model.score([text, "A secret plan"])
    assert disguised == replace(plain, notices=(Notice.DISGUISED,))


def test_reasons_are_strongest_first(model: Model) -> None:
    sizes = [abs(r.contribution) for r in model.explain("Why doctors never tell you this secret").reasons]
    assert sizes == sorted(sizes, reverse=True)


def test_probability_without_a_teasers_words(model: Model) -> None:
    block = HeadlineBlock("Council meets", "You will never guess what happened")
    assert model.probability_without(block, Span("teaser", 0, 34)) == model.score(["Council meets"])[0].probability
