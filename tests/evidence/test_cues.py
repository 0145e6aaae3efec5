from __future__ import annotations

import re

from hypothesis import given

from clf.evidence.cues import find_cues, wording_cues
from clf.text.fold import fold
from clf.types import HeadlineBlock
from tests.strategies import texts


def test_lists_are_folded() -> None:
    for cue in wording_cues():
        assert [p for p in cue.phrases if fold(p).text != p or not 1 <= len(p.split()) <= 4] == []
        assert re.fullmatch("[a-z]+s .*[^. ]", cue.reason)
        assert cue.leans in ("marked", "sober")


def test_every_phrase_is_found_where_it_stands() -> None:
    for cue in wording_cues():
        for phrase in cue.phrases:
            text = f"Zorblat {phrase.upper()} zorblat"
            spans = [s for found in find_cues(HeadlineBlock(text)) if found.cue == cue.name for s in found.spans]
            assert phrase in [text[span.start : span.end].lower() for span in spans]


def test_a_teaser_counts_too() -> None:
    (cue,) = find_cues(HeadlineBlock("Council meets", "This miracle cure costs nothing"))
    assert (cue.cue, cue.marked, cue.spans[0].field) == ("miracle_cure", True, "teaser")


@given(texts)
def test_capitals_change_nothing_and_spans_lie_in_the_text(text: str) -> None:
    found = find_cues(HeadlineBlock(text))
    assert [cue.cue for cue in found] == [cue.cue for cue in find_cues(HeadlineBlock(text.upper()))]
    assert all(0 <= span.start < span.end <= len(text) for cue in found for span in cue.spans)
