"""The whole evaluation: fit what is needed, in parallel, measure, and gather everything in one report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from clf.evaluation.baselines import human, other_model, trivial
from clf.evaluation.bootstrap import RESAMPLES, SEED
from clf.evaluation.peers import FASTTEXT, TITLES, PeerScores, available, run_peer
from clf.evaluation.predictions import Predictions
from clf.evaluation.protocols import (
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
from clf.evaluation.refit import Refitted, recipe_of, refit
from clf.evaluation.robustness import robustness
from clf.evaluation.sets import Corpora, load, unseen
from clf.evaluation.slices import slices
from clf.evaluation.targets import targets
from clf.model.calibration import sigmoid
from clf.model.scorer import Scorer
from clf.training.corpora import CHAKRABORTY, OWN, SALERNO, WEBIS

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
    tasks = [delayed(refit)(job) for job in plan(corpora, names, recipe, scope)]
    if not options.quick and not options.folds:
        tasks[1:1] = _peer_tasks(corpora, names)
    fits: dict[str, Refitted] = {}
    peers: dict[str, PeerScores] = {}
    for done, found in enumerate(Parallel(n_jobs=options.jobs, return_as="generator_unordered")(tasks), 1):
        (fits if isinstance(found, Refitted) else peers)[found.name] = found
        progress(f"fitted {found.name}", done, len(tasks) + 1)
    subject = _subject(scorer, fits[FULL], names, options)
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
        "format": FORMAT, "model": subject.id, "recipe": asdict(recipe), "quick": options.quick,
        "folds": options.folds, "resamples": resamples, "seed": options.seed,
        "corpora": {"webis-17, training part": len(corpora.webis_train), "webis-17, test part": len(corpora.webis_test),
                    OWN.name: len(corpora.own), CHAKRABORTY.name: len(corpora.chakraborty),
                    SALERNO.name: len(corpora.salerno), "webis-22": len(corpora.webis_22)},
        "notes": _notes(corpora, options), "tests": measured,
        "slices": by_slice, "robustness": attacked,
    }  # fmt: skip
    return report | {"targets": targets(report)}


def _subject(scorer: Scorer, full: Refitted, names: tuple[str, ...], options: Options) -> Subject:
    if options.changes:
        changed = ", ".join(f"{name}={value:g}" for name, value in options.changes.items())
        return Subject(f"recipe of {scorer.id} with {changed}", full.linear, full.calibration, full.f1_threshold, names)
    operating = scorer.folder.operating
    threshold = operating.f1 if operating else full.f1_threshold
    return Subject(scorer.id, scorer.linear, scorer.calibration, threshold, names)


def _peer_tasks(corpora: Corpora, names: tuple[str, ...]) -> list[Any]:
    """Each peer learns from all graded corpora, and once more without the own blocks, to be tested on them."""
    graded, _ = corpora.training(names)
    everything = [e for rows in graded.values() for e in rows]
    others = graded.get(WEBIS.name, [])
    tests = {WEBIS_TEST: corpora.webis_test, CHAKRABORTY.name: unseen(corpora.chakraborty, everything),
             SALERNO.name: corpora.salerno}  # fmt: skip
    tasks = [delayed(run_peer)(name, everything, tests) for name in available()]
    if others and corpora.own:
        blocks = sorted(corpora.own, key=lambda e: e.genre)
        tasks += [delayed(run_peer)(name, others, {BY_GENRE: blocks}, BY_GENRE) for name in available()]
    return tasks


def _baselines(
    test: Predictions, corpora: Corpora, fits: Mapping[str, Refitted], peers: Mapping[str, PeerScores],
    resamples: int, seed: int,
) -> list[dict[str, Any]]:  # fmt: skip
    if test.clickbait.all():
        return []
    rows = trivial(test, corpora.webis_train, resamples, seed) + human(test, resamples, seed)
    cues = fits.get(CUES)
    if cues is not None and len(cues.scores.get(test.name, ())) == len(test.examples):
        z = cues.scores[test.name]
        rows.append(other_model("cues", "cues alone, no n-grams", test, sigmoid(z), cues.f1_threshold, resamples, seed,
                                cues.calibration.strength(z)))  # fmt: skip
    for peer in peers.values():
        scores = peer.scores.get(test.name, np.zeros(0))
        if len(scores) == len(test.examples):
            title = TITLES[peer.peer] + (" (learnt from Webis-17)" if test.protocol == OWN_BLOCKS else "")
            rows.append(other_model(peer.peer, title, test, scores, peer.f1_threshold, resamples, seed))
    return rows


def _notes(corpora: Corpora, options: Options) -> list[str]:
    notes = [f"{name} was not found and is left out." for name, rows in (
        ("Chakraborty 2016", corpora.chakraborty), ("Salerno 2019-2020", corpora.salerno),
        ("Webis-22", corpora.webis_22)) if not rows]  # fmt: skip
    if options.quick:
        notes.append("Quick: own blocks in mixed folds, no peers, no fit within Chakraborty, fewer resamples.")
    elif not options.folds and FASTTEXT not in available():
        notes.append("fastText is left out: it is not installed (pip install 'clf[bench]').")
    if options.folds:
        notes.append("Folds: only headlines of the training part, each scored by a fit that has not seen it.")
    return notes
