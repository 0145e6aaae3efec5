"""Distinct numbers by sorting: `numpy.unique` puts them into a hash table since NumPy 2.3, many times slower here."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Whole = TypeVar("Whole", bound=np.integer)


def distinct(values: NDArray[Whole]) -> NDArray[Whole]:
    """The distinct ones of ``values`` (one dimension), in rising order.

    >>> distinct(np.array([3, 1, 3])).tolist(), distinct(np.array([], np.int64)).tolist()
    ([1, 3], [])
    """
    ordered = np.sort(values)
    found: NDArray[Whole] = ordered[np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)]]
    return found
