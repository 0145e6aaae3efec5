"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clf.api import Model, load

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="FOLDER", help="Model folder; the shipped model by default.")
]


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"


def load_model(path: Path | None) -> Model:
    """The model of ``--model``."""
    return load(path)
