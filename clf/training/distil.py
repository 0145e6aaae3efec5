"""Making soft labels: teachers that each leave out a fold label that fold, so that no label repeats its own grade."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clf.training.corpora import CHAKRABORTY, WEBIS
from clf.training.soft_labels import SoftLabels, keys
from clf.training.splits import after_cut, before_cut

Floats = NDArray[np.float64]
FOLDS = 5


class Learner(Protocol):
    """What `cross_fit` asks of a teacher: see `clf.training.teacher.Teacher`."""

    def fit(self, texts: Sequence[str], grades: Floats, report: Callable[[int, int], None]) -> None:
        """Learn mean judgements of texts."""

    def predict(self, texts: Sequence[str]) -> Floats:
        """Log-odds of texts."""


def distil(corpora: Path, out: Path, report: Callable[[str], None] = lambda _: None) -> int:
    """Write soft labels to the file ``out`` and return how many.

    Teachers are fine-tuned on Webis-17 before the time split. They label its posts, the titles of the articles behind
    them, and the headlines of Chakraborty 2016 where it lies under ``corpora``; nothing of the test part is read.
    Raises `CorpusError` without Webis-17, `ImportError` without ``clf[teacher]``.
    """
    from clf.training.teacher import Teacher

    published = WEBIS.read(corpora)
    posts, kept_back = before_cut(published), {e.headline for e in after_cut(published)}
    texts = [e.headline for e in posts]
    others = [e.title for e in posts if e.title not in kept_back]
    if CHAKRABORTY.present(corpora):
        others += [e.headline for e in CHAKRABORTY.read(corpora)]
    grades = np.array([e.grade for e in posts])
    labels = cross_fit(lambda fold: Teacher(seed=fold), texts, grades, others, report)
    labels.write(out)
    return len(labels.known)


def cross_fit(
    teacher: Callable[[int], Learner], texts: Sequence[str], grades: Floats, others: Sequence[str],
    report: Callable[[str], None] = lambda _: None,
) -> SoftLabels:  # fmt: skip
    """Labels of ``texts``, each by the teacher that left it out, and of ``others`` by the mean of all.

    ``teacher(fold)`` makes an untrained teacher. Folds follow the hash of a text, so equal texts share one.
    """
    fold = (keys(texts) >> np.uint64(32)) % np.uint64(FOLDS)
    own, mean = np.zeros(len(texts)), np.zeros(len(others))
    for number in range(FOLDS):

        def step(done: int, steps: int, number: int = number) -> None:
            report(f"teacher {number + 1} of {FOLDS}: step {done:,} of {steps:,}")

        inside = fold != number
        learner = teacher(number)
        learner.fit([texts[i] for i in np.flatnonzero(inside).tolist()], grades[inside], step)
        left_out = np.flatnonzero(~inside)
        own[left_out] = learner.predict([texts[i] for i in left_out.tolist()])
        report(f"teacher {number + 1} of {FOLDS} labels {len(others):,} more headlines")
        mean += learner.predict(others) / FOLDS
    return SoftLabels.of([*texts, *others], np.concatenate([own, mean]))
