from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clf.desk.similar import distinct


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3)))
def test_it_finds_what_numpy_finds_and_leaves_its_input_alone(values: list[int]) -> None:
    given_ = np.array(values, np.uint64)
    found = distinct(given_)
    assert found.tolist() == np.unique(given_).tolist()
    assert found.dtype == given_.dtype
    assert given_.tolist() == values
