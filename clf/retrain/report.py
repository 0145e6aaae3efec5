"""What a retraining did and why, as text, JSON and files, and how a model's measured worth is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clf.errors import ModelError
from clf.model import Model, Registry, find_model, report
from clf.paths import write
from clf.retrain.difference import Difference
from clf.retrain.gate import Gate
from clf.retrain.labels import Label
from clf.retrain.moderators import Moderator

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Suspect:
    """A decision that is probably wrong: what was decided, and the probability by a model that had not seen it."""

    headline: str
    verdict: str
    probability: float
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Retraining:
    """``status`` is "promoted" or "kept", for ``reason``; ``candidate`` is empty where there was nothing to learn."""

    live: str
    candidate: str
    status: str
    reason: str
    labels: Sequence[Label]
    people: Sequence[Moderator]
    base: str = ""
    gate: Gate | None = None
    suspects: Sequence[Suspect] = field(default_factory=list)
    difference: Difference | None = None
    dry_run: bool = False

    @property
    def sentence(self) -> str:
        """What happened, in one line."""
        if self.status == "promoted":
            return f"{self.candidate} is live: {self.reason}"
        if self.dry_run and self.gate and self.gate.passed:
            return f"{self.candidate} would go live: {self.reason}"
        return f"{self.live} stays live: {self.reason}"

    def lines(self) -> Iterator[str]:
        """All of it, for people."""
        yield self.sentence
        held = sum(label.held_back for label in self.labels)
        yield f"{len(self.labels):,} labels, {held:,} of them held back; adapted from {self.base or 'nothing'}"
        for person in self.people:
            note = ": tells little, and does not count" if person.tells_little else ""
            bait = f"{person.clickbait:,} clickbait"
            yield f"  {person.person}: {person.judged:,} judged, {bait}, counts {person.trust:.2f}{note}"
        for comparison in self.gate.comparisons if self.gate else ():
            yield f"  {comparison.sentence}"
        if self.suspects:
            yield f"{len(self.suspects)} decisions are worth a second look:"
            for s in self.suspects[:_SHOWN]:
                yield f"  decided {s.verdict}, scored {s.probability:.0%}: {s.headline}"
        if self.difference:
            yield from self.difference.lines()

    def to_json(self) -> dict[str, Any]:
        """All of it, as JSON takes it; labels as counts."""
        return {
            "status": self.status,
            "reason": self.reason,
            "sentence": self.sentence,
            "live": self.live,
            "candidate": self.candidate,
            "base": self.base,
            "dry_run": self.dry_run,
            "labels": len(self.labels),
            "held_back": sum(label.held_back for label in self.labels),
            "moderators": [asdict(person) | {"tells_little": person.tells_little} for person in self.people],
            "gate": [c.to_json() for c in self.gate.comparisons] if self.gate else [],
            "suspects": [asdict(s) for s in self.suspects],
            "difference": self.difference.to_json() if self.difference else None,
        }

    def keep(self, folder: Path) -> None:
        """Write it to ``folder``, named by the moment, as Markdown and as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        title, *rest = self.lines()
        body = "\n".join(f"  {line}" if line.startswith("  ") else f"- {line}" for line in rest)
        write(folder / f"{name}.md", f"# {title}\n\n{body}\n")
        write(folder / f"{name}.json", json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n")


@dataclass(frozen=True, slots=True)
class Measured:
    """``report`` holds the tests of `python -m lab evaluate`, ``gate`` the comparisons of `clf retrain`; or empty."""

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
            yield f"{self.model} was not measured: `python -m lab evaluate --model` does it"


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
