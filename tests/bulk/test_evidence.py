from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from clf.bulk import score_files
from clf.bulk.work import Settings
from clf.errors import InputError
from clf.evidence.finder import Evidencer
from clf.evidence.outlets import OutletLists
from clf.types import HeadlineBlock
from tests.bulk.test_run import read

BLOOD = "Bananas at supermarkets injected with blood that carries HIV"
ROWS = [
    {"title": BLOOD, "url": "https://watched.example/a"},
    {"title": "Council approves the tram", "url": "https://plain.example/b"},
    {"title": "Share this before they delete it: the miracle cure they hide", "url": None},
    {"title": f"No, {BLOOD.lower()}", "url": ""},
]


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_the_columns_say_what_the_library_says(tmp_path: Path, ending: str) -> None:
    OutletLists(tmp_path / "lists").put("watch", "watched.example")
    settings = Settings(any_language=True, evidence=True, sources=str(tmp_path / "lists"))
    table = pa.Table.from_pylist(ROWS)
    path = tmp_path / f"rows.{ending}"
    if ending == "parquet":
        parquet.write_table(table, path, row_group_size=3)
    else:
        path.write_text("title,url\n" + "".join(f'"{r["title"]}",{r["url"] or ""}\n' for r in ROWS))
    score_files([str(path)], tmp_path / "out", settings, jobs=1)
    found, evidencer = read(tmp_path / "out"), Evidencer.load(sources=tmp_path / "lists")
    for row, given in zip(found, ROWS, strict=True):
        expected = evidencer.find(HeadlineBlock(given["title"] or "", url=given["url"] or ""))
        assert (row["evidence"], row["evidence_reason"]) == (expected.level.value, expected.sentence)
        assert row["evidence_outlet"] == expected.outlet.sentence
        assert row["evidence_cues"] == [cue.cue for cue in expected.cues if cue.marked]
    assert "miracle_cure" in found[2]["evidence_cues"]
    assert found[0]["evidence_claim"]["verdict"] == "false"
    assert found[0]["evidence_claim"]["url"].startswith("http")
    assert found[1]["evidence_claim"] is None
    assert "no sign that it is true" in found[1]["evidence_reason"]
    assert found[3]["evidence_claim"]["note"]


def test_a_run_does_not_go_on_with_evidence_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("title\nOne headline here\n")
    score_files([str(path)], tmp_path / "out", Settings(any_language=True))
    with pytest.raises(InputError, match="options"):
        score_files([str(path)], tmp_path / "out", Settings(any_language=True, evidence=True))


def test_own_columns_of_those_names_stay(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"title": [BLOOD], "evidence": ["mine"]}), tmp_path / "rows.parquet")
    score_files([str(tmp_path / "rows.parquet")], tmp_path / "out", Settings(any_language=True, evidence=True))
    (row,) = read(tmp_path / "out")
    assert (row["input_evidence"], row["evidence"]) == ("mine", "high")
