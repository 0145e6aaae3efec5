"""Decisions that are wrong on purpose, or by neglect, and what comes of them."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

import clf
from clf.desk.decisions import Judgement
from clf.fit.corpora import OWN, own_folder
from clf.model.registry import Registry
from clf.retrain.labels import resolve
from clf.retrain.run import retrain
from clf.types import HeadlineBlock
from tests.retrain.conftest import team

TURNED = {"clickbait": "fine", "fine": "clickbait"}
ALL = team(240)  # of as many texts
LATER = ALL[::5]
HONEST = [judgement for n, judgement in enumerate(ALL) if n % 5]


def auc() -> tuple[float, float]:
    """What the live model is worth: on the team's later pages, and on clf's own blocks."""
    model, own = clf.load(), OWN.read(own_folder())
    later = model.log_odds([HeadlineBlock(j.headline) for j in LATER])
    others = model.log_odds([HeadlineBlock(e.headline, e.teaser) for e in own])
    return (
        float(roc_auc_score([j.verdict == "clickbait" for j in LATER], later)),
        float(roc_auc_score([e.clickbait for e in own], others)),
    )


def no_worse(before: tuple[float, float]) -> bool:
    return bool((np.array(auc()) >= np.array(before) - (0.01, 0.005)).all())


@pytest.mark.parametrize("seed", [1, 2])
def test_a_fifth_turned_at_random_makes_nothing_worse(registry: Registry, seed: int) -> None:
    before, draw = auc(), random.Random(seed)
    poisoned = [replace(j, verdict=TURNED[j.verdict]) if draw.random() < 0.2 else j for j in HONEST]
    done = retrain(poisoned, registry, "lee")
    assert no_worse(before)
    assert done.reason in done.sentence


def test_who_finds_everything_fine_is_named_and_not_heard(registry: Registry) -> None:
    before = auc()
    fine = [replace(j, person="fay", verdict="fine") for j in HONEST]
    done = retrain([*HONEST, *fine], registry, "lee")
    assert done.status == "promoted"
    assert no_worse(before)
    fay = next(m for m in done.people if m.person == "fay")
    assert (fay.trust, fay.clickbait) == (0.0, 0)
    said = f"fay: {len(HONEST)} judged, 0 clickbait, counts 0.00: tells little, and does not count"
    assert said in "\n".join(done.lines())
    alone = retrain(fine, registry, "lee")
    assert (alone.status, alone.reason) == ("kept", "nobody's decisions tell more than chance")


def test_a_flood_of_copies_counts_as_one(registry: Registry) -> None:
    before = auc()
    text = "The council of Arden will hold its ordinary meeting on the first Monday of the month"
    flood = [
        Judgement(f"{n}. {text} {'abcdefgh'[n % 8]}", "", "clickbait", "mia", 2_000_000 + n, 5000 + n)
        for n in range(800)
    ]
    labels = resolve([*HONEST, *flood], {})
    assert sum(label.weight for label in labels if "ordinary meeting" in label.headline) < 1.01
    done = retrain([*HONEST, *flood], registry, "lee")
    assert no_worse(before)
    assert len(done.labels) < len(HONEST) + 10


@pytest.mark.parametrize("people", [["ann", "bob"], ["ann", "bob", "cyd", "dot", "eve"]])
def test_a_team_that_turns_everything_is_not_believed(registry: Registry, people: list[str]) -> None:
    """What is held back is turned, too, and colleagues agree: what the live model knows is all there is against it."""
    live = clf.load().id
    own = [e for e in OWN.read(own_folder())[::8] if e.clickbait == (e.grade >= 0.7) and e.grade != 0.5]
    turned = [
        Judgement(e.headline, e.teaser, "fine" if e.clickbait else "clickbait", person, n, n)
        for n, e in enumerate(own)
        for person in people
    ]
    done = retrain(turned, registry, "lee")
    assert done.status == "kept"
    assert "more than chance" in done.reason or "the reverse of what the live model says" in done.reason
    assert clf.load().id == live
