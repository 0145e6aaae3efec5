"""Words that the wording signal does not see: names, peoples, religions, genders, parties, places.

A term is masked by never letting it, or an n-gram that holds it, have a weight: so swapping one for another changes
nothing, and explanations still point into the text as it is. Names that are on no list are masked too, as only
words that are usually written small have weights (`clf.training.wording`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def masked_terms() -> dict[str, tuple[str, ...]]:
    """The terms of each list in ``masked/``, folded; some are of several words.

    >>> "muslim" in masked_terms()["religions"], "french" in masked_terms()["nationalities"]
    (True, True)
    """
    folder = files("clf.wording") / "masked"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name)
    lines = {f.name.removesuffix(".txt"): f.read_text(encoding="utf-8").splitlines() for f in found}
    return {name: tuple(line for line in read if not line.startswith("#")) for name, read in lines.items()}


@cache
def masked_words() -> frozenset[str]:
    """Every word of every masked term, also with an s behind it: "Obama’s" folds to "obamas"."""
    words = {word for terms in masked_terms().values() for term in terms for word in term.split()}
    return frozenset(words | {f"{word}s" for word in words})
