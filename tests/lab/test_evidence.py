from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from lab.evidence import evidence_targets, measure_matching, pairs, told
from lab.files import files_of


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """A corpus of six headlines in the form of GossipCop."""
    place = tmp_path / "gossipcop" / "titles.csv.gz"
    place.parent.mkdir()
    rows = [
        "Actress opens a bakery,0",
        "Band names a new drummer,0",
        "Museum lends two paintings,0",
        "Share this before they delete it,1",
        "Singer moves house,1",
        "Doctors hate this miracle cure,1",
    ]
    with gzip.open(place, "wt", encoding="utf-8") as file:
        file.write("\n".join(["text,label", *rows]))
    return tmp_path


def test_what_is_not_at_hand_is_said(corpora: Path) -> None:
    found, notes = measure_matching(None, corpora, lambda _: None)
    assert set(found) == {"pairs"}
    assert "--factchecks" in notes[0]
    found, notes = measure_matching(corpora, corpora, lambda _: None)
    assert set(found) == {"pairs"}
    assert len(notes) == 2


def test_each_own_pair_is_read_as_meant() -> None:
    assert len(pairs()) >= 100
    assert [pair for pair in pairs() if told(pair) != pair["stance"]] == []


def test_the_report_is_written_out(corpora: Path) -> None:
    found, notes = measure_matching(None, corpora, lambda _: None)
    report = {"notes": notes, "matching": found, "targets": evidence_targets({"matching": found})}
    text = files_of(report)["report.md"]
    assert f"{len(pairs())} of {len(pairs())}" in text
    assert "--factchecks was not given" in text


def test_a_target_that_is_missed_is_said() -> None:
    report = {"matching": {"false": {"in_1000": 3.0}, "pairs": {"share": 0.9}}}
    assert [row["met"] for row in evidence_targets(report)] == [False, False]
