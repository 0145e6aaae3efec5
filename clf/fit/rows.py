"""What can be chosen about a fit.

Training rows: examples as a matrix of features, with what each is to be fitted to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from clf.fit.corpora import OWN, Example
from clf.fit.soft_labels import SoftLabels
from clf.fit.vectorizer import HeadlineVectorizer
from clf.model import sigmoid
from clf.text import fold, is_blank, pack, style


@dataclass(frozen=True, slots=True)
class Recipe:
    """The defaults are measured (`docs/model.md`).

    ``min_df``: texts an n-gram must occur in. ``l2``: ridge penalty. ``cue_scale``: value of a present cue while
    fitting (smaller: shrunk more).

    ``teacher_share``: how much of a graded example's target is the teacher's label. ``title_weight``,
    ``labelled_weight``: weight of an article's title, and of a headline of a corpus labelled by publisher, that a
    teacher has labelled.

    ``own_weight``: weight of an own example beside a rated one. ``teaser_share``: weight of a teaser's words beside
    a headline's. ``folds``: for calibration. ``precision``, ``negative_precision``: what the bands promise;
    ``fine_prevalence``: up to which share of clickbait on a page the second holds.
    """

    min_df: int = 3
    l2: float = 0.5
    cue_scale: float = 1.0
    teacher_share: float = 0.6
    title_weight: float = 1.0
    labelled_weight: float = 0.3
    own_weight: float = 1.0
    teaser_share: float = 0.5
    folds: int = 5
    precision: float = 0.90
    negative_precision: float = 0.95
    fine_prevalence: float = 0.4


Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """Examples as matrices of n rows.

    ``X``: features. ``free``: columns whose coefficients are not shrunk, an intercept for each corpus and one for
    having a teaser. ``target``: what is fitted, 0 to 1. ``group``: equal where rows must not be parted by folds.
    """

    X: csr_matrix
    free: Floats
    target: Floats
    weight: Floats
    group: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64]) -> Rows:
        """Some of the rows."""
        return Rows(self.X[chosen], self.free[chosen], self.target[chosen], self.weight[chosen], self.group[chosen])

    def then(self, more: Rows) -> Rows:
        """These rows, followed by ``more``."""
        X = vstack([self.X, more.X], format="csr")
        a = [np.concatenate([getattr(self, n), getattr(more, n)]) for n in ("free", "target", "weight", "group")]
        return Rows(X, *a)


def graded_rows(
    graded: Mapping[str, Sequence[Example]], labels: SoftLabels | None, vectorizer: HeadlineVectorizer, recipe: Recipe
) -> Rows:
    """Rows of the examples of all corpora, in their order; the target is their grade, mixed with the teacher's label.

    Of own examples the teacher is not asked: it has not been taught their kind.
    """
    examples = [e for corpus in graded.values() for e in corpus]
    sizes = [len(corpus) for corpus in graded.values()]
    free = np.zeros((len(examples), len(sizes) + 1))
    free[np.arange(len(examples)), np.repeat(np.arange(len(sizes)), sizes)] = 1.0
    free[:, -1] = [not is_blank(e.teaser) for e in examples]
    own = np.repeat([name == OWN.name for name in graded], sizes)
    target = np.array([e.grade for e in examples])
    if labels is not None:
        taught = labels.find([e.headline for e in examples])
        mixed = ~np.isnan(taught) & ~own
        target[mixed] += recipe.teacher_share * (sigmoid(taught[mixed]) - target[mixed])
    weight = np.where(own & (len(sizes) > 1), recipe.own_weight, 1.0)
    numbers: dict[str, int] = {}
    group = np.array([numbers.setdefault(fold(e.headline).text, len(numbers)) for e in examples])
    return Rows(features(vectorizer, examples, recipe), free, target, weight, group)


def taught_rows(
    graded: Mapping[str, Sequence[Example]],
    labelled: Sequence[Example],
    labels: SoftLabels,
    vectorizer: HeadlineVectorizer,
    recipe: Recipe,
    group: NDArray[np.int64],
) -> Rows:
    """Rows that only the teacher has graded: titles of the articles behind ``graded`` examples, and ``labelled`` ones.

    They are read as ones of the first corpus, which taught the teacher. A title shares the ``group`` of its post. What
    publishers' labels say is left out: they tell publishers apart.
    """
    posts = [e for corpus in graded.values() for e in corpus]
    numbered = zip(posts, group.tolist(), strict=True)
    offered = [(post.title, recipe.title_weight, number) for post, number in numbered if post.title]
    fresh = enumerate(labelled, int(group.max()) + 1)
    offered += [(e.headline, recipe.labelled_weight, number) for number, e in fresh]
    seen = {fold(e.headline).text for e in posts}
    texts: dict[str, int] = {}
    for i, (text, *_) in enumerate(offered):
        if (folded := fold(text).text) not in seen:
            texts.setdefault(folded, i)
    chosen = [offered[i] for i in texts.values()]
    taught = labels.find([text for text, *_ in chosen])
    known = np.flatnonzero(~np.isnan(taught)).tolist()
    weights, groups = (np.array([chosen[i][field] for i in known]) for field in (1, 2))
    free = np.zeros((len(known), len(graded) + 1))
    free[:, 0] = 1.0
    X = features(vectorizer, [Example(chosen[i][0], "", 0.0, False) for i in known], recipe)
    return Rows(X, free, sigmoid(taught[known]), weights, groups)


def features(vectorizer: HeadlineVectorizer, examples: Sequence[Example], recipe: Recipe) -> csr_matrix:
    """Matrix of blocks: headlines, plus ``teaser_share`` of the teasers, cues scaled."""
    headlines: csr_matrix = _scaled(vectorizer, [e.headline for e in examples], recipe, np.ones(len(style.NAMES)))
    if all(is_blank(e.teaser) for e in examples):
        return headlines
    kept = np.array([name not in style.HEADLINE_ONLY for name in style.NAMES], np.float64)
    teasers = ["" if is_blank(e.teaser) else e.teaser for e in examples]
    return headlines + recipe.teaser_share * _scaled(vectorizer, teasers, recipe, kept)


def _scaled(vectorizer: HeadlineVectorizer, texts: list[str], recipe: Recipe, kept: Floats) -> csr_matrix:
    ngrams, phrases, styles = vectorizer.transform_parts(pack(texts))
    scale = recipe.cue_scale
    return hstack([ngrams, csr_matrix(phrases * scale), csr_matrix(styles * kept * scale)], format="csr")
