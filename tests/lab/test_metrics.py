from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, mean_squared_error, r2_score, roc_auc_score

from clf.fit.bands import best_f1_threshold
from clf.fit.metrics import bootstrap, calibration_error, decision, error_of_strength, fine_band, ranking

rows = st.lists(
    st.tuples(st.integers(0, 8).map(lambda n: n / 8), st.booleans(), st.integers(1, 3)), min_size=2, max_size=40
).filter(lambda found: 0 < sum(y for _, y, _ in found) < len(found))
Rows = list[tuple[float, bool, int]]


def _arrays(found: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    score, y, weight = zip(*found, strict=True)
    return np.array(score), np.array(y), np.array(weight, float)


@settings(max_examples=25)
@given(rows)
def test_weighted_metrics_are_those_of_scikit_learn(found: Rows) -> None:
    score, y, w = _arrays(found)
    hit, grade = score >= 0.5, score[::-1].copy()
    stats = ranking(score, y) | decision(hit, y, "x") | error_of_strength(score, grade)
    assert stats["auc"](w[None])[0] == pytest.approx(roc_auc_score(y, score, sample_weight=w))
    assert stats["average_precision"](w[None])[0] == pytest.approx(average_precision_score(y, score, sample_weight=w))
    assert stats["f1_x"](w[None])[0] == pytest.approx(f1_score(y, hit, sample_weight=w, zero_division=0))
    assert stats["mse"](w[None])[0] == pytest.approx(mean_squared_error(grade, score, sample_weight=w))
    if np.ptp(grade) > 0:
        assert stats["r2"](w[None])[0] == pytest.approx(r2_score(grade, score, sample_weight=w))


@given(rows)
def test_turning_scores_round_turns_auc_round(found: Rows) -> None:
    score, y, w = _arrays(found)
    assert ranking(score, y)["auc"](w[None])[0] + ranking(-score, y)["auc"](w[None])[0] == pytest.approx(1)


@given(rows)
def test_calibration_error_is_a_share(found: Rows) -> None:
    score, y, w = _arrays(found)
    ece = calibration_error(score, y)["ece"](w[None])[0]
    assert 0 <= ece <= 1
    assert calibration_error(y.astype(float), y)["ece"](w[None])[0] == 0


def test_calibration_error_of_an_overconfident_model() -> None:
    assert calibration_error(np.full(10, 0.99), np.arange(10) < 5)["ece"](np.ones((1, 10)))[0] == pytest.approx(0.49)


@given(rows, st.integers(0, 9))
def test_intervals_contain_their_value_and_repeat(found: Rows, seed: int) -> None:
    score, y, _ = _arrays(found)
    stats = ranking(score, y) | calibration_error(score, y) | fine_band(score < 0.3, y)
    first = bootstrap(stats, len(y), 30, seed)
    for estimate in first.values():
        assert np.isnan(estimate.value) or estimate.low <= estimate.value <= estimate.high
    assert str(bootstrap(stats, len(y), 30, seed)) == str(first)


def test_intervals_are_as_wide_as_theory_says() -> None:
    hit = np.arange(1000) < 300
    estimate = bootstrap({"share": decision(hit, hit, "x")["share_x"]}, 1000, 500, 1)["share"]
    half = 1.96 * np.sqrt(0.3 * 0.7 / 1000)
    assert estimate.high - estimate.low == pytest.approx(2 * half, rel=0.15)


def test_what_was_judged_five_times_is_drawn_together() -> None:
    hit = np.arange(200) < 100
    once = bootstrap(decision(hit, hit, "x"), 200, 200, 3)["share_x"]
    tiled = np.tile(hit, 5)
    assert bootstrap(decision(tiled, tiled, "x"), 200, 200, 3, repeat=5)["share_x"] == pytest.approx(once)


def test_undefined_is_no_number() -> None:
    nothing = np.zeros(4, bool)
    assert bootstrap(decision(nothing, ~nothing, "x"), 4, 10)["precision_x"].to_json() is None
    assert ranking(np.arange(4.0), nothing) == {}


@settings(max_examples=25)
@given(rows)
def test_no_threshold_has_a_better_f1(found: Rows) -> None:
    score, y, _ = _arrays(found)
    best = f1_score(y, score >= best_f1_threshold(score, y))
    assert all(f1_score(y, score >= t) <= best + 1e-12 for t in score)
