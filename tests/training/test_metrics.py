from __future__ import annotations

import numpy as np
import pytest

from clf.model.calibration import Calibration
from clf.training.corpora import Example
from clf.training.metrics import capitals_rule, expected_calibration_error, length_rule, measure


def test_measure() -> None:
    examples = [Example("A", "", 0.0, False), Example("B", "", 0.2, False), Example("C", "", 0.9, True)]
    found = measure(np.array([-2.0, 0.2, 2.0]), examples, Calibration(1.0, 0.0, 0.8, 0.3), graded=True)
    assert found["auc"] == 1.0
    assert found["clickbait_share"] == pytest.approx(1 / 3)
    assert found["clickbait_precision"] == 1.0
    assert found["fine_negative_precision"] == 1.0
    assert found["f1"] == pytest.approx(2 / 3)
    strength = 1 / (1 + np.exp(-np.array([-2.0, 0.2, 2.0])))
    assert found["mse"] == pytest.approx(np.mean((strength - [0.0, 0.2, 0.9]) ** 2))


def test_calibration_error_of_an_overconfident_model() -> None:
    assert expected_calibration_error(np.full(10, 0.99), np.arange(10) < 5) == pytest.approx(0.49)


def test_rules() -> None:
    examples = [Example("Every Word Counts", "", 1, True), Example("Only the first", "", 0, False)]
    assert capitals_rule(examples).tolist() == pytest.approx([1.0, 1 / 3])
    assert length_rule(examples).tolist() == [3.0, 3.0]
