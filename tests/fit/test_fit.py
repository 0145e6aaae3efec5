from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import clf
from clf.errors import CorpusError
from clf.fit.corpora import OWN, Example, own_folder
from clf.fit.fit import fit
from clf.fit.rows import Recipe
from clf.fit.train import LEAST_TEXTS, train
from clf.text.cues import phrase_cues, style_cues


def _examples(count: int, *, teasers: bool = False) -> list[Example]:
    """Two plain classes with different words, and a few that are in between."""
    rows = []
    for i in range(count):
        bait = i % 2 == 0
        text = f"You wont believe this secret trick {i}" if bait else f"Council of district {i} approves the budget"
        grade = (0.9 if bait else 0.1) if i % 7 else 0.5
        rows.append(Example(text, "More on this" if teasers and i % 3 else "", grade, grade >= 0.5))
    return rows


@pytest.fixture(scope="module")
def own_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("own") / "model"
    train(out)
    return out


def test_the_own_corpus_alone_makes_a_model(own_model: Path) -> None:
    model = clf.load(own_model)
    plain, bait = model.score(["Parliament approves the budget", "You won't believe what this singer hinted at"])
    assert bait.probability > plain.probability
    assert [c["name"] for c in model.info["training"]["corpora"]] == ["own"]


def test_training_again_gives_the_same_bytes(own_model: Path, tmp_path: Path) -> None:
    train(tmp_path / "again")
    for file in own_model.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()


def test_nothing_rare_is_named(own_model: Path) -> None:
    named = clf.load(own_model).info["ngrams"]
    assert named
    assert min(row["texts"] for row in named) >= LEAST_TEXTS


def test_the_shipped_model_was_made_from_corpora_that_may_ship() -> None:
    names = {c["name"] for c in clf.load().info["training"]["corpora"]}
    assert names == {"webis-17", "own", "chakraborty-16"}


def test_what_publishers_labelled_is_not_learned() -> None:
    graded = _examples(60)
    labelled = [Example(f"Ten adorable kittens number {i}", "", 1.0, True) for i in range(20)]
    turned = [replace(e, grade=0.0, clickbait=False) for e in labelled]
    a, b = (fit({"a": graded}, corpus, Recipe(min_df=1)).linear for corpus in (labelled, turned))
    assert a.weights.tolist() == b.weights.tolist()


def test_what_was_seen_often_is_held_firmly() -> None:
    fitted = fit({"a": _examples(60)}, recipe=Recipe(min_df=1))
    assert fitted.firmness.fits(len(fitted.linear.hashes), len(phrase_cues()) + len(style_cues()))
    often = fitted.vectorizer.document_frequency_ > 30
    assert fitted.firmness.ngrams[often].mean() > fitted.firmness.ngrams[~often].mean() > 0


def test_held_out_scores_tell_the_classes_apart() -> None:
    examples = _examples(80, teasers=True)
    fitted = fit({"a": examples}, recipe=Recipe(min_df=1))
    held_out = fitted.held_out["a"]
    bait = np.array([e.grade > 0.5 for e in examples])
    plain = np.array([e.grade < 0.5 for e in examples])
    assert held_out[bait].min() > held_out[plain].max()


def test_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="no graded examples"):
        fit({"a": []})


@pytest.mark.parametrize(("make", "match"), [(False, "no folder"), (True, "holds no corpus")])
def test_missing_corpora(tmp_path: Path, make: bool, match: str) -> None:
    corpora = tmp_path / "corpora"
    if make:
        corpora.mkdir()
    with pytest.raises(CorpusError, match=match):
        train(tmp_path / "out", corpora)


def test_own_corpus_is_as_its_card_says() -> None:
    rows = OWN.read(own_folder())
    assert len(rows) >= 2500
    assert len({(e.headline.casefold(), e.teaser) for e in rows}) == len(rows)
    genres = {e.genre for e in rows}
    assert genres >= {
        "war",
        "politics",
        "courts",
        "business",
        "science",
        "health",
        "technology",
        "sport",
        "celebrity",
        "weather",
        "local",
        "entertainment",
        "opinion",
        "quizzes",
        "relationships",
        "shopping",
        "social",
        "viral",
    }
    for genre in genres:
        grades = [e.grade for e in rows if e.genre == genre]
        assert min(grades) <= 0.1
        assert sum(g >= 0.5 for g in grades) >= 0.2 * len(grades)
        assert sum(g < 0.5 for g in grades) >= 0.3 * len(grades)
    assert all(0 <= e.grade <= 1 for e in rows)
    assert 0.4 < sum(bool(e.teaser) for e in rows) / len(rows) < 0.9
    assert sum(
        e.headline.istitle() or sum(w[0].isupper() for w in e.headline.split()) > 0.8 * len(e.headline.split())
        for e in rows
    ) > 0.1 * len(rows)
