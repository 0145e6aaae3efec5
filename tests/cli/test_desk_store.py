"""`clf desk verify` and `clf desk import` at a shell."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from clf.desk.people import sign_in
from clf.desk.store import open_desk


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from clf.cli.main import main; main()"
    command = [sys.executable, "-c", program, "desk", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    desk = open_desk(str(tmp_path / "desk.sqlite"))
    sign_in(desk, "ada")
    sign_in(desk, "max")
    desk.close()
    return tmp_path / "desk.sqlite"


def test_verify_prints_the_head_and_takes_it_back(store: Path) -> None:
    found = run("verify", "--store", str(store))
    assert found.returncode == 0
    assert found.stdout.startswith("ok: 2 entries, head 2:")
    assert "--expect" in found.stderr
    head = found.stdout.split()[-1]
    again = run("verify", "--store", str(store), "--expect", head)
    assert (again.returncode, again.stdout, again.stderr) == (0, found.stdout, "")


def test_verify_names_what_is_wrong_one_line_each(store: Path) -> None:
    head = run("verify", "--store", str(store)).stdout.split()[-1]
    with sqlite3.connect(store) as connection:
        connection.execute("DROP TRIGGER audit_delete")
        connection.execute("DELETE FROM audit WHERE id = 2")
    found = run("verify", "--store", str(store), "--expect", head)
    assert found.returncode == 65
    assert found.stdout.splitlines() == [
        "trigger audit_delete: is missing",
        "entry 2: missing, though expected: the log ends at entry 1",
    ]


def test_verify_makes_no_store(tmp_path: Path) -> None:
    found = run("verify", "--store", str(tmp_path / "none.sqlite"))
    assert found.returncode != 0
    assert "no desk" in found.stderr
    assert not list(tmp_path.iterdir())


def test_verify_refuses_a_head_that_is_none(store: Path) -> None:
    found = run("verify", "--store", str(store), "--expect", "7")
    assert found.returncode != 0
    assert found.stderr.count("\n") == 1
    assert "ID:HASH" in found.stderr


def test_import_names_bad_rows_and_takes_the_others(store: Path, tmp_path: Path) -> None:
    row = {
        "headline": "The council meets",
        "teaser": "",
        "url": "",
        "source": "",
        "position": 0,
        "section": "",
        "sponsored": False,
        "found": "",
        "person": "max",
        "verdict": "fine",
        "reason": "",
        "note": "",
        "at": 10**15,
        "undone_at": None,
        "blind": False,
        "model": "m",
        "probability": 0.25,
        "strength": 0.5,
        "clickbait_from": 0.7,
        "fine_below": 0.2,
    }
    file = tmp_path / "rows.jsonl"
    file.write_text(f"{json.dumps({**row, 'at': 9 * 10**18})}\n{json.dumps(row)}\n", encoding="utf-8")
    found = run("import", str(file), "--store", str(store), "--as", "ada")
    assert found.returncode == 65
    assert "row 1: at must be from 0 to" in found.stderr
    assert "1 new decisions of 1" in found.stderr
