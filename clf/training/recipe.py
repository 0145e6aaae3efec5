"""What can be chosen about a fit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """The defaults are measured (`docs/model.md`).

    ``min_df``: texts an n-gram must occur in. ``l2``: ridge penalty. ``cue_scale``: value of a present cue while
    fitting (smaller: shrunk more).

    ``teacher_share``: how much of a graded example's target is the teacher's label. ``title_weight``,
    ``labelled_weight``: weight of an article's title, and of a headline of a corpus labelled by publisher, that a
    teacher has labelled.

    ``own_weight``: weight of an own example beside a rated one. ``teaser_share``: weight of a teaser's words beside
    a headline's. ``folds``: for calibration. ``precision``, ``negative_precision``: what the bands promise;
    ``fine_prevalence``: up to which share of clickbait on a page the second holds.
    """

    min_df: int = 3
    l2: float = 0.5
    cue_scale: float = 1.0
    teacher_share: float = 0.6
    title_weight: float = 1.0
    labelled_weight: float = 0.3
    own_weight: float = 1.0
    teaser_share: float = 0.5
    folds: int = 5
    precision: float = 0.90
    negative_precision: float = 0.95
    fine_prevalence: float = 0.4
