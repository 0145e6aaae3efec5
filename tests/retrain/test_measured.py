from __future__ import annotations

from pathlib import Path

import pytest

import clf
from clf.model import report
from clf.model.registry import Registry
from clf.retrain.report import measured


def test_the_gate_of_a_retraining_is_told(registry: Registry, folders: list[Path]) -> None:
    row = {"name": "decisions held back", "rows": 1200, "live": 0.8, "candidate": 0.82, "change": 0.02}
    few = {"name": "new decisions", "rows": 4, "live": None, "candidate": None, "change": None}
    model = registry.add(folders[0], facts={"gate": [row, few]})
    lines = list(measured(model, clf.load(model), registry).lines())
    assert lines[1:] == [
        "  decisions held back: AUC 0.8000 → 0.8200, +0.0200 on 1,200 rows",
        "  new decisions: 4 rows, too few to tell",
    ]


def test_a_report_is_told(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    test = {"title": "Own blocks", "rows": 90, "metrics": {"auc": {"value": 0.91}}}
    figures = {"tests": [test], "targets": []}
    monkeypatch.setattr(report, "read", lambda *_: report.Report(figures, ""))
    shipped = clf.load("shipped")
    assert list(measured("shipped", shipped, registry).lines())[1:] == ["  Own blocks: AUC 0.910 (90 rows)"]


def test_a_damaged_report_counts_as_none(registry: Registry, folders: list[Path]) -> None:
    model = registry.add(folders[0])
    (registry.folder(model) / "report").mkdir()
    said = "\n".join(measured(model, clf.load(model), registry).lines())
    assert said.startswith(f"{model} was not measured")
