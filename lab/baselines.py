"""What else could give such figures: a constant, rules that see no words, one human rater, cues alone."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median
from typing import Any

import numpy as np

from clf.fit import Example, bootstrap, ranking
from clf.fit.metrics import Floats, Statistic, calibration_error, decision, error_of_strength
from lab.predictions import Predictions


def trivial(test: Predictions, training: Sequence[Example], resamples: int, seed: int) -> list[dict[str, Any]]:
    """The constant and the rules, beside ``test``; ``training`` gives the constant its mean judgement."""
    y, rows = test.clickbait, len(test.examples)
    constant: dict[str, Statistic] = {"f1": decision(np.ones(rows, bool), y, "all")["f1_all"]}
    constant |= {k: v for k, v in ranking(np.zeros(rows), y).items() if k == "auc"}
    if test.graded and training:
        grade, share = fmean(e.grade for e in training), fmean(e.clickbait for e in training)
        constant |= error_of_strength(np.full(rows, grade), test.grade) | calibration_error(np.full(rows, share), y)
    found = {"constant": constant}
    for name, rule in (("capitals", capitals_rule(test.examples)), ("length", length_rule(test.examples))):
        better = ranking(rule, y)
        if better and better["auc"](np.ones((1, rows)))[0] < 0.5:
            better = ranking(-rule, y)
        found[name] = better
    titles = {
        "constant": "constant (F1: all are clickbait)",
        "capitals": "share of words with a capital",
        "length": "number of words",
    }
    return [_row(name, titles[name], bootstrap(stats, rows, resamples, seed)) for name, stats in found.items()]


def human(test: Predictions, resamples: int, seed: int) -> list[dict[str, Any]]:
    """One of the raters against the majority of all, and against the others; empty where no judgements are known.

    Each rater of a headline is taken in turn, and those of one headline are resampled together. A judgement above
    one half is a vote for clickbait. The majority of all holds the rater's own vote, which flatters the rater; that
    of the others does not, and is what a model without a vote is comparable with.
    """
    votes = {len(e.judgements) for e in test.examples}
    if len(votes) != 1 or (count := votes.pop()) < 3:
        return []
    judged = np.array([e.judgements for e in test.examples]).T  # (raters, rows)
    others = [[[j for k, j in enumerate(e.judgements) if k != i] for e in test.examples] for i in range(count)]
    score = judged.ravel()
    vote = score > 0.5
    everyone = np.tile(test.clickbait, count)
    majority = np.array([median(rest) > 0.5 for one in others for rest in one], bool)
    mean = np.array([fmean(rest) for one in others for rest in one])
    rows = len(test.examples)
    whole = {"f1": decision(vote, everyone, "x")["f1_x"], **ranking(score, everyone)}
    rest = {"f1": decision(vote, majority, "x")["f1_x"], **ranking(score, majority), **error_of_strength(score, mean)}
    against = {"rater": ("majority of five", whole), "rater-others": ("other four", rest)}
    return [
        _row(name, f"one human rater, against the {whom}", bootstrap(stats, rows, resamples, seed, count))
        for name, (whom, stats) in against.items()
    ]


def other_model(
    name: str,
    title: str,
    test: Predictions,
    probability: Floats,
    f1_threshold: float,
    resamples: int,
    seed: int,
    strength: Floats | None = None,
) -> dict[str, Any]:
    """Another model's probabilities for the rows of ``test``."""
    y = test.clickbait
    stats = {**ranking(probability, y), "f1": decision(probability >= f1_threshold, y, "x")["f1_x"]}
    if test.graded:
        stats |= calibration_error(probability, y)
        if strength is not None:
            stats |= error_of_strength(strength, test.grade)
    return _row(name, title, bootstrap(stats, len(y), resamples, seed))


def capitals_rule(examples: Sequence[Example]) -> Floats:
    """Share of words that begin with a capital: what publishers' house styles alone give away."""
    words = [[w for w in e.headline.split() if w[:1].isalpha()] for e in examples]
    return np.array([sum(w[0].isupper() for w in ws) / max(1, len(ws)) for ws in words])


def length_rule(examples: Sequence[Example]) -> Floats:
    """Number of words."""
    return np.array([float(len(e.headline.split())) for e in examples])


def _row(name: str, title: str, found: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "title": title, "metrics": {metric: e.to_json() for metric, e in found.items()}}
