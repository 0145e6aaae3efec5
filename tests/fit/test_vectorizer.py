from __future__ import annotations

import pytest

from clf.fit.vectorizer import HeadlineVectorizer


def test_min_df_leaves_out_what_is_rare() -> None:
    few = HeadlineVectorizer(min_df=2).fit(["one two", "one three"])
    all_of_them = HeadlineVectorizer(min_df=1).fit(["one two", "one three"])
    assert set(few.hashes_) < set(all_of_them.hashes_)
    assert few.document_frequency_.min() == 2


def test_nothing_to_learn_from() -> None:
    with pytest.raises(ValueError, match="no texts"):
        HeadlineVectorizer().fit([])


@pytest.mark.parametrize("min_df", [0, 1.5, "3"])
def test_wrong_min_df(min_df: object) -> None:
    with pytest.raises(ValueError, match="min_df must be"):
        HeadlineVectorizer(min_df=min_df)  # type: ignore[arg-type]
