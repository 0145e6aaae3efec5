from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from clf.evaluation.evidence import evidence_targets, measure_matching, measure_words, pairs, swaps
from clf.evaluation.files import files_of


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """A corpus of six headlines in the form of GossipCop."""
    place = tmp_path / "gossipcop" / "titles.csv.gz"
    place.parent.mkdir()
    rows = ["Actress opens a bakery,0", "Band names a new drummer,0", "Museum lends two paintings,0",
            "Share this before they delete it,1", "Singer moves house,1", "Doctors hate this miracle cure,1"]
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


def test_every_pair_counts_and_swaps_change_nothing() -> None:
    assert len(pairs()) >= 100
    assert swaps()["changed"] == 0


def test_the_wording_part_is_written_out(corpora: Path) -> None:
    words, _ = measure_words(corpora, lambda _: None)
    report = {"notes": ["Left out."], "wording": words}
    report["targets"] = evidence_targets(report)
    files = files_of(report)
    assert "GossipCop" in files["report.md"]
    assert "Left out." in files["report.md"]
    assert "<svg" in files["report.html"]
    assert words["ordinary"]["rows"] == 3


def test_a_target_that_is_missed_is_said() -> None:
    report = {"matching": {"false": {"in_1000": 3.0}, "pairs": {"share": 0.9}}}
    assert [row["met"] for row in evidence_targets(report)] == [False, False]
