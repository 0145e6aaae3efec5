"""The linear model as arrays: the log-odds it gives to packed texts.

`Firmness` is how firmly the training data hold each weight, so that a model can be adapted without forgetting them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clf.text import (
    Packed,
    PhraseTable,
    Table,
    Weights,
    add_up,
    byte_sums,
    encoded,
    fold_table,
    folded_rows,
    is_blank,
    lay_out,
    locate,
    phrase_table,
    style,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """Weights in log-odds of the calibrated probability.

    ``hashes`` (ascending) and ``weights`` hold the n-grams, shape (n,). ``cue_hashes`` (m,) and ``cue_masks``
    (m, 4) hold the phrases of the cue lists (`clf.text.cues.index_phrases`); ``phrase_weights`` and
    ``style_weights`` have one number a cue. A teaser's words count ``teaser_share`` times as much as a
    headline's, and ``teaser_intercept`` stands for having a teaser at all.
    """

    hashes: NDArray[np.uint64]
    weights: NDArray[np.float32]
    cue_hashes: NDArray[np.uint64]
    cue_masks: NDArray[np.uint64]
    phrase_weights: Floats
    style_weights: Floats
    intercept: float
    teaser_share: float
    teaser_intercept: float

    def __getstate__(self) -> dict[str, Any]:
        """For pickle: without the tables below, which are six times as large and made again in milliseconds."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def _table(self) -> tuple[Weights, Table, NDArray[np.int32]]:
        return lay_out(self.hashes, self.weights)

    @cached_property
    def _phrases(self) -> PhraseTable:
        return phrase_table(self.cue_hashes, self.cue_masks)

    @cached_property
    def teaser_style_weights(self) -> Floats:
        """Style weights for teasers: how long it is and how it ends is where it was cut, not how it is written."""
        weights = self.style_weights.copy()
        weights[[i for i, name in enumerate(style.NAMES) if name in style.HEADLINE_ONLY]] = 0.0
        return weights

    def log_odds(self, headlines: Sequence[str], teasers: Sequence[str]) -> Floats:
        """Log-odds of blocks, shape (n,); a block without a teaser has a blank one."""
        rows = [row for row, teaser in enumerate(teasers) if not is_blank(teaser)]
        return self.packed_log_odds(encoded(headlines), np.array(rows, np.int64), encoded(teasers[i] for i in rows))[0]

    def packed_log_odds(
        self, headlines: Packed, rows: NDArray[np.int64] | None = None, teasers: Packed | None = None
    ) -> tuple[Floats, NDArray[np.uint8]]:
        """Log-odds of blocks that are packed in buffers, and bits of `clf.text.pack.notices_of`; each of shape (n,).

        ``rows`` are the blocks that have a teaser which is not blank, and ``teasers`` theirs. The fastest way, for
        millions.
        """
        total, bits = self._sums(headlines, self.style_weights)
        total += self.intercept
        if rows is not None and teasers is not None and len(rows):
            under, more = self._sums(teasers, self.teaser_style_weights)
            total[rows] += self.teaser_share * under + self.teaser_intercept
            bits[rows] |= more
        return total, bits

    def _sums(self, packed: Packed, style_weights: Floats) -> tuple[Floats, NDArray[np.uint8]]:
        weights, _, _ = self._table
        rest = weights, self._phrases, byte_sums(self.phrase_weights), byte_sums(style_weights)
        sums: Floats = add_up(*packed, fold_table(), *rest)
        bits = np.zeros(len(sums), np.uint8)
        if len(rows := np.flatnonzero(np.isnan(sums))):
            some, bits[rows] = folded_rows(packed, rows)
            sums[rows] = add_up(*some, fold_table(), *rest)
        return sums, bits

    def locate(self, packed: Packed) -> tuple[tuple[NDArray[np.int64], ...], ...]:
        """Places of everything the model knows in one text; see `clf.text.scan.locate`."""
        _, table, columns = self._table
        return locate(*packed, fold_table(), table, columns, self._phrases)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Firmness:
    """The diagonal of the training rows' Fisher information: moving a weight by d costs them d**2 / 2 times its number.

    ``ngrams`` has one number an n-gram, shape (n,), ``cues`` one a cue: those of the lists, then those of style. It is
    what elastic weight consolidation holds on to (Kirkpatrick et al., PNAS 2017).
    """

    ngrams: NDArray[np.float16]
    cues: NDArray[np.float32]

    def fits(self, ngrams: int, cues: int) -> bool:
        """Whether it is of a model of that size, and holds finite numbers of at least 0."""
        arrays = self.ngrams, self.cues
        return (len(self.ngrams), len(self.cues)) == (ngrams, cues) and all(
            bool((np.isfinite(a) & (a >= 0)).all()) for a in arrays
        )
