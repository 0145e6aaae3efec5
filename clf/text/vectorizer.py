"""Headlines as a sparse matrix: the features of training, under scikit-learn's interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from clf.text.cues import index_phrases, phrase_cues, style_cues
from clf.text.pack import Packed, fold_table, pack
from clf.text.phrase_kernel import phrase_table
from clf.text.scan import collect_hashes, count_features
from clf.text.table import build_table, spread


class HeadlineVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
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
    >>> X = HeadlineVectorizer(min_df=1).fit_transform(["You won't believe this", "Senate passes budget"])
    >>> X.shape[0]
    2
    """

    def __init__(self, min_df: int = 3) -> None:
        self.min_df = min_df

    def fit(self, X: Iterable[str], y: Any = None) -> Self:
        """Learn which n-grams ``X``, an iterable of texts, has."""
        if not isinstance(self.min_df, int | np.integer) or self.min_df < 1:
            raise ValueError(f"min_df must be an integer of at least 1, found {self.min_df!r}")
        packed = pack(_texts(X))
        if not len(packed):
            raise ValueError("no texts to learn from (0 samples): give at least one")
        hashes, begin = collect_hashes(*packed, fold_table())
        row = np.repeat(np.arange(len(packed), dtype=np.int64), np.diff(begin))
        order = np.lexsort((row, hashes))
        hashes, row = hashes[order], row[order]
        new_hash = np.r_[True, hashes[1:] != hashes[:-1]] if len(hashes) else np.zeros(0, bool)
        new_pair = new_hash.copy()
        new_pair[1:] |= row[1:] != row[:-1]
        frequency = np.bincount(np.cumsum(new_hash)[new_pair] - 1, minlength=int(new_hash.sum()))
        kept = frequency >= self.min_df
        self.hashes_ = hashes[new_hash][kept]
        self.document_frequency_ = frequency[kept]
        self.phrase_index_ = index_phrases(phrase_cues())
        return self

    def transform(self, X: Iterable[str]) -> csr_matrix:
        """Matrix of shape (n_texts, n_ngrams + n_cues), float64."""
        check_is_fitted(self)
        ngrams, phrases, styles = self.transform_parts(pack(_texts(X)))
        return hstack([ngrams, phrases, styles], format="csr")

    def transform_parts(self, packed: Packed) -> tuple[csr_matrix, NDArray[np.float64], NDArray[np.float64]]:
        """N-gram matrix (sparse), phrase cues and style cues (dense, 0 or 1) of packed texts."""
        table, slot_of = build_table(self.hashes_)
        columns = spread(np.arange(len(self.hashes_), dtype=np.int32), slot_of, len(table.keys))
        phrases = phrase_table(*self.phrase_index_)
        indptr, indices, data, masks = count_features(*packed, fold_table(), table, columns, phrases)
        matrix = csr_matrix((data, indices, indptr), shape=(len(packed), len(self.hashes_)))
        matrix.sum_duplicates()
        return matrix, _bits(masks[:, 0], len(phrase_cues())), _bits(masks[:, 1], len(style_cues()))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Names of the columns: an n-gram by its hash (texts are not kept), a cue by its name."""
        check_is_fitted(self)
        names = [f"ngram_{h:016x}" for h in self.hashes_.tolist()]
        names += [f"cue_{cue.name}" for cue in (*phrase_cues(), *style_cues())]
        return np.array(names, dtype=object)

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = True
        return tags


def _bits(masks: NDArray[np.uint64], count: int) -> NDArray[np.float64]:
    return (masks[:, None] >> np.arange(count, dtype=np.uint64) & np.uint64(1)).astype(np.float64)


def _texts(X: Any) -> list[str]:
    if isinstance(X, str):
        raise ValueError("an iterable of texts is expected, a single text was found: put it in a list")
    texts = list(X)
    for i, text in enumerate(texts):
        if not isinstance(text, str):
            raise ValueError(f"text {i} is of type {type(text).__name__}: give strings")
    return texts
