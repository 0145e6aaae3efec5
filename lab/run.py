"""The whole evaluation: fit what is needed, in parallel, measure, and gather everything in one report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed

from clf.errors import how_to_install
from clf.fit import OWN, WEBIS, Example
from clf.fit.corpora import CHAKRABORTY, SALERNO
from clf.fit.metrics import RESAMPLES, SEED
from clf.model import Scorer, sigmoid
from lab.baselines import human, other_model, trivial
from lab.peers import FASTTEXT, TITLES, PeerScores, available, run_peer
from lab.predictions import Predictions
from lab.protocols import (
    BY_GENRE,
    CUES,
    FULL,
    OWN_BLOCKS,
    OWN_FOLDS,
    WEBIS_FOLDS,
    WEBIS_TEST,
    Scope,
    Subject,
    plan,
    predictions,
)
from lab.refit import Refitted, labels_of, recipe_of, refit
from lab.robustness import robustness
from lab.sets import Corpora, load
from lab.slices import slices
from lab.targets import targets

FORMAT = 1
QUICK_RESAMPLES = 100
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """What to run. ``changes`` to the model's recipe mean that a fit of the changed recipe is measured instead."""

    quick: bool = False
    folds: bool = False
    changes: Mapping[str, float] = field(default_factory=dict)
    resamples: int = RESAMPLES
    seed: int = SEED
    jobs: int = 2


