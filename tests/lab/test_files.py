from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

import clf
from clf.model.model import Model
from clf.model.report import read, summary
from clf.model.scorer import SHIPPED
from lab import commands as command
from lab.files import files_of
from lab.run import Options, evaluate_corpora
from lab.sets import Corpora


@pytest.fixture(scope="module")
def report(shipped: Model, corpora: Corpora) -> dict[str, Any]:
    return evaluate_corpora(shipped, corpora, Options(quick=True, resamples=10, jobs=1))


def test_the_same_report_gives_the_same_files(report: dict[str, Any]) -> None:
    assert files_of(report) == files_of(report)


def test_the_summary_names_every_test(report: dict[str, Any]) -> None:
    text = summary(report)
    for test in report["tests"]:
        assert test["title"] in text


def test_for_a_person(report: dict[str, Any], tmp_path: Path) -> None:
    text = files_of(report)["report.md"]
    assert max(map(len, text.split("\n")[:8])) < 130
    assert "Weakest:" in text


def test_a_whole_report_goes_into_the_model(
    report: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Path(shutil.copytree(SHIPPED, tmp_path / "model", ignore=shutil.ignore_patterns("report")))
    before = clf.load(model).id
    monkeypatch.setattr("lab.run.evaluate", lambda *_: report)
    everything: dict[str, Any] = {"quick": False, "folds": False, "recipe": None, "out": None, "jobs": 1}
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    command.evaluate(tmp_path, model, into_model=False, as_json=False, **everything)
    assert not (model / "report").exists()
    command.evaluate(tmp_path, model, into_model=None, as_json=False, **everything)
    assert clf.load(model).id == before
    found = read(model, before)
    assert found is not None
    assert found.figures == report
