from __future__ import annotations

import numpy as np

from clf.training.wording import Statements, chosen_of, fit_wording, score_rows, visible_words, vocabulary
from clf.wording.masks import masked_words

BAD = [f"share this before it is deleted: the miracle cure number {i} exposed by whistleblower" for i in range(40)]
GOOD = [f"according to the census report {i} of the households may pay less rent" for i in range(40)]
STATEMENTS = Statements("made up", BAD + GOOD, np.array([True] * 40 + [False] * 40))


def test_words_that_name_anyone_are_not_visible() -> None:
    texts = ["the muslim mayor of Orlo said that rents fall", "a Christian from Orlo says rents rise"] * 10
    seen = visible_words(texts)
    assert {"rents", "mayor"} <= seen
    assert not seen & (masked_words() | {"orlo"})
    assert set(vocabulary(texts * 3, seen).values()) >= {"rents", "that rents"}


def test_a_fit_of_cues_has_only_weights_that_lean_their_way() -> None:
    linear, calibration, known = fit_wording([STATEMENTS], GOOD, words=False)
    assert known == {}
    assert len(linear.hashes) == 0
    figures = score_rows(linear, calibration, STATEMENTS.texts, STATEMENTS.false)
    assert figures["auc"][0] == 1.0
    assert figures["marked_ordinary"] == 0.0


def test_words_ship_only_if_they_beat_the_cues_and_lose_nowhere() -> None:
    def rows(*areas: tuple[float, float, float]) -> list[dict[str, object]]:
        return [{"test": str(i), "auc": area} for i, area in enumerate(areas)]

    cues = rows((0.55, 0.5, 0.6), (0.55, 0.5, 0.6))
    assert chosen_of(rows((0.7, 0.6, 0.8), (0.54, 0.5, 0.6)), cues) == "words and cues"
    assert chosen_of(rows((0.9, 0.8, 0.95), (0.45, 0.4, 0.5)), cues) == "cues alone"
    assert chosen_of(rows((0.5, 0.4, 0.6), (0.55, 0.5, 0.6)), cues) == "cues alone"