def evaluate(
    scorer: Scorer, folder: Path, options: Options | None = None, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """Measure ``scorer`` on the corpora under ``folder``; the report, as JSON types.

    ``progress`` is told what was done last, how many steps are done, and how many there are. Raises `CorpusError`
    if Webis-17 is not there, `ClfError` if the model's recipe is unknown.
    """
    return evaluate_corpora(scorer, load(folder), options or Options(), progress)


def evaluate_corpora(
    scorer: Scorer, corpora: Corpora, options: Options, progress: Progress = lambda *_: None
) -> dict[str, Any]:
    """As `evaluate`, of corpora that have been read."""
    training = scorer.folder.info["training"]
    recipe = recipe_of(training, options.changes)
    scope = Scope(options.quick, options.folds)
    names = tuple(str(c["name"]) for c in training["corpora"])
    labels = labels_of(training)
    tasks = [delayed(refit)(job) for job in plan(corpora, names, recipe, scope, labels)]
    if not options.quick and not options.folds:
        tasks[1:1] = _peer_tasks(corpora, names)
    fits: dict[str, Refitted] = {}
    peers: dict[str, PeerScores] = {}
    for done, found in enumerate(Parallel(n_jobs=options.jobs, return_as="generator_unordered")(tasks), 1):
        (fits if isinstance(found, Refitted) else peers)[found.name] = found
        progress(f"fitted {found.name}", done, len(tasks) + 1)
    subject = _subject(scorer, fits[FULL], names, options, labels is not None)
    resamples = min(options.resamples, QUICK_RESAMPLES) if options.quick else options.resamples
    tests = predictions(corpora, subject, fits, scope)
    measured = []
    for test in tests:
        row = test.measure(resamples, options.seed)
        row["baselines"] = _baselines(test, corpora, fits, peers, resamples, options.seed)
        measured.append(row)
    sliced = (WEBIS_FOLDS if options.folds else WEBIS_TEST, BY_GENRE, OWN_FOLDS)
    by_slice = [row for test in tests if test.name in sliced for row in slices(test, resamples, options.seed)]
    attacked = [] if options.folds else robustness(subject, corpora.webis_test, resamples, options.seed)
    progress("measured", len(tasks) + 1, len(tasks) + 1)
    report = {
        "format": FORMAT,
        "model": subject.id,
        "recipe": asdict(recipe),
        "quick": options.quick,
        "folds": options.folds,
        "resamples": resamples,
        "seed": options.seed,
        "corpora": {
            "webis-17, training part": len(corpora.webis_train),
            "webis-17, test part": len(corpora.webis_test),
            OWN.name: len(corpora.own),
            CHAKRABORTY.name: len(corpora.chakraborty),
            SALERNO.name: len(corpora.salerno),
            "webis-22": len(corpora.webis_22),
        },
        "notes": _notes(corpora, options, labels is not None),
        "tests": measured,
        "slices": by_slice,
        "robustness": attacked,
    }
    return report | {"targets": targets(report)}


def _subject(scorer: Scorer, full: Refitted, names: tuple[str, ...], options: Options, taught: bool) -> Subject:
    if options.changes:
        changed = ", ".join(f"{name}={value:g}" for name, value in options.changes.items())
        return Subject(
            f"recipe of {scorer.id} with {changed}", full.linear, full.calibration, full.f1_threshold, names, taught
        )
    return Subject(scorer.id, scorer.linear, scorer.calibration, scorer.folder.operating.f1, names, taught)


def _peer_tasks(corpora: Corpora, names: tuple[str, ...]) -> list[Any]:
    """Each peer learns from all graded corpora, and once more without the own blocks, to be tested on them."""
    graded, _ = corpora.training(names, titles=False)
    tests = _rows_of(corpora)
    own = {BY_GENRE: tests.pop(BY_GENRE)}
    tasks = [delayed(run_peer)(name, [e for rows in graded.values() for e in rows], tests) for name in available()]
    if WEBIS.name in graded and corpora.own:
        tasks += [delayed(run_peer)(name, graded[WEBIS.name], own, BY_GENRE) for name in available()]
    return tasks


def _rows_of(corpora: Corpora) -> dict[str, list[Example]]:
    """All rows of the corpora that peers are tried on, by the name of the test."""
    return {
        WEBIS_TEST: corpora.webis_test,
        CHAKRABORTY.name: corpora.chakraborty,
        SALERNO.name: corpora.salerno,
        BY_GENRE: corpora.own,
    }


def _baselines(
    test: Predictions,
    corpora: Corpora,
    fits: Mapping[str, Refitted],
    peers: Mapping[str, PeerScores],
    resamples: int,
    seed: int,
) -> list[dict[str, Any]]:
    if test.clickbait.all():
        return []
    rows = trivial(test, corpora.webis_train, resamples, seed) + human(test, resamples, seed)
    place = {(e.headline, e.teaser): i for i, e in enumerate(_rows_of(corpora).get(test.name, ()))}
    chosen = [place.get((e.headline, e.teaser), -1) for e in test.examples]
    if -1 in chosen:  # no test of peers
        return rows
    cues = fits.get(CUES)
    if cues is not None and test.name in cues.scores:
        z = cues.scores[test.name][chosen]
        rows.append(
            other_model(
                "cues",
                "cues alone, no n-grams",
                test,
                sigmoid(z),
                cues.f1_threshold,
                resamples,
                seed,
                cues.calibration.strength(z),
            )
        )
    for peer in sorted(peers.values(), key=lambda peer: peer.name):
        if test.name in peer.scores:
            title = TITLES[peer.peer] + (" (learnt from Webis-17)" if test.protocol == OWN_BLOCKS else "")
            rows.append(
                other_model(peer.peer, title, test, peer.scores[test.name][chosen], peer.f1_threshold, resamples, seed)
            )
    return rows


def _notes(corpora: Corpora, options: Options, taught: bool) -> list[str]:
    notes = [
        f"{name} was not found and is left out."
        for name, rows in (
            ("Chakraborty 2016", corpora.chakraborty),
            ("Salerno 2019-2020", corpora.salerno),
            ("Webis-22", corpora.webis_22),
        )
        if not rows
    ]
    if options.quick:
        notes.append("Quick: own blocks in mixed folds, no peers, no fit within Chakraborty, fewer resamples.")
    elif not options.folds and FASTTEXT not in available():
        notes.append(f"fastText is left out: it is not installed ({how_to_install('bench')}).")
    if taught:
        notes.append("The teacher learnt from all of the training part: figures out of fold flatter it a little.")
    if options.folds:
        notes.append("Folds: only headlines of the training part, each scored by a fit that has not seen it.")
    return notes
