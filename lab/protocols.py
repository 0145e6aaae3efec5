"""Which models are fitted on what, and tested on what: in a corpus, with it left out, by genre.

Of every test the texts that its model was trained on are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from clf.fit import OWN, WEBIS, Example, Recipe
from clf.fit.corpora import CHAKRABORTY, SALERNO, WEBIS_22
from clf.fit.metrics import Floats
from clf.fit.soft_labels import SoftLabels
from clf.model import Calibration, Linear
from lab.predictions import Predictions
from lab.refit import Job, Refitted, cues_alone, log_odds, roughly_calibrated
from lab.sets import Corpora, unseen

FULL, CUES, GENRE = "the whole recipe", "cues alone", "all genres but "
WITHOUT_CHAKRABORTY, WITHOUT_WEBIS, WITHIN_CHAKRABORTY = (
    "Chakraborty left out",
    "Webis-17 left out",
    "within Chakraborty",
)
IN_CORPUS, LEFT_OUT, OWN_BLOCKS = "in corpus", "left out", "own blocks"
WEBIS_TEST, WEBIS_FOLDS, WEBIS_LEFT_OUT, WITHIN, BY_GENRE, OWN_FOLDS = (
    "webis-17",
    "webis-17-folds",
    "webis-17-left-out",
    "chakraborty-16-folds",
    "own-by-genre",
    "own-folds",
)


@dataclass(frozen=True)
class Subject:
    """The model that is evaluated, the ``names`` of the corpora it was trained on, and whether by a teacher."""

    id: str
    linear: Linear
    calibration: Calibration
    f1_threshold: float
    names: tuple[str, ...]
    taught: bool = False


@dataclass(frozen=True)
class Scope:
    """``quick``: fewer fits. ``folds``: only out-of-fold scores, so that choices can be made without the test parts."""

    quick: bool = False
    folds: bool = False


def plan(
    corpora: Corpora, names: Sequence[str], recipe: Recipe, scope: Scope, labels: SoftLabels | None = None
) -> list[Job]:
    """The fits that the tests need, the longest first.

    A teacher's ``labels`` are learnt from Webis-17: where that is left out, so are they.
    """
    graded, labelled = corpora.training(names, titles=labels is not None)
    chakraborty = corpora.chakraborty
    jobs = []
    if chakraborty and not scope.quick and not scope.folds:
        jobs.append(Job(WITHIN_CHAKRABORTY, {CHAKRABORTY.name: chakraborty}, [], recipe))
    jobs.append(Job(FULL, graded, labelled, recipe, labels=labels))
    if labelled:
        tests = {CHAKRABORTY.name: _unseen(chakraborty, graded)}
        jobs.append(Job(WITHOUT_CHAKRABORTY, graded, [], recipe, tests, labels))
    if not scope.quick:
        rough = roughly_calibrated(recipe)
        for genre in _genres(graded):
            others = {name: [e for e in rows if e.genre != genre] for name, rows in graded.items()}
            here = [e for e in corpora.own if e.genre == genre]
            if any(others.values()):
                kept = {name: rows for name, rows in others.items() if rows}
                jobs.append(Job(GENRE + genre, kept, labelled, rough, {genre: here}, labels))
    if not scope.folds:
        tests = {WEBIS_TEST: corpora.webis_test, SALERNO.name: corpora.salerno}
        jobs.append(Job(CUES, graded, labelled, cues_alone(recipe), tests, labels))
        without = {name: rows for name, rows in graded.items() if name != WEBIS.name}
        if without and WEBIS.name in graded:
            tests = {WEBIS_TEST: _unseen(corpora.webis_test, without, labelled)}
            jobs.append(Job(WITHOUT_WEBIS, without, labelled, recipe, tests))
    return jobs


def predictions(corpora: Corpora, subject: Subject, fits: Mapping[str, Refitted], scope: Scope) -> list[Predictions]:
    """The tests: of ``subject`` itself on what it was not trained on, and of the fits of its recipe."""
    graded, labelled = corpora.training(subject.names, titles=subject.taught)
    made_of = " + ".join(subject.names)
    out = []

    def own_model(name: str, title: str, protocol: str, rows: Sequence[Example], is_graded: bool = False) -> None:
        if kept := _unseen(rows, graded, labelled):
            out.append(
                Predictions(
                    name,
                    title,
                    protocol,
                    made_of,
                    kept,
                    log_odds(subject.linear, kept),
                    subject.calibration,
                    subject.f1_threshold,
                    is_graded,
                )
            )

    def of_fit(
        fit: str,
        name: str,
        title: str,
        protocol: str,
        trained_on: str,
        rows: Sequence[Example],
        is_graded: bool,
        scores: Floats | None = None,
    ) -> None:
        found = fits[fit]
        if scores is None:
            scores = next(iter(found.scores.values()))
        out.append(
            Predictions(
                name, title, protocol, trained_on, rows, scores, found.calibration, found.f1_threshold, is_graded
            )
        )

    full = fits[FULL].held_out
    if not scope.folds:
        own_model(WEBIS_TEST, "Webis-17, posts after the time split", IN_CORPUS, corpora.webis_test, True)
    if WEBIS.name in graded:
        of_fit(
            FULL,
            WEBIS_FOLDS,
            "Webis-17, training part, out of fold",
            IN_CORPUS,
            f"{made_of}, other folds",
            corpora.webis_train,
            True,
            full[WEBIS.name],
        )
    if WITHIN_CHAKRABORTY in fits:
        of_fit(
            WITHIN_CHAKRABORTY,
            WITHIN,
            "Chakraborty, grouped folds",
            IN_CORPUS,
            "chakraborty-16, other folds",
            corpora.chakraborty,
            False,
            fits[WITHIN_CHAKRABORTY].held_out[CHAKRABORTY.name],
        )
    if WITHOUT_CHAKRABORTY in fits:
        rows = _unseen(corpora.chakraborty, graded)
        of_fit(
            WITHOUT_CHAKRABORTY,
            CHAKRABORTY.name,
            "Chakraborty, left out of training",
            LEFT_OUT,
            " + ".join(graded),
            rows,
            False,
        )
    elif not scope.folds:
        own_model(CHAKRABORTY.name, "Chakraborty, never trained on", LEFT_OUT, corpora.chakraborty)
    if not scope.folds:
        own_model(SALERNO.name, "Salerno 2019-2020, never trained on", LEFT_OUT, corpora.salerno)
        own_model(WEBIS_22.name, "Webis-22, all clickbait, never trained on", LEFT_OUT, corpora.webis_22)
    if WITHOUT_WEBIS in fits:
        without = {name: rows for name, rows in graded.items() if name != WEBIS.name}
        of_fit(
            WITHOUT_WEBIS,
            WEBIS_LEFT_OUT,
            "Webis-17, left out of training",
            LEFT_OUT,
            " + ".join(name for name in subject.names if name != WEBIS.name),
            _unseen(corpora.webis_test, without, labelled),
            True,
        )
    if genres := [name for name in fits if name.startswith(GENRE)]:
        named = sorted(name.removeprefix(GENRE) for name in genres)
        blocks = [e for genre in named for e in corpora.own if e.genre == genre]
        scores = np.concatenate([fits[GENRE + genre].scores[genre] for genre in named])
        out.append(
            Predictions(
                BY_GENRE,
                "own blocks, each genre left out in turn",
                OWN_BLOCKS,
                f"{made_of}, other genres",
                blocks,
                scores,
                subject.calibration,
                subject.f1_threshold,
                True,
            )
        )
    elif OWN.name in graded:
        of_fit(
            FULL,
            OWN_FOLDS,
            "own blocks, out of fold",
            OWN_BLOCKS,
            f"{made_of}, other folds",
            corpora.own,
            True,
            full[OWN.name],
        )
    else:
        own_model(OWN_FOLDS, "own blocks, never trained on", OWN_BLOCKS, corpora.own, True)
    return out


def _genres(graded: Mapping[str, Iterable[Example]]) -> list[str]:
    return sorted({e.genre for e in graded.get(OWN.name, ()) if e.genre})


def _unseen(
    rows: Sequence[Example], graded: Mapping[str, Sequence[Example]], labelled: Sequence[Example] = ()
) -> list[Example]:
    return unseen(rows, [*(e for corpus in graded.values() for e in corpus), *labelled])
