"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clf.api import Model, load
from clf.errors import ClfError

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="FOLDER", help="Model folder; the shipped model by default.")
]
PolicyOption = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="TOML file with the targets of the bands.")
]


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"


def load_model(path: Path | None, policy: Path | None = None) -> Model:
    """The model of ``--model``, with the bands of ``--policy``."""
    _load_numba_without_scipy()
    model = load(path)
    return model if policy is None else model.with_policy(policy)


def _load_numba_without_scipy() -> None:
    """Numba looks for SciPy's linear algebra as it starts, a fifth of a command's time; scoring has no use for it.

    Only here: in a program of someone else's, numba may be wanted whole.
    """
    if "scipy.linalg" not in sys.modules:
        sys.modules["scipy.linalg"] = None  # type: ignore[assignment]
        import numba.np.arraymath  # noqa: F401

        del sys.modules["scipy.linalg"]


@contextmanager
def training_extra(name: str = "train") -> Iterator[None]:
    """Around imports that need the extra ``name``: what to install, in one line, where it is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ClfError(f"this needs {error.name}, which is not installed: pip install 'clf[{name}]'") from None
