"""A small world of made-up corpora, and a model trained in it."""

from __future__ import annotations

import random

import pytest

from clf.fit.corpora import Example
from clf.model.model import Model, load
from lab.sets import Corpora

_BAIT = (
    "You won't believe what this {who} did with {what}",
    "{n} things every {who} should know about {what}",
    "This {what} trick will change how a {who} lives",
    "What happened when a {who} found {what}?",
)
_NEWS = (
    "Council approves {what} contract for {who} school",
    "{who} union rejects {what} offer in {n} to 4 vote",
    "Court fines {who} firm over {what} sale",
    "{what} exports up {n} percent as {who} demand grows",
)
_WHO = ("nurse", "teacher", "pilot", "baker", "farmer", "plumber", "sailor", "gardener")
_WHAT = ("copper", "lemons", "timber", "sugar", "paint", "salt", "glass", "wool")


def examples(count: int, seed: int, graded: bool = True, genre: str = "", teaser: bool = False) -> list[Example]:
    """Made-up headlines, half of them clickbait, with five judgements each where they are graded."""
    rng = random.Random(seed)
    out = []
    for i in range(count):
        bait = i % 2 == 0
        text = rng.choice(_BAIT if bait else _NEWS).format(
            who=rng.choice(_WHO), what=rng.choice(_WHAT), n=rng.randint(5, 90)
        )
        text = f"{text} {seed}-{i}"
        noisy = tuple(rng.choice((0.33, 0.67, 1.0) if bait else (0.0, 0.0, 0.33, 0.67)) for _ in range(5))
        grade = sum(noisy) / 5 if graded else float(bait)
        majority = sorted(noisy)[2] > 0.5 if graded else bait
        out.append(
            Example(
                text.title() if i % 3 == 0 else text,
                "More inside." if teaser and i % 4 < 2 else "",
                grade,
                majority,
                0,
                genre,
                judgements=noisy if graded and not genre else (),
            )
        )
    rng.shuffle(out)  # else two folds would have one class each
    return out


@pytest.fixture(scope="package")
def corpora() -> Corpora:
    return Corpora(
        webis_train=examples(240, 1),
        webis_test=examples(160, 2),
        own=[e for i, genre in enumerate(("harbour", "market")) for e in examples(120, 10 + i, True, genre, True)],
        chakraborty=examples(120, 4, graded=False),
        salerno=examples(100, 5, graded=False),
        webis_22=[e for e in examples(60, 6, graded=False) if e.clickbait],
    )


@pytest.fixture(scope="package")
def shipped() -> Model:
    """The shipped model: its recipe is what is fitted again."""
    return load()
