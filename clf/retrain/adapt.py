"""A model adapted to labels without forgetting what it was trained on.

Logistic regression on the labels, with the old weights as the centre of the penalty, and each weight held as firmly as
the training data held it (elastic weight consolidation: Kirkpatrick et al., PNAS 2017, doi:10.1073/pnas.1611835114). So
the labels are free to say what words mean of which the old data say little. How firmly all is held is set by what the
step would cost on the old data, which is the same budget for fifty labels and for five thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from clf.api import Model
from clf.errors import ModelError
from clf.model.linear import Linear
from clf.retrain.labels import Label
from clf.text.cues import index_phrases, phrase_cues
from clf.text.fold import is_blank
from clf.text.vectorizer import HeadlineVectorizer
from clf.training.corpora import Example
from clf.training.recipe import Recipe
from clf.training.rows import features
from clf.training.solver import solve

Floats = NDArray[np.float64]
LEAST_TEXTS = 5  # labels an n-gram must occur in to be learned anew
L2 = 0.5
BUDGET = 15.0  # nats that the step may cost over all the rows the model was trained on
_HOLDS = tuple(2.0 ** (power / 2) for power in range(25))  # tried in turn, the loosest first
_SOFT = 0.02  # no label is held to be certain


def adapt(model: Model, labels: Sequence[Label]) -> Linear:
    """The weights of ``model``, moved towards ``labels``; its intercept, and so what a score means, stays.

    Where the labels come from has an intercept of its own while fitting: that a team decides on more clickbait than
    there was in the old data is no reason to call everything clickbait. The same input gives the same bits. Raises
    `ModelError` for a model of another version, which does not say how firm its weights are.
    """
    firmness, old = model.folder.firmness, model.linear
    hashes, masks = index_phrases(phrase_cues())
    if firmness is None or not (np.array_equal(hashes, old.cue_hashes) and np.array_equal(masks, old.cue_masks)):
        raise ModelError(f"{model.id} is of another version of clf and cannot be adapted: train it again")
    texts = [label.headline for label in labels]
    vectorizer = HeadlineVectorizer(LEAST_TEXTS).fit(texts)
    vectorizer.hashes_ = np.union1d(old.hashes, vectorizer.hashes_)
    place = np.searchsorted(vectorizer.hashes_, old.hashes)
    ngrams = len(vectorizer.hashes_)
    centre, held = np.zeros(ngrams), np.zeros(ngrams)
    centre[place], held[place] = old.weights, firmness.ngrams
    centre = np.concatenate([centre, old.phrase_weights, old.style_weights])
    held = np.concatenate([held, firmness.cues])
    recipe = Recipe(cue_scale=1.0, teaser_share=old.teaser_share)
    examples = [Example(label.headline, label.teaser, label.grade, label.grade > 0.5) for label in labels]
    X = features(vectorizer, examples, recipe)
    moved = _within_budget(X, labels, centre, held)
    lists = ngrams + len(old.phrase_weights)
    return replace(
        old, hashes=vectorizer.hashes_, weights=moved[:ngrams].astype(np.float32),
        phrase_weights=moved[ngrams:lists], style_weights=moved[lists:],
    )  # fmt: skip


def _within_budget(X: csr_matrix, labels: Sequence[Label], centre: Floats, held: Floats) -> Floats:
    free = np.column_stack([np.ones(len(labels)), [not is_blank(label.teaser) for label in labels]]).astype(np.float64)
    grade = np.array([label.grade for label in labels])
    y, weight = _SOFT + (1 - 2 * _SOFT) * grade, np.array([label.weight for label in labels])
    used = np.flatnonzero(np.diff(X.tocsc().indptr))  # nothing moves a weight that no label touches
    some, about = X.tocsc()[:, used].tocsr(), centre[used]
    moved = centre.copy()
    for hold in _HOLDS:
        # Solved in units of how firmly each weight is held, in which all are alike.
        unit = 1.0 / np.sqrt(1.0 + hold * held[used])
        w, _ = solve((some @ diags(unit)).tocsr(), free, y, weight, L2, about / unit)
        moved[used] = w * unit
        if 0.5 * float(np.sum(held * (moved - centre) ** 2)) <= BUDGET:
            break
    return moved
