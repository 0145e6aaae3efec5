from __future__ import annotations

import json
from pathlib import Path

import pytest

from clf.errors import PolicyError
from clf.evidence.claims.claim import Claim, Verdict
from clf.evidence.claims.index import ClaimIndex
from clf.evidence.claims.store import Library
from clf.evidence.finder import Evidence, Evidencer
from clf.evidence.outlets import DomainList, OutletLists
from clf.policy import EvidenceLevel, MisinformationPolicy, read_policy
from clf.types import HeadlineBlock

CLAIMS = [
    Claim("The mayor of Orlo sold the harbour bridge to a circus", Verdict.FALSE, "Orlo Facts", "2021-02-03"),
    Claim("Goats ate the harvest of 40 monastery gardens", Verdict.MIXED, "Orlo Facts", "2020"),
]
REPEATS = "Mayor of Orlo sold harbour bridge to circus"


@pytest.fixture
def finder(tmp_path: Path) -> Evidencer:
    outlets = OutletLists(tmp_path)
    ratings = {"poor.example.org": ("0.10", 0.1), "good.example.com": ("0.90", 0.9)}
    outlets.save(DomainList("Example list", "2023", "0 (worst) to 1 (best)", ratings))
    outlets.put("watch", "watched.example.net")
    return Evidencer(Library([ClaimIndex(CLAIMS)]), outlets, MisinformationPolicy())


def level(finder: Evidencer, headline: str, url: str = "") -> str:
    return finder.find(HeadlineBlock(headline, url=url)).level.value


@pytest.mark.parametrize(
    ("headline", "url", "expected"),
    [
        (REPEATS, "", "high"),
        ("Harbour bridge in Orlo: the mayor sold it to a travelling company from abroad", "", "medium"),
        ("Goats ate harvest of 40 monastery gardens", "", "medium"),
        ("Goats ate harvest of 40 monastery gardens", "https://poor.example.org/x", "high"),
        ("Did the mayor of Orlo sell the harbour bridge to a circus?", "", "low"),
        ("Goats ate harvest of 14 monastery gardens", "", "low"),
        ("No, the mayor of Orlo did not sell the harbour bridge to a circus", "", "none"),
        ("Council approves budget for the library", "", "none"),
        ("Council approves budget for the library", "https://poor.example.org/x", "medium"),
        ("Council approves budget for the library", "https://watched.example.net/x", "medium"),
        ("Council approves budget for the library", "https://good.example.com/x", "none"),
    ],
)
def test_stated_rules(finder: Evidencer, headline: str, url: str, expected: str) -> None:
    assert level(finder, headline, url) == expected


def test_wording_cues_are_shown_and_count_only_if_the_policy_says_so(finder: Evidencer) -> None:
    headline = "SHARE before it is deleted: miracle cure kills the virus, big pharma cover up exposed!"
    found = finder.find(headline)
    assert found.level is EvidenceLevel.NONE
    assert found.any_signal
    assert "wording cues (conspiratorial wording, miracle cure" in found.sentence
    assert {"conspiratorial", "miracle_cure"} <= {cue["cue"] for cue in found.to_dict()["cues"]}
    finder.policy = MisinformationPolicy(wording_cues=EvidenceLevel.MEDIUM)
    assert finder.find(headline).level is EvidenceLevel.MEDIUM
    assert finder.find("Officials say the bridge could open in May").level is EvidenceLevel.NONE


def test_nothing_found_is_never_evidence_of_truth(finder: Evidencer) -> None:
    found = finder.find("Council approves budget for the library")
    assert "no sign that it is true" in found.sentence
    assert "no sign that a headline is true" in found.coverage


def percentages(found: Evidence) -> bool:
    return "%" in json.dumps(found.to_dict()) or "probab" in json.dumps(found.to_dict())


def test_no_percentage_of_being_false_anywhere(finder: Evidencer) -> None:
    for headline in (REPEATS, "Council meets", "SHARE THIS miracle cure before it is deleted"):
        assert not percentages(finder.find(headline))


def test_a_team_can_change_the_rules(tmp_path: Path, finder: Evidencer) -> None:
    rules = '[misinformation]\nasks = "high"\npoor_below = 0.05\n'
    (tmp_path / "policy.toml").write_text(f"[bands]\nprecision = 0.9\n{rules}")
    finder.policy = read_policy(tmp_path / "policy.toml").misinformation
    assert level(finder, "Did the mayor of Orlo sell the harbour bridge to a circus?") == "high"
    assert level(finder, "Council approves budget for the library", "https://poor.example.org/x") == "none"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[misinformation]\nask = "low"', "unknown key 'ask'"),
        ('[misinformation]\nasks = "huge"', "one of none, low"),
        ("[misinformation]\npoor_below = 2", "from 0 to 1"),
        ("misinformation = 1", "is a section"),
        ("[", "policy.toml"),
    ],
)
def test_a_wrong_policy_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "policy.toml").write_text(text)
    with pytest.raises(PolicyError, match=message):
        read_policy(tmp_path / "policy.toml")
