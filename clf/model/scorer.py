"""Scores of strings and headline blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from clf.model.calibration import sigmoid
from clf.model.folder import ModelFolder, read
from clf.text import encoded, is_blank, notices_of
from clf.types import HeadlineBlock, Score

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

    def with_notices(self, blocks: Sequence[HeadlineBlock]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """Log-odds of each block, and bits of `clf.text.pack.notices_of`; each of shape (n,)."""
        rows = [row for row, block in enumerate(blocks) if not is_blank(block.teaser)]
        headlines, teasers = encoded(block.headline for block in blocks), encoded(blocks[row].teaser for row in rows)
        return self.linear.packed_log_odds(headlines, np.array(rows, np.int64), teasers)

    def log_odds(self, blocks: Iterable[HeadlineBlock]) -> NDArray[np.float64]:
        """Log-odds of the probability of each block, shape (n,)."""
        return self.with_notices(list(blocks))[0]

    def score(self, items: Iterable[str | HeadlineBlock]) -> list[Score]:
        """Scores of ``items``, in their order.

        >>> Scorer.load().score(["Two ministers resign over harbour contract"])[0].band.value
        'fine'
        """
        return self.scores_of(*self.with_notices([as_block(item) for item in items]))

    def scores_of(self, log_odds: NDArray[np.float64], bits: NDArray[np.uint8]) -> list[Score]:
        """Log-odds, with the bits of their notices, read as scores."""
        band, model = self.calibration.thresholds.band, self.id
        pairs = zip(sigmoid(log_odds).tolist(), self.calibration.strength(log_odds).tolist(), strict=True)
        scores = [Score(probability, strength, band(probability), model) for probability, strength in pairs]
        for row in np.flatnonzero(bits).tolist():
            notices, probability = notices_of(int(bits[row])), scores[row].probability
            scores[row] = replace(scores[row], band=band(probability, notices), notices=notices)
        return scores

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
