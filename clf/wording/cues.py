"""The cue lists of the wording signal (``cues/*.txt``), in the format of `clf.text.cues`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from clf.text.cues import Cue, parse

SEEN_STYLES = frozenset({"exclamation", "repeat"})
"""Cues of style that may have a weight here: others depend on how long masked words are, or tell nothing."""


@cache
def wording_cues() -> tuple[Cue, ...]:
    """The lists, in the order of their names; ``leans`` is "marked" or "sober".

    >>> {cue.name: cue.leans for cue in wording_cues()}["miracle_cure"]
    'marked'
    """
    folder = files("clf.wording") / "cues"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name)
    return tuple(parse(f.name.removesuffix(".txt"), f.read_text(encoding="utf-8")) for f in found)
