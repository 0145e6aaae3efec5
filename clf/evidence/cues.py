"""Find the phrases of the cue lists (``cues/*.txt``, in the format of `clf.text.cues`) in a headline block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clf.text import (
    Cue,
    PhraseTable,
    Table,
    build_table,
    fold,
    fold_table,
    index_phrases,
    locate,
    pack_folded,
    phrase_table,
    read_lists,
)
from clf.types import Field, HeadlineBlock, Span


@dataclass(frozen=True, slots=True)
class WordingCue:
    """A cue found in a block, and the characters that set it off.

    ``leans`` is "marked" for cues that are usual in claims rated false, and "sober" for the opposite.
    """

    cue: str
    title: str
    leans: str
    spans: tuple[Span, ...]

    @property
    def marked(self) -> bool:
        """Whether the cue is a reason for a closer look."""
        return self.leans == "marked"


@cache
def wording_cues() -> tuple[Cue, ...]:
    """The lists, in the order of their names; ``leans`` is "marked" or "sober".

    >>> {cue.name: cue.leans for cue in wording_cues()}["miracle_cure"]
    'marked'
    """
    return read_lists("clf.evidence")


@cache
def _tables() -> tuple[Table, NDArray[np.int32], PhraseTable]:
    """What `locate` looks texts up in: no n-grams, and the phrases of the lists."""
    no_ngrams, _ = build_table(np.zeros(0, np.uint64))
    return no_ngrams, np.zeros(len(no_ngrams.keys), np.int32), phrase_table(*index_phrases(wording_cues()))


def find_cues(block: HeadlineBlock) -> tuple[WordingCue, ...]:
    """The cues in the headline and teaser of ``block``, in the order of `wording_cues`.

    >>> [cue.title for cue in find_cues(HeadlineBlock("Doctors hate this home remedy"))]
    ['Miracle cure']
    """
    cues = wording_cues()
    spans: dict[int, list[Span]] = {}
    fields: tuple[tuple[Field, str], ...] = (("headline", block.headline), ("teaser", block.teaser))
    for field, text in fields:
        folded = fold(text)
        _, _, marks, _ = locate(*pack_folded(folded.text), fold_table(), *_tables())
        for mask, start, end in zip(*(part.tolist() for part in marks), strict=True):
            span = Span(field, *folded.original_span(start, end))
            for bit in range(len(cues)):
                if mask >> bit & 1:
                    spans.setdefault(bit, []).append(span)
    return tuple(WordingCue(cues[i].name, cues[i].title, cues[i].leans, tuple(spans[i])) for i in sorted(spans))
