from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import clf
from clf.errors import ModelError
from clf.fit.corpora import OWN, own_folder
from clf.retrain.adapt import BUDGET, adapt
from clf.retrain.labels import resolve
from tests.retrain.conftest import team

LABELS = resolve(team(240), {})


def test_what_the_labels_say_is_learned_and_the_rest_is_kept() -> None:
    model = clf.load("shipped")
    moved = adapt(model, LABELS)
    new = [f"Zorblat seen in {town}" for town in ("Ilm", "Jura", "Kent")]
    before, after = (linear.log_odds(new, [""] * 3) for linear in (model.linear, moved))
    assert (after > before + 0.3).all()
    own = OWN.read(own_folder())[::10]
    texts = [e.headline for e in own], [e.teaser for e in own]
    assert np.corrcoef(model.linear.log_odds(*texts), moved.log_odds(*texts))[0, 1] > 0.995
    assert (moved.intercept, moved.teaser_intercept) == (model.linear.intercept, model.linear.teaser_intercept)


def test_the_step_stays_within_its_budget() -> None:
    model = clf.load("shipped")
    moved, firm = adapt(model, LABELS), model.folder.firmness
    place = np.searchsorted(moved.hashes, model.linear.hashes)
    steps = moved.weights[place].astype(float) - model.linear.weights
    cost = float(firm.ngrams.astype(float) @ steps**2) + float(
        firm.cues[: len(moved.phrase_weights)] @ (moved.phrase_weights - model.linear.phrase_weights) ** 2
    )
    assert 0 < cost / 2 <= BUDGET * 1.001


def test_the_same_labels_give_the_same_bits() -> None:
    model = clf.load("shipped")
    assert adapt(model, LABELS).weights.tobytes() == adapt(model, LABELS).weights.tobytes()


def test_labels_without_weight_move_nothing() -> None:
    model = clf.load("shipped")
    moved = adapt(model, [replace(label, weight=0.0) for label in LABELS])
    texts = [label.headline for label in LABELS], [""] * len(LABELS)
    before, after = model.linear.log_odds(*texts), moved.log_odds(*texts)
    assert np.corrcoef(before, after)[0, 1] > 0.98  # new n-grams, of no weight, share in the value of the others


def test_a_model_with_other_cue_lists_cannot_be_adapted() -> None:
    model = clf.load("shipped")
    model.linear = replace(model.linear, cue_masks=model.linear.cue_masks[::-1].copy())
    with pytest.raises(ModelError, match="train it again"):
        adapt(model, LABELS)
