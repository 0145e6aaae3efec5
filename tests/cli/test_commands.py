from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_score import BAIT, CLF, failure, run


def test_explain_for_people() -> None:
    done = run("explain", BAIT, "--teaser", "Doctors are stunned...")
    assert done.returncode == 0
    for part in (BAIT, "Reasons", "Arithmetic", "Without", "in all ="):
        assert part in done.stdout


def test_explain_as_json_adds_up() -> None:
    explanation = json.loads(run("explain", BAIT, "-f", "json").stdout)
    parts = explanation["words"] + explanation["cues"]
    total = explanation["intercept"] + sum(p["contribution"] for p in parts)
    assert total == pytest.approx(explanation["log_odds"], abs=1e-6)


def test_explain_nothing() -> None:
    assert failure("explain", " ")[0] == 65


def test_model_show() -> None:
    card = run("model", "show").stdout
    assert "does not decide whether a story is true" in " ".join(card.split())
    assert json.loads(run("model", "show", "--json").stdout)["calibration"]


def test_data_list() -> None:
    text = run("data", "list").stdout
    for part in ("Webis", "CC BY 4.0", "10.5281/zenodo.5530410", "Chakraborty", "MIT", "cite"):
        assert part in text


def test_train_from_the_own_corpus(tmp_path: Path) -> None:
    done = run("train", "--out", str(tmp_path / "model"), "--name", "mine")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("mine-")
    assert run("score", BAIT, "--model", str(tmp_path / "model")).returncode == 0


def test_train_from_nowhere(tmp_path: Path) -> None:
    code, message = failure("train", "--out", str(tmp_path / "model"), "--corpora", str(tmp_path / "none"))
    assert code == 66
    assert "no folder" in message
    assert not (tmp_path / "model").exists()


COMMANDS = (
    "score",
    "extract",
    "explain",
    "train",
    "serve",
    "desk open",
    "desk serve",
    "desk verify",
    "retrain",
    "drift",
    "model list",
    "model diff",
    "model promote",
    "model rollback",
    "model show",
    "policy show",
    "data list",
    "claims import",
    "claims add",
    "claims search",
    "claims stats",
    "sources import",
    "sources lookup",
    "sources allow",
    "sources watch",
)


def test_every_command_is_documented() -> None:
    for command in ("", "model", "policy", "claims", "sources", *COMMANDS):
        text = run(*command.split(), "--help").stdout
        assert len(text) > 200
    root = Path(__file__).parents[2]
    written_by_people = {*root.glob("docs/*.md"), root / "README.md"} - {root / "docs" / "cli.md"}
    pages = "".join(page.read_text(encoding="utf-8") for page in sorted(written_by_people))
    for command in COMMANDS:
        assert f"clf {command}" in pages, command


HEAVY = {"numba", "numpy", "scipy", "sklearn", "nltk", "sqlalchemy", "pandas", "streamlit", "pyarrow", "joblib"}


def imported(*command: str) -> set[str]:
    """Which of `HEAVY` a command imports."""
    done = subprocess.run([sys.executable, "-X", "importtime", *CLF[1:], *command], capture_output=True, timeout=120)
    return HEAVY & {line.rsplit("|", 1)[-1].strip() for line in done.stderr.decode().splitlines()}


def test_nothing_heavy_is_imported_unless_it_is_needed() -> None:
    assert imported("--help") == set()
    assert imported("model", "diff", "--help") == set()
    assert "numba" in imported("score", BAIT)
    assert imported("score", BAIT) <= {"numba", "numpy", "scipy"}  # numba asks whether there is a SciPy
