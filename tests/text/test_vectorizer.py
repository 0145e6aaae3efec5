from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sklearn.utils.estimator_checks as checks
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import validate_data

from clf.text.vectorizer import HeadlineVectorizer

# Checks of `sklearn.utils.estimator_checks` that need no data of their own making.
DATALESS = (
    checks.check_estimator_cloneable, checks.check_estimator_tags_renamed, checks.check_valid_tag_types,
    checks.check_estimator_repr, checks.check_no_attributes_set_in_init, checks.check_estimators_unfitted,
    checks.check_do_not_raise_errors_in_init_or_set_params, checks.check_mixin_order,
    checks.check_transformers_unfitted, checks.check_transformer_n_iter, checks.check_fit1d,
    checks.check_parameters_default_constructible, checks.check_get_params_invariance, checks.check_set_params,
)  # fmt: skip


class SpelledOut(HeadlineVectorizer):
    """Takes the tables of numbers that scikit-learn's checks make, one text a row: `fit` and `transform` are ours."""

    def fit(self, X: Any, y: Any = None) -> SpelledOut:
        super().fit(self._spell(validate_data(self, X, accept_sparse=False)))
        return self

    def transform(self, X: Any) -> Any:
        checks.check_is_fitted(self)
        return super().transform(self._spell(validate_data(self, X, reset=False, accept_sparse=False)))

    @staticmethod
    def _spell(X: Any) -> list[str]:
        return [" ".join(f"column{i} {value:.1f}" for i, value in enumerate(row)) for row in X]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = False, True
        return tags


@pytest.mark.parametrize("check", DATALESS, ids=lambda check: check.__name__)
def test_scikit_learns_checks_of_the_interface(check: Callable[[str, Any], None]) -> None:
    check("HeadlineVectorizer", HeadlineVectorizer())


@parametrize_with_checks([SpelledOut(min_df=1)])
def test_scikit_learns_checks_of_behaviour(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


def test_clone_keeps_parameters() -> None:
    assert clone(HeadlineVectorizer(min_df=7)).min_df == 7


def test_min_df_leaves_out_what_is_rare() -> None:
    few = HeadlineVectorizer(min_df=2).fit(["one two", "one three"])
    all_of_them = HeadlineVectorizer(min_df=1).fit(["one two", "one three"])
    assert set(few.hashes_) < set(all_of_them.hashes_)
    assert few.document_frequency_.min() == 2


def test_names_match_columns() -> None:
    vectorizer = HeadlineVectorizer(min_df=1)
    matrix = vectorizer.fit_transform(["Why this?"])
    names = vectorizer.get_feature_names_out()
    assert len(names) == matrix.shape[1]
    assert matrix[0, list(names).index("cue_question")] == 1


@pytest.mark.parametrize(
    ("texts", "match"), [("one text", "put it in a list"), ([1], "text 0 is of type int"), ([], "0 samples")]
)
def test_wrong_input(texts: object, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        HeadlineVectorizer().fit(texts)  # type: ignore[arg-type]


@pytest.mark.parametrize("min_df", [0, 1.5, "3"])
def test_wrong_min_df(min_df: object) -> None:
    with pytest.raises(ValueError, match="min_df must be"):
        HeadlineVectorizer(min_df=min_df).fit(["a"])  # type: ignore[arg-type]
