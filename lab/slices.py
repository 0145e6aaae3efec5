"""The parts of a test where a model may be weak: by length, genre, form, capitals, teaser. Worst first."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from clf.fit import Example, bootstrap, ranking
from lab.baselines import capitals_rule, length_rule
from lab.predictions import Predictions

LEAST_ROWS, LEAST_OF_A_CLASS = 40, 10
TITLE_CASE = 0.75  # of the words begin with a capital
_QUESTION = re.compile(r"\?|^\W*(who|what|when|where|why|how|which|is|are|can|do|does|did|should|will|would)\b", re.I)
_NUMBER_WORD = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
_NO_LIST = "percent|per cent|people|men|women|killed|dead|hurt|injured|arrested|charged"
_LIST = re.compile(rf"^\W*(the |these |here are |top )*(\d{{1,3}}|{_NUMBER_WORD}) (?!{_NO_LIST})[a-z]", re.I)


def slices(test: Predictions, resamples: int, seed: int) -> list[dict[str, Any]]:
    """ROC-AUC in each part of ``test`` that has enough of both classes; the worst first."""
    rows = []
    y = test.clickbait
    for kind, names in _labels(test).items():
        for name in sorted({n for n in names if n}):
            here = np.array([n == name for n in names])
            counted = int(here.sum())
            if counted < LEAST_ROWS or min(y[here].sum(), (~y[here]).sum()) < LEAST_OF_A_CLASS:
                continue
            auc = bootstrap(ranking(test.log_odds[here], y[here]), counted, resamples, seed)["auc"]
            rows.append(
                {
                    "test": test.name,
                    "kind": kind,
                    "slice": name,
                    "rows": counted,
                    "clickbait": int(y[here].sum()),
                    "auc": auc.to_json(),
                }
            )
    return sorted(rows, key=lambda row: row["auc"]["value"])


def _labels(test: Predictions) -> dict[str, list[str]]:
    examples = test.examples
    words, capitals = length_rule(examples), capitals_rule(examples)

    def yes(has: Callable[[Example], object], one: str, other: str) -> list[str]:
        return [one if has(e) else other for e in examples]

    out = {
        "length": [_length(int(n)) for n in words],
        "question": yes(lambda e: _QUESTION.search(e.headline), "question", "no question"),
        "list": yes(lambda e: _LIST.search(e.headline), "list", "no list"),
        "capitals": ["title case" if share >= TITLE_CASE else "sentence case" for share in capitals],
        "teaser": yes(lambda e: e.teaser.strip(), "teaser", "no teaser"),
        "genre": [e.genre for e in examples],
    }
    return {kind: names for kind, names in out.items() if len(set(names)) > 1}


def _length(words: int) -> str:
    if words <= 7:
        return "up to 7 words"
    return "8 to 12 words" if words <= 12 else "13 words and more"
