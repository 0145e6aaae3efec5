from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from clf.retrain.gate import Held, judge

RNG = np.random.default_rng(3)
Y = RNG.random(800) < 0.4
GOOD, FAIR = (Y + RNG.normal(0, noise, 800) for noise in (0.5, 1.0))
ONE = np.ones(800)


def held(live: np.ndarray, candidate: np.ndarray, name: str = "a", may_gain: bool = True) -> Held:
    return Held(name, live, candidate, Y, ONE, 0.005, may_gain)


def test_better_passes_and_worse_does_not() -> None:
    gate = judge([held(FAIR, GOOD), held(FAIR, FAIR, "b")])
    assert gate.passed
    assert gate.reason == "it is better on a, and worse on nothing"
    assert gate.comparisons[0].candidate == pytest.approx(roc_auc_score(Y, GOOD))
    assert gate.comparisons[0].live == pytest.approx(roc_auc_score(Y, FAIR))
    gate = judge([held(FAIR, GOOD), held(GOOD, FAIR, "b")])
    assert (gate.passed, gate.reason) == (False, "it is worse on b")


def test_the_same_is_not_better() -> None:
    assert judge([held(GOOD, GOOD)]).reason == "it is not shown to be better on anything"


def test_a_gain_where_both_have_seen_the_rows_is_no_reason() -> None:
    assert not judge([held(FAIR, GOOD, may_gain=False)]).passed


def test_few_rows_cannot_tell() -> None:
    few = slice(0, 15)
    small = Held("few", GOOD[few], FAIR[few], Y[few], ONE[few], 0.01, True)
    gate = judge([small])
    assert not gate.passed
    assert not gate.comparisons[0].tells
    assert gate.comparisons[0].to_json()["change"] is None
    assert "too few to tell" in gate.comparisons[0].sentence


def test_rows_count_by_their_weight() -> None:
    trusted = np.where(np.arange(800) < 400, 1.0, 0.001)
    turned = np.where(np.arange(800) < 400, GOOD, -GOOD)
    gate = judge([Held("w", FAIR, turned, Y, trusted, 0.005, True)])
    assert gate.comparisons[0].better


def test_no_sets_no_promotion() -> None:
    assert not judge([]).passed


def test_what_is_the_reverse_of_the_live_model_is_not_believed() -> None:
    gate = judge([held(-FAIR, GOOD)])
    assert not gate.passed
    assert "are labels swapped?" in gate.reason
    assert "the reverse" in gate.comparisons[0].sentence
