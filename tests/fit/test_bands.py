from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clf.fit.bands import choose_thresholds

pairs = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(pairs, st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_the_promises_are_kept(rows: list[tuple[float, bool]], precision: float, negative: float) -> None:
    probability = np.array([p for p, _ in rows])
    clickbait = np.array([c for _, c in rows])
    upper, lower = choose_thresholds(probability, clickbait, precision, negative)
    assert 0 <= lower <= upper <= 1
    high, low = probability >= upper, probability < lower
    if upper < 1 and high.any():
        assert clickbait[high].mean() >= precision
    if low.any() and lower < upper:
        assert 1 - clickbait[low].mean() >= negative


@given(pairs)
def test_a_higher_promise_never_widens_a_band(rows: list[tuple[float, bool]]) -> None:
    probability = np.array([p for p, _ in rows])
    clickbait = np.array([c for _, c in rows])
    strict = choose_thresholds(probability, clickbait, 0.95, 0.95)
    loose = choose_thresholds(probability, clickbait, 0.6, 0.95)
    assert strict[0] >= loose[0]
