from __future__ import annotations

import json
import random

import numpy as np

import clf
from clf.fit.corpora import OWN, own_folder
from clf.retrain.drift import LEAST_DECIDED, drift
from clf.types import HeadlineBlock

OWN_BLOCKS = [HeadlineBlock(e.headline, e.teaser) for e in OWN.read(own_folder())]
PLAIN = [b for b, e in zip(OWN_BLOCKS, OWN.read(own_folder()), strict=True) if e.grade < 0.3]
BAIT = [b for b, e in zip(OWN_BLOCKS, OWN.read(own_folder()), strict=True) if e.grade > 0.7]


def test_a_page_like_those_of_training_is_no_drift() -> None:
    model = clf.load()
    table = model.folder.operating
    share = np.diff(np.interp(np.linspace(0, 1, 11), table.threshold, table.fine_share))
    tenth = np.minimum([int(10 * score.probability) for score in model.score(OWN_BLOCKS)], 9)
    mixed = [block for k in range(10) for block in np.array(OWN_BLOCKS)[tenth == k][: round(300 * share[k])]]
    found = drift(model, mixed, [b.headline for b in mixed], OWN_BLOCKS, [], [(PLAIN[0], "fine")] * 3)
    assert found.psi is not None
    assert found.psi < 0.25
    assert found.due == []
    assert next(iter(found.lines())) == (
        "Retraining is not due yet: 3 decisions that the model has not learned from (200 are enough), 0 of them "
        "against its band; nothing else has moved far enough"
    )
    assert json.loads(json.dumps(found.to_json()))["new"] == 3


def test_another_population_is_told_by_its_scores() -> None:
    found = drift(clf.load(), BAIT[:300], [], OWN_BLOCKS, [], [])
    assert "another population" in found.due[0]


def test_another_language_is_told_by_its_words() -> None:
    letters = "qxzwvkj"
    strange = [
        HeadlineBlock(" ".join("".join(random.Random(n * 9 + k).choices(letters, k=7)) for k in range(6)))
        for n in range(150)
    ]
    found = drift(clf.load(), strange, [], OWN_BLOCKS, [], [])
    assert found.unknown > 2 * found.usual
    assert any("unknown" in reason for reason in found.due)


def test_decisions_that_say_otherwise_and_decisions_enough() -> None:
    model = clf.load()
    sure = [b for b in BAIT if model.score([b])[0].probability >= model.thresholds.clickbait][:60]
    assert len(sure) >= LEAST_DECIDED
    judged = [(b, "fine" if n % 2 else "clickbait") for n, b in enumerate(sure)]
    found = drift(model, sure, [], OWN_BLOCKS, judged, (judged * 10)[:500])
    assert found.precision == 0.5
    assert any("promised" in reason for reason in found.due)
    assert (found.new, found.against) == (500, 250)
    assert found.verdict().startswith(
        "Retraining is due: 500 decisions that the model has not learned from (200 are enough), 250 of them against "
    )


def test_an_unsure_band_or_verdict_is_against_nothing() -> None:
    model = clf.load()
    bands = {score.band: block for block, score in zip(OWN_BLOCKS, model.score(OWN_BLOCKS), strict=True)}
    judged = [
        (bands[band], verdict)
        for band in ("clickbait", "unsure", "fine")
        for verdict in ("clickbait", "unsure", "fine")
    ]
    found = drift(model, [], [], OWN_BLOCKS, [], judged)
    assert (found.new, found.against) == (9, 2)
    assert "0 recent headlines (100 are needed)" in found.verdict()


def test_words_on_the_rise_and_too_few_headlines() -> None:
    recent = [HeadlineBlock(f"Zorblat seen in town {n}") for n in range(20)]
    found = drift(clf.load(), recent, [b.headline for b in PLAIN], OWN_BLOCKS, [], [])
    assert found.psi is None
    assert found.words[0].word == "zorblat"
    assert "say nothing" in "\n".join(found.lines())
