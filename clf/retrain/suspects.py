"""Labels that are probably wrong, for a second look: confident learning (Northcutt et al., JAIR 2021), by cleanlab."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clf.errors import extra
from clf.retrain.labels import Label

MOST = 50
_LEAST_LABELS = 20


def suspects(labels: Sequence[Label], probability: NDArray[np.float64]) -> list[int]:
    """Places of the `MOST` labels that are likeliest wrong, the likeliest first.

    ``probability`` is that of clickbait, by a model that has not seen the label, shape (n,).
    """
    sure = [i for i, label in enumerate(labels) if label.clickbait is not None]
    y = np.array([bool(labels[i].clickbait) for i in sure], np.int64)
    if len(y) < _LEAST_LABELS or len(set(y.tolist())) < 2:
        return []
    with extra("train"):
        from cleanlab.filter import find_label_issues
    p = np.clip(probability[sure], 1e-6, 1 - 1e-6)
    found = find_label_issues(y, np.column_stack([1 - p, p]), return_indices_ranked_by="self_confidence", n_jobs=1)
    return [sure[i] for i in found[:MOST].tolist()]
