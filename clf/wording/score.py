"""The wording of a headline as low, some or marked, with what makes it so. Never a percentage of being false."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from clf.block import CuePart, HeadlineBlock, WordPart
from clf.explain import explain
from clf.model.calibration import sigmoid
from clf.model.scorer import Scorer, as_block

SHIPPED = Path(__file__).parent.parent / "model" / "shipped" / "wording-en"
LIMITS = "Wording tells little: it was learned from what fact-checkers chose to check, and says nothing about truth."


class Level(StrEnum):
    """How much the wording resembles statements that fact-checkers rated false."""

    LOW = "low"
    SOME = "some"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Wording:
    """A level, with the cues and words that made it: exact contributions, as in `clf.block.Explanation`.

    Contributions are in log-odds and are only there for the strongest towards the level; both are empty at `Level.LOW`.
    """

    level: Level
    cues: tuple[CuePart, ...] = ()
    words: tuple[WordPart, ...] = ()

    @property
    def sentence(self) -> str:
        """The level and the cues behind it, in one sentence."""
        if self.level is Level.LOW:
            return "wording low"
        because = [cue.title.lower() for cue in self.cues] or [f"“{word.text}”" for word in self.words]
        return f"wording {self.level.value}" + (f" ({', '.join(because[:3])})" if because else "")

    def to_dict(self) -> dict[str, Any]:
        """The same content as JSON types."""
        return {
            "level": self.level.value, "cues": [part.to_dict() for part in self.cues],
            "words": [part.to_dict() for part in self.words],
        }  # fmt: skip


class WordingScorer(Scorer):
    """The wording model; `read` says the level of a block and what makes it."""

    @classmethod
    def load(cls, path: str | Path | None = None) -> WordingScorer:
        """The shipped wording model, or the one at ``path``; raises `clf.errors.ModelError`."""
        return super().load(SHIPPED if path is None else path)

    def levels(self, items: Iterable[str | HeadlineBlock]) -> list[Level]:
        """The level of each of ``items``: fast, without reasons."""
        chances = sigmoid(self.log_odds(map(as_block, items))).tolist()
        high, some = self.calibration.clickbait, self.calibration.fine
        return [Level.MARKED if p >= high else Level.SOME if p >= some else Level.LOW for p in chances]

    def read(self, item: str | HeadlineBlock) -> Wording:
        """The level of ``item``, with its strongest cues and words.

        >>> wording = wording_model().read("Council approves budget, according to the city")
        >>> str(wording.level)
        'low'
        """
        (level,) = self.levels([item])
        if level is Level.LOW:
            return Wording(level)
        why = explain(self, item, what_ifs=False)
        cues = tuple(part for part in why.cues if part.contribution > 0)
        words = sorted((part for part in why.words if part.contribution > 0.05), key=lambda part: -part.contribution)
        return Wording(level, cues, tuple(words[:5]))


@cache
def wording_model() -> WordingScorer:
    """The shipped wording model, read once."""
    return WordingScorer.load()
