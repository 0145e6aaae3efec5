"""What the model is meant to reach, and whether it does."""

from __future__ import annotations

from typing import Any, NamedTuple

from clf.fit.corpora import CHAKRABORTY, SALERNO, WEBIS_22
from lab.protocols import BY_GENRE, WEBIS_TEST


class Target(NamedTuple):
    """A metric of a test, and the least or the most it is to be."""

    test: str
    metric: str
    about: str
    least: float | None = None
    most: float | None = None


TARGETS = (
    Target(WEBIS_TEST, "r2", "Webis-17 time split: R²", least=0.52),
    Target(WEBIS_TEST, "mse", "Webis-17 time split: MSE", most=0.0297),
    Target(WEBIS_TEST, "auc", "Webis-17 time split: AUC", least=0.888),
    Target(WEBIS_TEST, "f1_f1", "Webis-17 time split: F1", least=0.67),
    Target(WEBIS_TEST, "ece", "Webis-17 time split: ECE", most=0.02),
    Target(CHAKRABORTY.name, "auc", "Chakraborty, left out: AUC", least=0.965),
    Target(SALERNO.name, "auc", "Salerno, never trained on: AUC", least=0.86),
    Target(WEBIS_22.name, "recall_not_fine", "Webis-22: share that is not fine", least=0.95),
    Target(BY_GENRE, "auc", "own blocks, genre left out: AUC", least=0.93),
)
LEAST_OF_A_SLICE = 0.85


def targets(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Each target that was measured: ``about``, ``value``, ``target``, ``met``."""
    metrics = {test["name"]: test["metrics"] for test in report["tests"]}
    rows = []
    for target in TARGETS:
        found = metrics.get(target.test, {}).get(target.metric)
        if found is not None:
            rows.append(row(target.about, found["value"], target.least, target.most))
    own = [row for row in report["slices"] if row["test"] == BY_GENRE]
    if own:
        worst = min(own, key=lambda row: row["auc"]["value"])
        rows.append(row(f"own blocks, worst slice ({worst['slice']}): AUC", worst["auc"]["value"], LEAST_OF_A_SLICE))
    for attack in report["robustness"]:
        if attack["allowed"] == 0.0:
            rows.append(row(f"{attack['name']}: headlines whose score moved", attack["moved"], most=0.0))
        elif attack["allowed"] is not None:
            losses = [attack[f"lost_{name}"]["value"] for name in ("not_fine", "f1") if attack[f"lost_{name}"]]
            rows.append(row(f"{attack['name']}: recall lost", max(losses, default=0.0), most=attack["allowed"]))
    return rows


def row(about: str, value: float, least: float | None = None, most: float | None = None) -> dict[str, Any]:
    """One target and whether it is met: ``value`` is to be at least ``least`` and at most ``most``."""
    met = (least is None or value >= least) and (most is None or value <= most)
    return {"about": about, "value": value, "least": least, "most": most, "met": met}
