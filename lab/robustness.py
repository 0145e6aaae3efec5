"""How much clickbait is still found when its headlines are disguised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from clf.fit import Example, bootstrap
from clf.fit.metrics import Bools, Floats, quotient
from clf.model import sigmoid
from lab.attacks import ATTACKS
from lab.protocols import Subject
from lab.refit import log_odds


def robustness(subject: Subject, examples: Sequence[Example], resamples: int, seed: int) -> list[dict[str, Any]]:
    """For each attack on the clickbait among ``examples``: recall at two thresholds, before and after.

    ``lost`` is the share of what was found before that is not found on balance (0 where more is found), ``moved`` the
    share of headlines whose log-odds changed by more than a thousandth.
    """
    clickbait = [e for e in examples if e.clickbait]
    if not clickbait:
        return []
    before = log_odds(subject.linear, clickbait)
    thresholds = {"not_fine": subject.calibration.thresholds.fine, "f1": subject.f1_threshold}
    rows = []
    for attack in ATTACKS:
        attacked = [replace(e, headline=attack(e.headline, seed), teaser=attack(e.teaser, seed)) for e in clickbait]
        after = log_odds(subject.linear, attacked)
        row: dict[str, Any] = {
            "name": attack.name,
            "about": attack.about,
            "rows": len(clickbait),
            "allowed": attack.allowed,
            "moved": round(float(np.mean(np.abs(after - before) > 1e-3)), 6),
        }
        for name, threshold in thresholds.items():
            row |= _recalls(name, sigmoid(before) >= threshold, sigmoid(after) >= threshold, resamples, seed)
        rows.append(row)
    return rows


def _recalls(name: str, before: Bools, after: Bools, resamples: int, seed: int) -> dict[str, Any]:
    def lost(weights: Floats) -> Floats:
        kept = weights @ after / np.maximum(weights @ before, 1.0)
        return np.maximum(0.0, 1.0 - kept)

    everything = np.ones(len(before))
    stats = {
        f"before_{name}": quotient(before, everything),
        f"after_{name}": quotient(after, everything),
        f"lost_{name}": lost,
    }
    return {key: found.to_json() for key, found in bootstrap(stats, len(before), resamples, seed).items()}
