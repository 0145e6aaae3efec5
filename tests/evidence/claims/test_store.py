from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from clf.errors import InputError
from clf.evidence.claims.claim import Claim, Verdict, claim_from, date_of, verdict_of
from clf.evidence.claims.readers import read_claims, read_text
from clf.evidence.claims.store import ClaimStore

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "The lake of Orlo turned green overnight",
    "author": {"@type": "Organization", "name": "Orlo Facts"},
    "datePublished": "2022-04-05T10:00:00Z",
    "reviewRating": {"@type": "Rating", "alternateName": "Mostly False", "ratingValue": "2"},
    "url": "https://example.org/lake",
    "itemReviewed": {"author": {"name": "A post"}},
}
PAGE = f"""<html><script type="application/ld+json">{json.dumps({"@graph": [{"@type": "WebPage"}, REVIEW]})}</script>
<script type="application/ld+json">{{broken</script></html>"""


def read(text: str) -> tuple[list[Claim], list[str]]:
    problems: list[str] = []
    return list(read_text(text, "given", problems.append)), problems


def test_claim_review_on_a_page() -> None:
    claims, problems = read(PAGE)
    assert claims == [
        Claim(
            REVIEW["claimReviewed"],
            Verdict.MOSTLY_FALSE,
            "Orlo Facts",
            "2022-04-05",
            "https://example.org/lake",
            "Mostly False",
            speaker="A post",
        )
    ]
    assert len(problems) == 1
    assert "script 2: not JSON" in problems[0]


def test_a_data_commons_feed() -> None:
    numbers = {**REVIEW, "reviewRating": {"ratingValue": 1, "worstRating": 1, "bestRating": 5}}
    elements = [{"item": [REVIEW, numbers]}, {"item": [{"@type": "ClaimReview"}]}]
    feed = {"@type": "DataFeed", "dataFeedElement": elements}
    claims, problems = read(json.dumps(feed))
    assert [c.verdict for c in claims] == [Verdict.MOSTLY_FALSE, Verdict.FALSE]
    assert len(problems) == 1


@pytest.mark.parametrize(
    "text",
    [
        "claim,verdict,url,date\nThe tower leans,false,https://example.org/t,3 May 2020\n,false,,\nDry well,,,\n",
        "claim\tverdict\turl\tdate\nThe tower leans\tFalse\thttps://example.org/t\t2020-05-03\n\tfalse\t\t\nDry\t\t\t\n",
        '{"claim": "The tower leans", "verdict": "false", "url": "https://example.org/t", "date": "2020-05-03"}\n'
        '{"claim": "", "verdict": "false"}\nnot json\n',
    ],
)
def test_tables_keep_good_rows_and_name_bad_ones(text: str) -> None:
    claims, problems = read(text)
    assert claims[0].to_dict() == {
        "text": "The tower leans",
        "verdict": "false",
        "publisher": "example.org",
        "date": "2020-05-03",
        "url": "https://example.org/t",
    }
    assert len(claims) == 1
    assert len(problems) == 2
    assert all("line" in problem for problem in problems)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(b"claim\n\xff")
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8bnothing")
    for name in ("bad.csv", "bad.gz", "none.csv"):
        with pytest.raises(InputError, match=name):
            list(read_claims(tmp_path / name, print))
    (tmp_path / "good.jsonl.gz").write_bytes(gzip.compress(b'{"claim": "The tower leans", "verdict": "fake"}'))
    assert [c.verdict for c in read_claims(tmp_path / "good.jsonl.gz", print)] == [Verdict.FALSE]


def test_a_link_that_is_none_is_left_out() -> None:
    assert claim_from({"claim": "x", "verdict": "false", "url": "javascript:alert(1)"}, "row").url == ""


@pytest.mark.parametrize(
    ("rating", "verdict"),
    [
        ("Pants on Fire", "false"),
        ("Half True", "mixed"),
        ("mostly-correct", "mostly_true"),
        ("Misleading", "mostly_false"),
        ("Fake", "false"),
        ("Satire", "satire"),
        ("Unproven", "unproven"),
        ("TRUE", "true"),
        ("", "unknown"),
        ("Not true", "false"),
        ("???", "other"),
        ("mostly_false", "mostly_false"),
        ("Three Pinocchios", "mostly_false"),
    ],
)
def test_verdicts(rating: str, verdict: str) -> None:
    assert verdict_of(rating).value == verdict


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019-02-30x", "2019-02-30"),
        ("Mar 3, 2015", "2015-03-03"),
        ("3rd of March", ""),
        ("September 2014", "2014-09"),
        ("2014", "2014"),
        ("99-99-2014", "2014"),
        ("2019-13-01", "2019"),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert date_of(text) == date


def test_a_store_keeps_claims_and_maps_its_index(tmp_path: Path) -> None:
    store = ClaimStore(tmp_path / "claims")
    assert len(store.index()) == 0
    first = [Claim(f"The mayor of town {i} sold bridge number {i}", Verdict.FALSE) for i in range(30)]
    assert store.add([*first, first[0]]) == 30
    assert store.add(first[:3]) == 0
    headline = "Mayor of town 17 sold bridge number 17"
    built = store.index().matches(headline)[0]
    mapped = ClaimStore(tmp_path / "claims").index().matches(headline)[0]
    assert (built.claim, built.nearness) == (mapped.claim, mapped.nearness)
    assert built.claim == first[17]
    store.add([Claim("Goats ate the harvest of the monastery garden", Verdict.FALSE)])
    assert ClaimStore(tmp_path / "claims").index().matches("Goats ate harvest of monastery garden")


def test_a_damaged_index_is_made_again(tmp_path: Path) -> None:
    store = ClaimStore(tmp_path)
    store.add([Claim("Goats ate the harvest of the monastery garden", Verdict.FALSE)])
    store.index()
    (tmp_path / "index" / "claims-0.npy").write_bytes(b"nothing")
    assert store.index().matches("Goats ate harvest of monastery garden")
    (tmp_path / "claims.jsonl").write_text('{"text": "Bees left the town of Orlo for good", "verdict": "false"}\n')
    assert store.index().matches("Bees left town of Orlo for good")
