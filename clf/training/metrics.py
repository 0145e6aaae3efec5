"""What scores are worth against judgements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from clf.model.calibration import Calibration, sigmoid
from clf.training.corpora import Example

Floats = NDArray[np.float64]
BINS = 15


def measure(log_odds: Floats, examples: Sequence[Example], calibration: Calibration, *, graded: bool) -> dict[str, Any]:
    """Metrics of log-odds against what raters made of ``examples``.

    ``graded`` corpora have mean judgements and real prevalence; of the others, labelled by publisher, only the
    ranking (ROC-AUC, average precision) and precision and recall of the bands mean something.
    """
    clickbait = np.array([e.clickbait for e in examples])
    probability = sigmoid(log_odds)
    high, low = probability >= calibration.clickbait, probability < calibration.fine
    out: dict[str, Any] = {
        "rows": len(examples),
        "prevalence": float(clickbait.mean()),
        "auc": float(roc_auc_score(clickbait, log_odds)),
        "average_precision": float(average_precision_score(clickbait, log_odds)),
        "clickbait_share": float(high.mean()),
        "clickbait_precision": float(clickbait[high].mean()) if high.any() else None,
        "clickbait_recall": float(high[clickbait].mean()) if clickbait.any() else None,
        "fine_share": float(low.mean()),
        "fine_negative_precision": float(1 - clickbait[low].mean()) if low.any() else None,
    }
    if graded:
        grade = np.array([e.grade for e in examples])
        mse = float(np.mean((calibration.strength(log_odds) - grade) ** 2))
        out |= {
            "mse": mse,
            "r2": 1 - mse / float(np.var(grade)),
            "f1": float(f1_score(clickbait, probability >= 0.5)),
            "ece": expected_calibration_error(probability, clickbait),
        }
    return out


def expected_calibration_error(probability: Floats, clickbait: NDArray[np.bool_], bins: int = BINS) -> float:
    """Mean distance of probability and share of clickbait over bins of equal width (Guo et al., ICML 2017).

    >>> expected_calibration_error(np.array([0.75, 0.75, 0.75, 0.75]), np.array([True, True, True, False]))
    0.0
    """
    which = np.minimum((probability * bins).astype(int), bins - 1)
    gap = np.bincount(which, probability - clickbait, minlength=bins)
    return float(np.abs(gap).sum() / len(probability))


def capitals_rule(examples: Sequence[Example]) -> Floats:
    """Share of words that begin with a capital: what publishers' house styles alone give away."""
    words = [[w for w in e.headline.split() if w[:1].isalpha()] for e in examples]
    return np.array([sum(w[0].isupper() for w in ws) / max(1, len(ws)) for ws in words])


def length_rule(examples: Sequence[Example]) -> Floats:
    """Number of words."""
    return np.array([float(len(e.headline.split())) for e in examples])
