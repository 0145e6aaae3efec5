"""Headlines as a sparse matrix: the features of training, for SciPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from clf.text import (
    Packed,
    build_table,
    count_features,
    document_frequency,
    fold_table,
    index_phrases,
    phrase_cues,
    phrase_table,
    spread,
    style_cues,
)


class HeadlineVectorizer:
    """Word 1-3-grams, character 2-5-grams within words and named cues, of folded text.

    An n-gram's value is its count over the square root of how many n-grams of its kind (word or character) the
    headline has that the vocabulary knows; a cue's is 1 where it is present.

    Parameters
    ----------
    min_df : int
        N-grams that fewer training texts have are left out.

    Attributes
    ----------
    hashes_ : ndarray of uint64, shape (n_ngrams,)
        What stands for each n-gram, ascending: column ``i`` is the n-gram of ``hashes_[i]``.
    document_frequency_ : ndarray of int64, shape (n_ngrams,)
        How many training texts have it.
    phrase_index_ : pair of ndarray
        Hashes and masks of the cue lists (`clf.text.cues.index_phrases`).

    Examples
    --------
    >>> from clf.text.pack import pack
    >>> vectorizer = HeadlineVectorizer(min_df=1).fit(["You won't believe this", "Senate passes budget"])
    >>> vectorizer.transform_parts(pack(["Why this?"]))[0].shape == (1, len(vectorizer.hashes_))
    True
    """

    def __init__(self, min_df: int = 3) -> None:
        if not isinstance(min_df, int | np.integer) or min_df < 1:
            raise ValueError(f"min_df must be an integer of at least 1, found {min_df!r}")
        self.min_df = min_df

    def fit(self, texts: Sequence[str]) -> Self:
        """Learn which n-grams ``texts`` have."""
        if not texts:
            raise ValueError("no texts to learn from: give at least one")
        hashes, frequency = document_frequency(texts)
        kept = frequency >= self.min_df
        self.hashes_, self.document_frequency_ = hashes[kept], frequency[kept]
        self.phrase_index_ = index_phrases(phrase_cues())
        return self

    def transform_parts(self, packed: Packed) -> tuple[csr_matrix, NDArray[np.float64], NDArray[np.float64]]:
        """N-gram matrix (sparse), phrase cues and style cues (dense, 0 or 1) of packed texts."""
        table, slot_of = build_table(self.hashes_)
        columns = spread(np.arange(len(self.hashes_), dtype=np.int32), slot_of, len(table.keys))
        phrases = phrase_table(*self.phrase_index_)
        indptr, indices, data, masks = count_features(*packed, fold_table(), table, columns, phrases)
        matrix = csr_matrix((data, indices, indptr), shape=(len(packed), len(self.hashes_)))
        matrix.sum_duplicates()
        return matrix, _bits(masks[:, 0], len(phrase_cues())), _bits(masks[:, 1], len(style_cues()))


def _bits(masks: NDArray[np.uint64], count: int) -> NDArray[np.float64]:
    return (masks[:, None] >> np.arange(count, dtype=np.uint64) & np.uint64(1)).astype(np.float64)
