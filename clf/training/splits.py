"""The time split of Webis-17 that figures are given for."""

from __future__ import annotations

from collections.abc import Sequence

from clf.text.fold import fold
from clf.training.corpora import Example

CUT = 1490898600000
"""2017-03-30 18:30 UTC, in milliseconds since 1970: later posts are for measuring only."""


def before_cut(examples: Sequence[Example]) -> list[Example]:
    """The training part."""
    return [e for e in examples if e.time < CUT]


def after_cut(examples: Sequence[Example]) -> list[Example]:
    """The test part, without texts that occur in the training part too."""
    seen = {fold(e.headline).text for e in before_cut(examples)}
    return [e for e in examples if e.time >= CUT and fold(e.headline).text not in seen]
