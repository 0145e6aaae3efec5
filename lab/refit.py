"""Fitting a recipe again for a protocol: the one place where the evaluation calls `clf.fit.fit`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from clf.errors import ClfError
from clf.fit import Example, Recipe
from clf.fit.bands import best_f1_threshold
from clf.fit.fit import fit
from clf.fit.metrics import Floats
from clf.fit.soft_labels import SoftLabels, shipped_labels
from clf.model import Calibration, Linear, sigmoid

QUICK_FOLDS = 2  # where only the ranking of other headlines is wanted, a rough calibration will do
_NO_NGRAMS = 1_000_000_000  # texts an n-gram would have to occur in


@dataclass(frozen=True)
class Job:
    """A fit to make, and the headlines it is to score; the other fields are what `clf.fit.fit.fit` takes."""

    name: str
    graded: Mapping[str, Sequence[Example]]
    labelled: Sequence[Example]
    recipe: Recipe
    tests: Mapping[str, Sequence[Example]] = field(default_factory=dict)
    labels: SoftLabels | None = None


class Refitted(NamedTuple):
    """What came of a `Job`: log-odds of its tests, and of its graded corpora out of fold."""

    name: str
    linear: Linear
    calibration: Calibration
    f1_threshold: float
    scores: dict[str, Floats]
    held_out: dict[str, Floats]


def refit(job: Job) -> Refitted:
    """Fit, score the tests, and choose the F1 threshold on the first graded corpus, out of fold."""
    fitted = fit(job.graded, job.labelled, job.recipe, labels=job.labels)
    anchor = next(iter(job.graded))
    clickbait = np.array([e.clickbait for e in job.graded[anchor]], bool)
    threshold = best_f1_threshold(sigmoid(fitted.held_out[anchor]), clickbait)
    scores = {name: log_odds(fitted.linear, examples) for name, examples in job.tests.items()}
    return Refitted(job.name, fitted.linear, fitted.calibration, threshold, scores, fitted.held_out)


def log_odds(linear: Linear, examples: Sequence[Example]) -> Floats:
    """Log-odds of the blocks of ``examples``."""
    return linear.log_odds([e.headline for e in examples], [e.teaser for e in examples])


def recipe_of(training: Mapping[str, Any], changes: Mapping[str, float]) -> Recipe:
    """The recipe that a model's folder names, with ``changes``; raises `ClfError` for what a recipe does not have."""
    try:
        recipe = Recipe(**training["recipe"])
    except (KeyError, TypeError):
        raise ClfError("the model was made by a recipe of another version of clf: train it again") from None
    known = {name: type(getattr(recipe, name)) for name in Recipe.__dataclass_fields__}
    for name in changes:
        if known.get(name) not in (int, float):
            raise ClfError(f"no number {name!r} in a recipe: choose from {', '.join(sorted(known))}")
    return replace(recipe, **{name: known[name](value) for name, value in changes.items()})


def labels_of(training: Mapping[str, Any]) -> SoftLabels | None:
    """The teacher's labels that a model learnt from, if any; raises `ClfError` if they are not those that are here."""
    if not training.get("teacher"):
        return None
    labels = shipped_labels()
    if labels is None or labels.digest() != training["teacher"].get("sha256"):
        raise ClfError("the model learnt from other labels of a teacher than those in data/teacher: train it again")
    return labels


def roughly_calibrated(recipe: Recipe) -> Recipe:
    """``recipe``, calibrated on fewer folds: less than half the time."""
    return replace(recipe, folds=min(recipe.folds, QUICK_FOLDS))


def cues_alone(recipe: Recipe) -> Recipe:
    """``recipe`` without n-grams."""
    return replace(recipe, min_df=_NO_NGRAMS)
