from __future__ import annotations

import random

from clf.desk.decisions import Judgement
from clf.retrain.labels import text_key
from clf.retrain.moderators import moderators


def _team(verdicts: dict[str, object], count: int = 600) -> tuple[list[Judgement], dict[str, float]]:
    """Judgements of people on ``count`` texts each, whose true class the model tells in nine of ten cases."""
    draw = random.Random(5)
    found, probability = [], {}
    for person, judge in verdicts.items():
        for n in range(count):
            text = f"{person} {''.join(draw.choices('abcdefgh', k=12))}"
            true = draw.random() < 0.3
            probability[text_key(text)] = 0.8 if true == (draw.random() < 0.9) else 0.1
            verdict = judge(true, draw) if callable(judge) else judge
            found.append(Judgement(text, "", str(verdict), person, n, n))
    return found, probability


def _honest(true: bool, _: random.Random) -> str:
    return "clickbait" if true else "fine"


def _flips(true: bool, draw: random.Random) -> str:
    return _honest(true != (draw.random() < 0.2), draw)


def test_who_says_the_same_to_everything_hardly_counts() -> None:
    found = {m.person: m for m in moderators(*_team({"ann": _honest, "bob": "fine", "cyd": "clickbait"}))}
    assert found["ann"].trust > 0.9
    assert found["bob"].tells_little
    assert found["cyd"].tells_little
    assert not found["ann"].tells_little


def test_who_errs_sometimes_counts_for_less() -> None:
    found = {m.person: m for m in moderators(*_team({"ann": _honest, "dot": _flips}))}
    assert found["dot"].trust < found["ann"].trust
    assert found["dot"].trust > 0.3


def test_who_has_just_begun_is_trusted() -> None:
    found = moderators(*_team({"eve": "fine"}, count=5))
    assert found[0].trust > 0.8


def test_colleagues_weigh_more_than_the_model() -> None:
    texts = [f"text number {chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(200)]
    found = [Judgement(t, "", "clickbait" if n % 2 else "fine", p, n, n) for p in "abc" for n, t in enumerate(texts)]
    found += [Judgement(t, "", "fine" if n % 2 else "clickbait", "x", n, n) for n, t in enumerate(texts)]
    trust = {m.person: m for m in moderators(found, {text_key(t): 0.5 for t in texts})}
    assert trust["x"].tells_little
    assert min(trust[p].trust for p in "abc") > 0.8


def test_who_finds_everything_fine_does_not_discredit_a_colleague() -> None:
    found, probability = _team({"ann": _honest})
    found += [Judgement(j.headline, "", "fine", "fay", j.at, j.item) for j in found]
    trust = {m.person: m for m in moderators(found, probability)}
    assert trust["ann"].trust > 0.9
    assert trust["fay"].tells_little
