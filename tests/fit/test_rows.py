from __future__ import annotations

import numpy as np
import pytest

from clf.fit.corpora import OWN, Example
from clf.fit.rows import Recipe, graded_rows, taught_rows
from clf.fit.soft_labels import SoftLabels
from clf.fit.vectorizer import HeadlineVectorizer

POSTS = [
    Example("You wont believe this", "", 0.8, True, title="A singer said something"),
    Example("Council approves budget", "", 0.0, False, title="COUNCIL approves budget"),
    Example("Minister resigns", "", 0.2, False, title="Minister resigns over a boat"),
]
OWN_BLOCK = Example("Why the tram is late", "A rail broke.", 0.3, False)
VECTORIZER = HeadlineVectorizer(1).fit([e.headline for e in (*POSTS, OWN_BLOCK)])


def test_the_teacher_is_heard_on_rated_headlines_but_not_on_own_ones() -> None:
    labels = SoftLabels.of([POSTS[0].headline, OWN_BLOCK.headline], np.array([0.0, 0.0]))
    rows = graded_rows({"rated": POSTS, OWN.name: [OWN_BLOCK]}, labels, VECTORIZER, Recipe(teacher_share=0.5))
    assert rows.target.tolist() == pytest.approx([0.65, 0.0, 0.2, 0.3])
    assert rows.free.tolist() == [[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 1]]


def test_a_title_is_held_out_with_its_post() -> None:
    labels = SoftLabels.of([e.title for e in POSTS], np.array([2.0, 0.0, -2.0]))
    graded = {"rated": POSTS}
    rows = graded_rows(graded, None, VECTORIZER, Recipe())
    taught = taught_rows(graded, [], labels, VECTORIZER, Recipe(title_weight=0.7), rows.group)
    assert taught.group.tolist() == [rows.group[0], rows.group[2]]  # the second is its own post
    assert taught.target.tolist() == pytest.approx([0.881, 0.119], abs=1e-3)
    assert taught.weight.tolist() == [0.7, 0.7]


def test_of_what_publishers_labelled_only_the_teacher_is_heard() -> None:
    labelled = [Example("Ten kittens", "", 1.0, True), Example("Nobody read this", "", 1.0, True), POSTS[0]]
    labels = SoftLabels.of(["ten kittens", POSTS[0].headline], np.array([-3.0, 3.0]))
    rows = graded_rows({"rated": POSTS}, labels, VECTORIZER, Recipe())
    taught = taught_rows({"rated": POSTS}, labelled, labels, VECTORIZER, Recipe(), rows.group)
    assert taught.target.tolist() == pytest.approx([0.0474], abs=1e-3)  # log-odds of -3
    assert not set(taught.group) & set(rows.group)
