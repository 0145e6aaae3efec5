"""How firmly the training data hold each weight, so that a model can be adapted without forgetting them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Firmness:
    """The diagonal of the training rows' Fisher information: moving a weight by d costs them d**2 / 2 times its number.

    ``ngrams`` has one number an n-gram, shape (n,), ``cues`` one a cue: those of the lists, then those of style. It is
    what elastic weight consolidation holds on to (Kirkpatrick et al., PNAS 2017).
    """

    ngrams: NDArray[np.float16]
    cues: NDArray[np.float32]

    def fits(self, ngrams: int, cues: int) -> bool:
        """Whether it is of a model of that size, and holds finite numbers of at least 0."""
        arrays = self.ngrams, self.cues
        return (len(self.ngrams), len(self.cues)) == (ngrams, cues) and all(
            bool((np.isfinite(a) & (a >= 0)).all()) for a in arrays
        )
