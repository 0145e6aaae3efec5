from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.evidence.claims.claim import Claim, Verdict
from clf.evidence.claims.index import ClaimIndex
from clf.evidence.claims.kernel import OVERLAPS
from clf.evidence.claims.match import FEATURES, load_rerank
from clf.evidence.claims.polarity import Stance
from clf.evidence.claims.store import Library, starter_claims, starter_index
from clf.evidence.claims.terms import read_terms, read_words
from tests.strategies import texts

GARLIC = Claim("Eating garlic cures the flu", Verdict.FALSE, "Example Check", "2020-03-01", "https://example.org/1")
BRIDGE = Claim("The harbour bridge at Voronin collapsed in the storm", Verdict.MIXED, "Example Check", "2021")
TRUE = Claim("The parliament of Norland raised the pension age to 67", Verdict.TRUE, "Example Check", "2019-05")


@pytest.fixture(scope="module")
def index() -> ClaimIndex:
    return ClaimIndex([GARLIC, BRIDGE, TRUE])


def test_a_headline_that_repeats_a_claim_matches_it(index: ClaimIndex) -> None:
    (match,) = index.matches("DOCTORS: garlic cures flu")
    assert match.claim is GARLIC
    assert match.stance is Stance.REPEATS
    assert [("DOCTORS: garlic cures flu"[a:b]) for a, b in match.spans] == ["garlic", "cures", "flu"]
    assert "Example Check rated false on 2020-03-01" in match.sentence


def test_a_denial_is_said(index: ClaimIndex) -> None:
    (match,) = index.matches("No, garlic does not cure the flu")
    assert match.stance is Stance.DENIES
    assert match.differences
    assert match.sentence.startswith("Seems to deny or debunk")


def test_a_claim_rated_true_is_found_but_is_no_match(index: ClaimIndex) -> None:
    headline = "Parliament of Norland raised pension age to 67"
    assert index.search(headline)[0].near
    assert index.matches(headline) == []


@pytest.mark.parametrize("text", ["", "garlic", "Garlic flu cures", "Mayor opens a new school in the old harbour"])
def test_what_shares_too_little_does_not_match(index: ClaimIndex, text: str) -> None:
    assert index.matches(text) == []


@given(texts)
def test_capitals_change_no_score(text: str) -> None:
    index = starter_index()
    assert [(m.claim, m.nearness) for m in index.search(text)] == [
        (m.claim, m.nearness) for m in index.search(text.upper())
    ]


def test_an_added_claim_is_found_at_once_and_changes_no_other() -> None:
    index = ClaimIndex([GARLIC])
    before = index.search("garlic cures the flu quickly")[0].nearness
    index.add([BRIDGE])
    index.add([TRUE])
    assert len(index) == len(list(index)) == 3
    assert index.matches("Harbour bridge at Voronin collapsed in storm")[0].claim is BRIDGE
    assert index.search("garlic cures the flu quickly")[0].nearness == before


def test_an_empty_index_finds_nothing() -> None:
    assert ClaimIndex().search("garlic cures the flu") == []


def test_names_missing_are_told(index: ClaimIndex) -> None:
    (match, *_) = index.search("The harbour bridge collapsed in the storm")
    assert match.missing == ("Voronin",)


@given(st.lists(texts, max_size=4))
def test_terms_of_many_are_the_terms_of_each(items: list[str]) -> None:
    together = read_terms(items)
    for i, text in enumerate(items):
        stems = together.stems[together.stem_begin[i] : together.stem_begin[i + 1]]
        assert stems.tolist() == [stem for stem, *_ in read_words(text)]
        alone = read_terms([text])
        assert np.array_equal(together.grams[together.gram_begin[i] : together.gram_begin[i + 1]], alone.grams)


def test_sharing_more_never_counts_against_a_claim() -> None:
    rerank = load_rerank()
    assert len(FEATURES) == len(OVERLAPS) + 1
    for name, order, near in zip(FEATURES, rerank.order, rerank.near, strict=True):
        bound = -1 if name.endswith(("missing", "differs")) else 1
        assert bound * order >= 0
        assert bound * near >= 0


def test_the_starter_claims_are_whole() -> None:
    claims = starter_claims()
    assert len(claims) >= 200
    assert len({c.text for c in claims}) == len(claims)
    for claim in claims:
        assert claim.debunked
        assert claim.url.startswith("http")
        assert claim.publisher
        assert claim.date


def test_the_library_says_what_it_covers() -> None:
    library = Library([starter_index()])
    coverage = library.coverage()
    assert coverage.claims == len(starter_claims()) == sum(coverage.years.values())
    assert coverage.newest in library.summary()
    assert "no sign that a headline is true" in coverage.sentence
