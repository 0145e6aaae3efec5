"""clf scores news headlines for clickbait and shows exactly why.

>>> import clf
>>> model = clf.load()
>>> len(model.score(["Parliament passes the budget", "You will never guess what she did next"]))
2

It measures how a headline is written; it does not decide whether a story is true.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clf.model import Model, load
    from clf.pages import read_blocks
    from clf.types import Band, Explanation, HeadlineBlock, Score

__version__ = "0.1.0"
__all__ = ["Band", "Explanation", "HeadlineBlock", "Model", "Score", "load", "read_blocks"]


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that `import clf` itself costs nothing."""
    if name in ("load", "Model"):
        return getattr(import_module("clf.model.model"), name)
    if name == "read_blocks":
        return import_module("clf.pages").read_blocks
    if name in __all__:
        return getattr(import_module("clf.types"), name)
    raise AttributeError(f"module 'clf' has no attribute {name!r}")
