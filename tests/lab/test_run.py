from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from clf.errors import ClfError
from clf.fit.corpora import Example
from clf.fit.rows import Recipe
from clf.fit.soft_labels import SoftLabels
from clf.model.model import Model
from lab.attacks import ATTACKS
from lab.markdown import markdown
from lab.protocols import WITHIN_CHAKRABORTY, WITHOUT_WEBIS, Scope, plan
from lab.refit import labels_of
from lab.run import Options, evaluate_corpora
from lab.sets import Corpora, unseen

FEW = {"resamples": 20, "jobs": 1}


@pytest.fixture(scope="module")
def report(shipped: Model, corpora: Corpora) -> dict[str, Any]:
    steps: list[tuple[int, int]] = []
    found = evaluate_corpora(shipped, corpora, Options(**FEW), lambda _, done, total: steps.append((done, total)))
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    assert steps[-1][0] == steps[-1][1]
    return found


def _tests(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {test["name"]: test for test in report["tests"]}


def test_every_protocol_is_there(report: dict[str, Any]) -> None:
    tests = _tests(report)
    assert set(tests) == {
        "webis-17",
        "webis-17-folds",
        "webis-17-left-out",
        "chakraborty-16-folds",
        "chakraborty-16",
        "salerno-19-20",
        "webis-22",
        "own-by-genre",
    }
    assert tests["chakraborty-16"]["trained_on"] == "webis-17 + own"
    assert tests["own-by-genre"]["rows"] == 240
    assert "webis-17" not in tests["webis-17-left-out"]["trained_on"]


def test_made_up_clickbait_is_told_from_news(report: dict[str, Any]) -> None:
    tests = _tests(report)
    for name in ("webis-17-folds", "chakraborty-16-folds", "chakraborty-16", "own-by-genre"):
        assert tests[name]["metrics"]["auc"]["value"] > 0.8
    for test in tests.values():
        for estimate in test["metrics"].values():
            assert estimate is None or estimate["low"] <= estimate["value"] <= estimate["high"]


def test_labels_of_publishers_are_no_judgements(report: dict[str, Any]) -> None:
    tests = _tests(report)
    assert "mse" in tests["webis-17"]["metrics"]
    assert "mse" not in tests["salerno-19-20"]["metrics"]
    assert "auc" not in tests["webis-22"]["metrics"]  # one class only
    assert "recall_not_fine" in tests["webis-22"]["metrics"]


def test_baselines_stand_beside(report: dict[str, Any]) -> None:
    rows = {row["name"]: row["metrics"] for row in _tests(report)["webis-17"]["baselines"]}
    assert {"constant", "capitals", "length", "rater", "rater-others", "cues", "tf-idf"} <= set(rows)
    assert rows["constant"]["auc"]["value"] == 0.5
    assert rows["constant"]["r2"]["value"] <= 0
    assert rows["rater"]["f1"]["value"] > rows["rater-others"]["f1"]["value"]
    assert rows["tf-idf"]["auc"]["value"] > 0.8
    for name in ("salerno-19-20", "chakraborty-16", "own-by-genre"):
        assert "tf-idf" in {row["name"] for row in _tests(report)[name]["baselines"]}
    assert min(row["auc"]["value"] for row in rows.values() if "auc" in row) >= 0.5


def test_the_report_is_data_and_readable(report: dict[str, Any]) -> None:
    def numbers(value: Any) -> None:
        if isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                numbers(item)
        assert not (isinstance(value, float) and not math.isfinite(value))

    numbers(report)
    assert json.loads(json.dumps(report)) == report
    text = markdown(report)
    assert "does not decide whether a" in text
    for test in report["tests"]:
        assert test["title"] in text
    assert "nan" not in text.lower().replace("finance", "")


def test_folds_never_look_at_the_test_parts(shipped: Model, corpora: Corpora) -> None:
    found = evaluate_corpora(shipped, corpora, Options(quick=True, folds=True, **FEW))
    assert set(_tests(found)) == {"webis-17-folds", "chakraborty-16", "own-folds"}


def test_a_changed_recipe_is_fitted_and_named(shipped: Model, corpora: Corpora) -> None:
    found = evaluate_corpora(shipped, corpora, Options(quick=True, changes={"min_df": 5, "l2": 2.0}, **FEW))
    assert found["model"].endswith("with min_df=5, l2=2")
    assert (found["recipe"]["min_df"], found["recipe"]["l2"]) == (5, 2.0)


def test_an_unknown_part_of_a_recipe(shipped: Model, corpora: Corpora) -> None:
    with pytest.raises(ClfError, match=r"no number 'depth'.*min_df"):
        evaluate_corpora(shipped, corpora, Options(changes={"depth": 3}))


def test_a_row_that_was_trained_on_leaves_peers_beside(shipped: Model, corpora: Corpora) -> None:
    seen = replace(corpora, salerno=[*corpora.salerno, replace(corpora.webis_train[0], judgements=())])
    tests = _tests(evaluate_corpora(shipped, seen, Options(quick=True, **FEW)))
    assert tests["salerno-19-20"]["rows"] == len(corpora.salerno)
    assert "cues" in {row["name"] for row in tests["salerno-19-20"]["baselines"]}


def test_labels_of_another_teacher(shipped: Model) -> None:
    with pytest.raises(ClfError, match="other labels of a teacher"):
        labels_of({"teacher": {"labels": 3, "sha256": "0"}})
    assert labels_of({"teacher": None}) is None


def test_a_teacher_never_tells_about_what_is_left_out(corpora: Corpora) -> None:
    labels = SoftLabels.of([e.headline for e in corpora.webis_train], np.zeros(len(corpora.webis_train)))
    names = ("webis-17", "own", "chakraborty-16")
    jobs = {job.name: job for job in plan(corpora, names, Recipe(), Scope(), labels)}
    assert {name for name, job in jobs.items() if job.labels is None} == {WITHOUT_WEBIS, WITHIN_CHAKRABORTY}


def test_texts_that_were_trained_on_are_left_out() -> None:
    rows = [Example("ONE  trick…", "", 1, True), Example("Another", "", 0, False)]
    assert [e.headline for e in unseen(rows, [Example("One trick", "", 1, True)])] == ["Another"]
    post = Example("A post", "", 1, True, title="another")
    assert [e.headline for e in unseen(rows, [post])] == ["ONE  trick…"]


def test_slices_are_worst_first_and_large_enough(report: dict[str, Any]) -> None:
    rows = report["slices"]
    assert {"question", "capitals", "teaser", "genre"} <= {row["kind"] for row in rows}
    for name in {row["test"] for row in rows}:
        values = [row["auc"]["value"] for row in rows if row["test"] == name]
        assert values == sorted(values)
    assert min(row["rows"] for row in rows) >= 40


def test_every_attack_is_tried_and_case_changes_nothing(report: dict[str, Any]) -> None:
    rows = {row["name"]: row for row in report["robustness"]}
    assert set(rows) == {attack.name for attack in ATTACKS}
    for name in ("upper case", "lower case", "title case"):
        assert rows[name]["moved"] == 0
        assert rows[name]["lost_f1"]["value"] == 0
    assert rows["typos"]["moved"] > 0.5


def test_targets_say_whether_they_are_met(report: dict[str, Any]) -> None:
    for row in report["targets"]:
        good = row["value"] >= row["least"] if row["most"] is None else row["value"] <= row["most"]
        assert row["met"] == good
    assert any(row["about"].startswith("upper case") and row["met"] for row in report["targets"])
    assert f"{sum(row['met'] for row in report['targets'])} of {len(report['targets'])} met" in markdown(report)
