from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.cli.test_score import failure, run

HEADLINE = "Bananas at supermarkets injected with blood that carries HIV"


def test_import_search_and_stats(tmp_path: Path) -> None:
    table = tmp_path / "claims.csv"
    row = "The mayor of Orlo sold the bridge to a circus,fake,Orlo Facts,2021"
    table.write_text(f"claim,verdict,publisher,date\n{row}\n,x,,\n")
    folder = ("--claims", str(tmp_path / "mine"))
    code, message = failure("claims", "import", str(table), *folder)
    assert code == 65
    assert "line 3: no claim" in message
    added = ("claims", "add", "Goats ate the harvest of the monastery", "--verdict", "mixed", "--date", "2022-03-04")
    assert run(*added, *folder).stdout == "added\n"
    assert run(*added, *folder).stdout == "it was there already\n"
    found = run("claims", "search", "Mayor of Orlo did not sell the bridge to a circus", *folder, "--no-starter")
    assert "Orlo Facts rated false" in found.stdout
    assert "denies what the other says" in found.stdout
    assert "2 checked claims were searched, the newest of 2022-03-04" in found.stdout
    stats = json.loads(run("claims", "stats", "--json", *folder, "--no-starter").stdout)
    assert stats["years"] == {"2021": 1, "2022": 1}
    said = run("claims", "stats", *folder, "--no-starter").stdout
    assert "years      2021 1, 2022 1" in said


def test_sources(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("domain,score\nexample.org,0.25\n")
    folder = ("--sources", str(tmp_path / "lists"))
    done = run("sources", "import", str(table), "--name", "Example", "--date", "2023", *folder)
    assert "1 domains of Example" in done.stdout
    told = run("sources", "lookup", "https://www.example.org/x", *folder).stdout
    assert told == "example.org: Example (2023) rates it 0.25 on a scale of 0 (worst) to 1 (best)\n"
    run("sources", "allow", "example.org", *folder)
    assert "allow list" in run("sources", "lookup", "example.org", *folder).stdout
    run("sources", "watch", "example.org", *folder)
    assert json.loads(run("sources", "lookup", "example.org", "--json", *folder).stdout)["standing"] == "watched"
    assert failure("sources", "import", str(tmp_path / "none.csv"), *folder)[0] == 65


def test_evidence_in_score() -> None:
    row = json.loads(run("score", HEADLINE, "--evidence", "-f", "jsonl").stdout)
    assert row["evidence"]["level"] == "high"
    assert row["evidence"]["matches"][0]["claim"]["verdict"] == "false"
    (cells,) = csv.DictReader(io.StringIO(run("score", HEADLINE, "--evidence", "-f", "csv").stdout))
    assert cells["evidence"] == "high"
    done = run("score", HEADLINE, "--evidence")
    assert "Truth or Fiction rated false" in done.stdout
    assert "no sign that a headline is true" in done.stderr


def test_without_evidence_nothing_of_it_is_there() -> None:
    assert "evidence" not in json.loads(run("score", HEADLINE, "-f", "jsonl").stdout)
