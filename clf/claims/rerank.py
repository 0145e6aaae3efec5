"""Two linear readings of how a text overlaps with a claim: which claim is nearest, and whether it is near enough.

Both are weighted sums of `kernel.OVERLAPS`, so what made a match can be told. The weights are fitted by
`clf claims fit` (`clf.training.rerank`) and lie in `shipped/rerank.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clf.claims.kernel import OVERLAPS
from clf.errors import ModelError

WEIGHTS = Path(__file__).parent / "shipped" / "rerank.json"
FEATURES = ("first_stage", *OVERLAPS)
LEAST_SHARED = 3 / 8  # of `shared_content`: three words of content
LEAST_WORDS = 4
CLOSE = 1.5  # log-odds beyond the threshold
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rerank:
    """Weights by `FEATURES`: ``order`` ranks candidates, ``near`` and ``shift`` give a log-odds of being the same.

    From ``threshold`` up a candidate is a match.
    """

    order: Floats
    near: Floats
    shift: float
    threshold: float

    def ordered(self, overlaps: Floats) -> Floats:
        """What candidates are ranked by, shape (n,)."""
        found: Floats = overlaps @ self.order
        return found

    def nearness(self, overlaps: Floats) -> Floats:
        """Log-odds that candidates claim the same, shape (n,); -inf where too little is shared to tell."""
        near = overlaps @ self.near + self.shift
        return np.where(overlaps[:, FEATURES.index("shared_content")] >= LEAST_SHARED, near, -np.inf)


@cache
def load_rerank(path: Path = WEIGHTS) -> Rerank:
    """The weights that ship with clf; raises `ModelError` if they are not as this release knows them."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        order, near = (np.array([float(content[k][name]) for name in FEATURES]) for k in ("order", "near"))
        return Rerank(order, near, float(content["shift"]), float(content["threshold"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: not the weights of this release ({str(error)[:80]}): install clf again") from None
