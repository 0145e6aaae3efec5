"""Which texts of an Arrow array are in a language that the model knows: `clf.language`, for millions.

Most English headlines are told by two of its commonest words; Arrow counts those. Only the others become strings.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from clf.bulk.arrow import blocks_of
from clf.language import ENGLISH_PATTERN, ENOUGH, is_supported


def supported(headlines: Any, teasers: Any) -> NDArray[np.bool_]:
    """`clf.language.is_supported` of each row, shape (n,); a null headline counts as supported."""
    counts = _common_words(headlines)
    if teasers is not None:
        counts = counts + _common_words(teasers)  # a word never spans both: a space parts them
        plain = _is_ascii(headlines) & _is_ascii(teasers)
    else:
        plain = _is_ascii(headlines)
    out = (counts >= ENOUGH) & plain
    out |= np.asarray(headlines.is_null())
    asked = np.flatnonzero(~out)
    out[asked] = [is_supported(block) for block in blocks_of(headlines, teasers, asked)]
    return out


def _common_words(texts: Any) -> NDArray[np.int32]:
    lower = pc.ascii_lower(texts)
    return np.asarray(pc.count_substring_regex(lower, ENGLISH_PATTERN).fill_null(pa.scalar(0)).cast(pa.int32()))


def _is_ascii(texts: Any) -> NDArray[np.bool_]:
    return np.asarray(pc.string_is_ascii(texts).fill_null(True))
