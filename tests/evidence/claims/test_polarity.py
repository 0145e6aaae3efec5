from __future__ import annotations

import pytest
from hypothesis import given

from clf.evidence.claims.polarity import denies, differences, figures_in, reports_debunk
from lab.evidence import pairs, told
from tests.strategies import texts

PAIRS = pairs()


def test_nineteen_in_twenty_pairs_are_told_right() -> None:
    wrong = [pair for pair in PAIRS if told(pair) != pair["stance"]]
    assert len(PAIRS) >= 100
    assert len(wrong) <= len(PAIRS) * 0.05, wrong


def test_no_denial_or_other_number_is_silent() -> None:
    silent = [pair for pair in PAIRS if pair["stance"] in ("denies", "differs") and told(pair) in ("repeats", "asks")]
    assert len(silent) <= sum(p["stance"] in ("denies", "differs") for p in PAIRS) * 0.05, silent


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,200 of 2.5 million", {1200.0, 2500000.0}),
        ("five hundred and a dozen eggs", {500.0, 12.0}),
        ("COVID-19, 5G and the G20", set()),
        ("$40bn or 7k", {40e9, 7000.0}),
        ("one of twenty-one", {21.0}),
    ],
)
def test_numbers(text: str, values: set[float]) -> None:
    assert figures_in(text) == values


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(text, text) == []


@given(texts)
def test_capitals_change_nothing(text: str) -> None:
    assert (denies(text), reports_debunk(text), figures_in(text)) == (
        denies(text.upper()),
        reports_debunk(text.upper()),
        figures_in(text.upper()),
    )
