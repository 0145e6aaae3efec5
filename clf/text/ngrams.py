"""The n-grams of a text spelled out, for showing what a column stands for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clf.text.fold import fold
from clf.text.kernel import CHAR_MAX, CHAR_MIN, MAX_CHARS, MAX_DIGITS, char_ngrams, tokenize, word_ngrams
from clf.text.scan import ngram_hashes


def spell(text: str) -> dict[int, str]:
    """Every n-gram of ``text`` by its hash: words as they are, characters in slashes.

    ``‹`` and ``›`` stand for its ends; folding leaves neither in a text.

    >>> sorted(spell("Oh no").values())[:4]
    ['/ n/', '/ no /', '/ no/', '/ o/']
    """
    folded = fold(text).text[:MAX_CHARS]
    cps = np.array([ord(c) for c in folded], np.uint32)
    most = len(cps) + 1
    token_hash, kinds = np.empty(most, np.uint64), np.empty(most, np.uint8)
    starts, ends = np.empty(most, np.int32), np.empty(most, np.int32)
    count = tokenize(cps, len(cps), True, token_hash, starts, ends, kinds)
    hashes = np.empty(CHAR_MAX * (most + 3), np.uint64)
    tokens = [folded[a:b] for a, b in zip(starts[:count].tolist(), ends[:count].tolist(), strict=True)]
    tokens = ["#" * min(len(t), MAX_DIGITS) if kind == 2 else t for t, kind in zip(tokens, kinds, strict=False)]
    bounded = ["‹", *tokens, "›"]
    spelled: dict[int, str] = {}
    names = [*tokens, *(" ".join(bounded[t : t + n]) for t in range(count + 1) for n in (2, 3) if t + n <= count + 2)]
    hits = word_ngrams(token_hash, count, True, hashes)
    spelled.update(zip(hashes[:hits].tolist(), names if count else [], strict=True))
    prefix = np.empty(MAX_CHARS + 3, np.uint64)
    for i, token in enumerate(tokens):
        if kinds[i]:
            hits = char_ngrams(cps, starts[i], ends[i], kinds[i] == 2, prefix, hashes)
            padded = f" {token} "
            widths = range(CHAR_MIN, min(CHAR_MAX, len(padded)) + 1)
            grams = [f"/{padded[k : k + w]}/" for w in widths for k in range(len(padded) - w + 1)]
            spelled.update(zip(hashes[:hits].tolist(), grams, strict=True))
    return spelled


def spelled(texts: Sequence[str], wanted: NDArray[np.uint64]) -> dict[int, str]:
    """Names of those of the hashes ``wanted`` that occur in ``texts``, each spelled from the first text that has it."""
    hashes, begin = ngram_hashes(texts)
    at = np.flatnonzero(np.isin(hashes, wanted))
    _, first = np.unique(hashes[at], return_index=True)
    rows = np.searchsorted(begin, at[first], side="right") - 1
    names: dict[int, str] = {}
    for row in np.unique(rows).tolist():
        names.update(spell(texts[row]))
    return names
