"""Near-copies of a text: a source's name behind it, a typo, a word more. A flood of them counts as one text.

Candidates are found by MinHash (Broder, SEQUENCES 1997) in bands, and compared by the Jaccard index of their n-grams.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clf.text.scan import ngram_hashes

ALIKE = 0.75  # share of n-grams in common from which texts are copies
_BANDS, _ROWS = 8, 3
_SCREEN = 0.5  # of a signature, below which texts are hardly ever as alike as that
Hashes = NDArray[np.uint64]


def originals(texts: Sequence[str]) -> list[int]:
    """For each text the place of the earliest one that it is a near-copy of; its own place if there is none.

    Copies are compared with originals only, so that a chain of small changes does not join what is unlike.

    >>> originals(["Mayor opens the old bridge", "Rain", "Mayor opens the old bridge!", "A mayor opens the old bridge"])
    [0, 1, 0, 0]
    """
    hashes, begin = ngram_hashes(texts)
    signatures = _signatures(hashes, begin)
    buckets: dict[tuple[int, bytes], list[int]] = {}
    ngrams: dict[int, Hashes] = {}
    found = []
    for place, signature in enumerate(signatures):
        mine = np.unique(hashes[begin[place] : begin[place + 1]])
        keys = [(band, signature[band * _ROWS : (band + 1) * _ROWS].tobytes()) for band in range(_BANDS)]
        near = sorted({other for key in keys for other in buckets.get(key, ())}) if len(mine) else []
        if near:  # most can be told from the signatures already
            near = np.array(near)[(signatures[near] == signature).mean(axis=1) >= _SCREEN].tolist()
        original = next((other for other in near if _jaccard(mine, ngrams[other]) >= ALIKE), place)
        if original == place and len(mine):
            ngrams[place] = mine
            for key in keys:
                buckets.setdefault(key, []).append(place)
        found.append(original)
    return found


def _signatures(hashes: Hashes, begin: NDArray[np.int64]) -> Hashes:
    """The least of each text's n-grams under several hash functions, shape (texts, bands * rows)."""
    out = np.zeros((len(begin) - 1, _BANDS * _ROWS), np.uint64)
    full = begin[1:] > begin[:-1]
    if full.any():
        for k in range(out.shape[1]):
            mixed = (hashes ^ np.uint64(0x9E3779B97F4A7C15 * (k + 1) % 2**64)) * np.uint64(0xBF58476D1CE4E5B9)
            mixed ^= mixed >> np.uint64(31)
            mixed *= np.uint64(0x94D049BB133111EB)
            out[full, k] = np.minimum.reduceat(mixed, begin[:-1][full])
    return out


def _jaccard(a: Hashes, b: Hashes) -> float:
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / (len(a) + len(b) - both)
