"""A model adapted to labels without forgetting what it was trained on, and the candidate's folder.

Logistic regression on the labels, with the old weights as the centre of the penalty. Each weight is held as firmly as
the training data held it (elastic weight consolidation: Kirkpatrick et al., PNAS 2017, doi:10.1073/pnas.1611835114), so
the labels can set words of which the old data say little. How firmly all weights are held depends on what the step
would cost on the old data: the same budget for fifty labels and for five thousand. The candidate keeps the
calibration.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags
from threadpoolctl import threadpool_limits

from clf.errors import ModelError
from clf.fit import Example, HeadlineVectorizer, Recipe, features, solve
from clf.model import Firmness, Linear, Model, folder
from clf.retrain.labels import Label
from clf.text import index_phrases, is_blank, phrase_cues

Floats = NDArray[np.float64]
LEAST_TEXTS = 5  # labels an n-gram must occur in to be learned anew
L2 = 0.5
BUDGET = 15.0  # nats that the step may cost over all the rows the model was trained on
_HOLDS = tuple(2.0 ** (power / 2) for power in range(25))  # what is tried, the loosest first
_SOFT = 0.02  # no label is held to be certain


def adapt(model: Model, labels: Sequence[Label]) -> Linear:
    """The weights of ``model``, moved towards ``labels``: `Adaptation.linear`."""
    return Adaptation(model, labels).linear()


class Adaptation:
    """``labels`` as a matrix, made once for the model and for all its folds, and what holds the weights of ``model``.

    Where the labels come from has an intercept of its own while fitting: that a team decides on more clickbait than
    there was in the old data is no reason to call everything clickbait. The same input gives the same bits. Raises
    `ModelError` for a model with other cue lists.
    """

    def __init__(self, model: Model, labels: Sequence[Label]) -> None:
        firmness, old = model.folder.firmness, model.linear
        hashes, masks = index_phrases(phrase_cues())
        if not (np.array_equal(hashes, old.cue_hashes) and np.array_equal(masks, old.cue_masks)):
            raise ModelError(f"{model.id} is of another version of clf and cannot be adapted: train it again")
        vectorizer = HeadlineVectorizer(LEAST_TEXTS).fit([label.headline for label in labels])
        vectorizer.hashes_ = np.union1d(old.hashes, vectorizer.hashes_)
        place = np.searchsorted(vectorizer.hashes_, old.hashes)
        ngrams = len(vectorizer.hashes_)
        centre, held = np.zeros(ngrams), np.zeros(ngrams)
        centre[place], held[place] = old.weights, firmness.ngrams
        self.old, self.hashes = old, vectorizer.hashes_
        self.centre = np.concatenate([centre, old.phrase_weights, old.style_weights])
        self.held = np.concatenate([held, firmness.cues])
        recipe = Recipe(cue_scale=1.0, teaser_share=old.teaser_share)
        examples = [Example(label.headline, label.teaser, label.grade, label.grade > 0.5) for label in labels]
        self.X = features(vectorizer, examples, recipe)
        self.free = np.array([[1.0, not is_blank(label.teaser)] for label in labels], np.float64)
        self.y = _SOFT + (1 - 2 * _SOFT) * np.array([label.grade for label in labels])
        self.weight = np.array([label.weight for label in labels])
        self._tried: dict[float, Floats] = {}

    def linear(self) -> Linear:
        """The model moved towards all labels; its intercept, and so what a score means, stays."""
        moved, ngrams = self._whole(self._hold), len(self.hashes)
        lists = ngrams + len(self.old.phrase_weights)
        return replace(
            self.old,
            hashes=self.hashes,
            weights=moved[:ngrams].astype(np.float32),
            phrase_weights=moved[ngrams:lists],
            style_weights=moved[lists:],
        )

    def out_of_fold(self, folds: int) -> Floats:
        """Log-odds of each label by a model that is moved towards the others, and held as firmly as the whole one."""
        fold = np.arange(len(self.y)) % folds
        out = np.empty(len(self.y))
        for k in range(folds):
            seen, unseen = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
            moved = self._solve(seen, self._hold) if len(seen) else self.centre
            out[unseen] = self.X[unseen] @ moved + self.free[unseen] @ [self.old.intercept, self.old.teaser_intercept]
        return out

    @cached_property
    def _hold(self) -> float:
        """The loosest that stays within the budget: the firmer all is held, the less a step costs."""
        place = bisect_left(_HOLDS[:-1], True, key=lambda hold: self._cost(self._whole(hold)) <= BUDGET)
        return float(_HOLDS[place])

    def _whole(self, hold: float) -> Floats:
        if hold not in self._tried:
            self._tried[hold] = self._solve(np.arange(len(self.y)), hold)
        return self._tried[hold]

    def _cost(self, moved: Floats) -> float:
        return 0.5 * float(np.sum(self.held * (moved - self.centre) ** 2))

    def _solve(self, rows: NDArray[np.int64], hold: float) -> Floats:
        columns = self.X[rows].tocsc()
        used = np.flatnonzero(np.diff(columns.indptr))  # nothing moves a weight that no label touches
        # Solved in units of how firmly each weight is held, in which all are alike.
        unit = 1.0 / np.sqrt(1.0 + hold * self.held[used])
        some = (columns[:, used] @ diags(unit)).tocsr()
        with threadpool_limits(limits=1, user_api="blas"):  # so that the same input gives the same bits
            w, _ = solve(some, self.free[rows], self.y[rows], self.weight[rows], L2, self.centre[used] / unit)
        moved = self.centre.copy()
        moved[used] = w * unit
        return moved


_CARD = """
## Adapted
From {base} to {labels:,} headlines that moderators decided ({clickbait:,} of them clickbait), each weight held as
firmly as the older data held it. Intercept, calibration and thresholds are as they were: they still speak of the raters
of the public corpora, not of this team's share of clickbait.
"""


def write_candidate(path: Path, base: Model, linear: Linear, labels: Sequence[Label]) -> str:
    """Write ``base`` with the weights of ``linear`` to ``path``; its id, which depends on nothing but its content."""
    firm = base.folder.firmness
    held = np.zeros(len(linear.hashes), np.float16)
    held[np.searchsorted(linear.hashes, base.linear.hashes)] = firm.ngrams
    said: Mapping[str, Any] = {
        "base": base.id,
        "labels": len(labels),
        "clickbait": sum(label.grade > 0.5 for label in labels),
        "sha256": checksum(labels),
        "seen_until": max((label.since for label in labels), default=0),
    }
    info = {name: base.info[name] for name in ("name", "cues", "ngrams", "training")}
    info["training"] = {**info["training"], "adapted": said}
    card = base.card().rstrip().replace(base.id, "{id}") + "\n" + _CARD.format(**said)
    return folder.write(
        path, linear, base.folder.calibration, info, card, base.folder.operating, Firmness(held, firm.cues)
    )


def checksum(labels: Sequence[Label]) -> str:
    """SHA-256 of what was learned from."""
    digest = sha256()
    for label in labels:
        row = f"{label.headline}\x1f{label.teaser}\x1f{label.grade:.6f}\x1f{label.weight:.6f}\x1e"
        digest.update(row.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def base_of(model: Model) -> str:
    """Id of the model that ``model`` was adapted from, itself if it was not."""
    adapted = model.info["training"].get("adapted")
    return str(adapted["base"]) if adapted else model.id


def seen_until(model: Model) -> int:
    """The first sight of the newest label that ``model`` was adapted to (microseconds since 1970); 0 if none."""
    adapted = model.info["training"].get("adapted")
    return int(adapted["seen_until"]) if adapted else 0
