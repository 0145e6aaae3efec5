"""How rare terms are: counted in an index's own claims and in headlines and statements at large."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from clf.claims.terms import Terms
from clf.text.table import look_up

BACKGROUND = Path(__file__).parent / "shipped" / "background.safetensors"


class Rarity(NamedTuple):
    """Inverse document frequencies: of the terms in ``vocabulary`` (ascending), and of terms never seen."""

    vocabulary: NDArray[np.uint32]
    idf: NDArray[np.float32]
    unknown: NDArray[np.float32]

    def of(self, terms: NDArray[np.uint32]) -> NDArray[np.float32]:
        """Of each of ``terms``."""
        return look_up(self.vocabulary, self.idf, terms, self.unknown[terms & 1])


def count_terms(terms: Terms) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """How many of the texts have each term: (terms ascending, counts)."""
    row = np.repeat(np.arange(len(terms), dtype=np.uint64), np.diff(terms.stem_begin))
    once = np.unique(row << np.uint64(32) | terms.stems)
    stems = (once & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    return np.unique(np.concatenate([stems, terms.grams]), return_counts=True)


@cache
def background() -> tuple[NDArray[np.uint32], NDArray[np.int64], int]:
    """Counts of terms in headlines and statements at large: (terms ascending, counts, number of texts)."""
    arrays = safetensors.numpy.load_file(BACKGROUND)
    return arrays["terms"], arrays["counts"].astype(np.int64), int(arrays["texts"][0])


def rarity_of(terms: Terms) -> Rarity:
    """How rare terms are in ``terms`` and the background together."""
    base, base_count, texts = background()
    own, own_count = count_terms(terms)
    vocabulary, place = np.unique(np.concatenate([base, own]), return_inverse=True)
    counts = np.bincount(place, np.concatenate([base_count, own_count]), minlength=len(vocabulary))
    total = texts + len(terms)
    idf = np.log((total + 1) / (counts + 0.5))
    most = np.log((total + 1) / 0.5)
    return Rarity(vocabulary, np.maximum(idf, 0.05).astype(np.float32), np.full(2, most, np.float32))
