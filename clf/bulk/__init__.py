"""Files of millions of headlines: Arrow in, Arrow out; Parquet shards that are whole or not there.

`score_batch` and `with_scores` are the functions for those who bring their own engine; `score_files` is
`clf score IN --out OUT`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clf.bulk.arrow import score_batch, with_scores
    from clf.bulk.run import score_files

__all__ = ["score_batch", "score_files", "with_scores"]
_HOMES = {"score_batch": "clf.bulk.arrow", "score_files": "clf.bulk.run", "with_scores": "clf.bulk.arrow"}


def __getattr__(name: str) -> Any:
    """Import a public name on first use: all need pyarrow."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'clf.bulk' has no attribute {name!r}")
