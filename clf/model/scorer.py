"""Scores of strings and headline blocks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from clf.block import HeadlineBlock, Score
from clf.model.calibration import sigmoid
from clf.model.folder import ModelFolder, read

SHIPPED = Path(__file__).parent / "shipped" / "headlines-en"


class Scorer:
    """A model that has been read from its folder, ready to score. Safe to share between threads."""

    def __init__(self, folder: ModelFolder) -> None:
        self.folder = folder
        self.id = folder.id
        self.linear = folder.linear
        self.calibration = folder.calibration

    @classmethod
    def load(cls, path: str | Path | None = None) -> Self:
        """Read the shipped model, or the one at ``path``; raises `clf.errors.ModelError`."""
        return cls(read(SHIPPED if path is None else Path(path)))

    def log_odds(self, blocks: Iterable[HeadlineBlock]) -> NDArray[np.float64]:
        """Log-odds of the probability of each block, shape (n,)."""
        blocks = list(blocks)
        return self.linear.log_odds([block.headline for block in blocks], [block.teaser for block in blocks])

    def score(self, items: Iterable[str | HeadlineBlock]) -> list[Score]:
        """Scores of ``items``, in their order.

        >>> Scorer.load().score(["Two ministers resign over harbour contract"])[0].band.value
        'fine'
        """
        return self.scores_of(self.log_odds(map(as_block, items)))

    def scores_of(self, log_odds: NDArray[np.float64]) -> list[Score]:
        """Log-odds read as scores."""
        band, model = self.calibration.band, self.id
        pairs = zip(sigmoid(log_odds).tolist(), self.calibration.strength(log_odds).tolist(), strict=True)
        return [Score(probability, strength, band(probability), model) for probability, strength in pairs]

    def cue_weights(self) -> dict[str, float]:
        """What each named cue adds to the log-odds in a headline, by the cue's title."""
        weights = [*self.linear.phrase_weights.tolist(), *self.linear.style_weights.tolist()]
        return {cue["title"]: weight for cue, weight in zip(self.folder.info["cues"], weights, strict=True)}


def as_block(item: str | HeadlineBlock) -> HeadlineBlock:
    """``item`` as a block; raises `TypeError` for anything but a string or a block."""
    if isinstance(item, HeadlineBlock):
        return item
    if isinstance(item, str):
        return HeadlineBlock(item)
    raise TypeError(f"a string or a HeadlineBlock is needed to score, found {type(item).__name__}: {item!r:.80}")
