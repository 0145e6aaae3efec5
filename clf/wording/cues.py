"""Find the phrases of the cue lists (``cues/*.txt``, in the format of `clf.text.cues`) in a headline block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from clf.block import Field, HeadlineBlock, Span
from clf.text.cues import Cue, index_phrases, parse
from clf.text.fold import fold
from clf.text.pack import fold_table, pack_folded
from clf.text.phrase_kernel import PhraseTable, phrase_table
from clf.text.scan import locate
from clf.text.table import build_table


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
    folder = files("clf.wording") / "cues"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name)
    return tuple(parse(f.name.removesuffix(".txt"), f.read_text(encoding="utf-8")) for f in found)


@cache
def _phrases() -> PhraseTable:
    return phrase_table(*index_phrases(wording_cues()))


def find_cues(block: HeadlineBlock) -> tuple[WordingCue, ...]:
    """The cues in the headline and teaser of ``block``, in the order of `wording_cues`.

    >>> [cue.title for cue in find_cues(HeadlineBlock("Doctors hate this home remedy"))]
    ['Miracle cure']
    """
    no_ngrams, _ = build_table(np.zeros(0, np.uint64))
    spans: dict[int, list[Span]] = {}
    fields: tuple[tuple[Field, str], ...] = (("headline", block.headline), ("teaser", block.teaser))
    for field, text in fields:
        folded = fold(text)
        _, _, marks, _ = locate(*pack_folded(folded.text), fold_table(), no_ngrams, np.zeros(0, np.int32), _phrases())
        for mask, start, end in zip(*(part.tolist() for part in marks), strict=True):
            span = Span(field, *folded.original_span(start, end))
            for bit in range(len(wording_cues())):
                if mask >> bit & 1:
                    spans.setdefault(bit, []).append(span)
    cues = wording_cues()
    return tuple(WordingCue(cues[i].name, cues[i].title, cues[i].leans, tuple(spans[i])) for i in sorted(spans))
