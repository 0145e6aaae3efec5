from __future__ import annotations

import json
from pathlib import Path

import clf
from clf.retrain.difference import difference
from clf.types import HeadlineBlock

TEXTS = [f"You will not believe what the mayor of town {n} said about me" for n in range(5)]
BLOCKS = [(HeadlineBlock(text, "A teaser"), "clickbait") for text in TEXTS]


def test_a_model_does_not_differ_from_itself() -> None:
    model = clf.load("shipped")
    found = difference(model, model, BLOCKS, TEXTS)
    assert (found.cues, found.words, found.phrases, found.moved, found.bands) == ([], [], [], [], {})
    assert list(found.lines())[-1] == "0 of 5 headlines changed band"


def test_what_moved_is_named(folders: list[Path]) -> None:
    old, new = clf.load("shipped"), clf.load(folders[2])  # the new one has lost most n-grams, and a cue weighs more
    found = difference(old, new, BLOCKS, TEXTS)
    cue = old.info["cues"][0]["title"]
    assert [s.name for s in found.cues] == [cue]
    assert found.cues[0].new > found.cues[0].old
    assert "believe" in {s.name for s in found.words}
    assert "not believe" in {s.name for s in found.phrases}
    assert found.headlines == 5
    assert sum(found.bands.values()) == len(found.moved) == 5
    assert all(m.verdict == "clickbait" and m.old != m.new for m in found.moved)
    text = "\n".join(found.lines())
    assert "Words that lost weight" in text
    assert f"{cue} (" in text
    assert json.loads(json.dumps(found.to_json()))["headlines"] == 5


def test_no_headlines_at_hand_is_no_error() -> None:
    assert difference(clf.load("shipped"), clf.load("shipped"), [], []).headlines == 0
