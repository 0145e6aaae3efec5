from __future__ import annotations

import subprocess
import sys
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clf
from clf.model.model import Model
from clf.text.fold import fold
from clf.types import HeadlineBlock, Notice
from tests.strategies import texts


def _modules_after(code: str) -> set[str]:
    run = [sys.executable, "-c", f"{code}\nimport sys; print(' '.join(sys.modules))"]
    return set(subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())


def test_import_is_light() -> None:
    assert not _modules_after("import clf") & {"numpy", "numba", "sklearn", "nltk", "rich"}


def test_scoring_imports_neither_scikit_learn_nor_nltk() -> None:
    loaded = _modules_after("import clf; clf.load().explain('A headline')")
    assert not loaded & {"sklearn", "nltk", "pandas", "streamlit", "joblib"}


@given(st.lists(texts, max_size=5))
def test_capitals_never_count(model: Model, items: list[str]) -> None:
    items = [item for item in items if "\u202e" not in unescape(unescape(item))]  # "ﬁ" is one letter there, "FI" two
    assert model.score(items) == model.score([item.upper() for item in items])


@given(texts, st.sampled_from(["...", "…", " [...]", " …", "...."]))
def test_a_trailing_cut_is_no_evidence(model: Model, text: str, cut: str) -> None:
    whole = clf.HeadlineBlock("Council meets on Monday", fold(text).text.rstrip(" .()[]"))
    assert model.score([whole]) == model.score([HeadlineBlock(whole.headline, whole.teaser + cut)])


@given(st.lists(texts, max_size=30))
def test_a_score_does_not_depend_on_its_neighbours(model: Model, items: list[str]) -> None:
    assert model.score(items) == [model.score([item])[0] for item in items]


@given(texts)
def test_scores_are_in_range_and_in_their_band(model: Model, text: str) -> None:
    (score,) = model.score([text])
    assert 0 <= score.probability <= 1
    assert 0 <= score.strength <= 1
    assert (score.band == "clickbait") == (score.probability >= model.thresholds.clickbait)
    disguised = Notice.DISGUISED in score.notices
    assert (score.band == "fine") == (score.probability < model.thresholds.fine and not disguised)
    assert score.model == model.id


def test_no_items_no_scores(model: Model) -> None:
    assert model.score([]) == []


def test_a_wrong_item_is_named(model: Model) -> None:
    with pytest.raises(TypeError, match="found int: 7"):
        model.score(["fine", 7])  # type: ignore[list-item]


def test_json_ready(model: Model) -> None:
    import json

    assert json.loads(json.dumps(model.explain("Why you need this").to_dict()))["score"]["model"] == model.id


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        clf.nothing  # noqa: B018
