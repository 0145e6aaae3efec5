"""What a model was measured to be worth, by whoever measured it: its report, or the gate of its retraining."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clf.api import Model
from clf.errors import ModelError
from clf.model import report
from clf.registry.live import find_model
from clf.registry.store import Registry


@dataclass(frozen=True, slots=True)
class Measured:
    """``report`` holds the tests of `clf evaluate`, ``gate`` the comparisons of `clf retrain`; empty where none was."""

    model: str
    report: dict[str, Any]
    gate: list[dict[str, Any]]

    def lines(self) -> Iterator[str]:
        """For people."""
        if self.report:
            yield f"{self.model} was measured:"
            yield from (f"  {line}" for line in report.summary(self.report).splitlines())
        if self.gate:
            yield f"{self.model}, when it was retrained, beside the model that was live:"
            yield from (f"  {_said(row)}" for row in self.gate)
        if not self.report and not self.gate:
            yield f"{self.model} was not measured: `clf evaluate --model` does it"


def measured(named: str, model: Model, registry: Registry) -> Measured:
    """The figures of ``model``, which was given as ``named``; a report that is not whole counts as none."""
    try:
        found = report.read(find_model(named, registry.place), model.id)
    except ModelError:
        found = None
    facts = next((entry.facts for entry in registry.entries() if entry.model == model.id), {})
    gate = facts.get("gate")
    return Measured(model.id, dict(found.figures) if found else {}, gate if isinstance(gate, list) else [])


def _said(row: dict[str, Any]) -> str:
    name, rows = row.get("name", "?"), row.get("rows", 0)
    if row.get("change") is None:
        return f"{name}: {rows:,} rows, too few to tell"
    return f"{name}: AUC {row['live']:.4f} → {row['candidate']:.4f}, {row['change']:+.4f} on {rows:,} rows"
