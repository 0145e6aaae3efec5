"""`clf train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from clf.errors import extra


def train(
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the model folder is written.")],
    corpora: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder that holds public corpora (see `clf data list`).")
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the model; its id is this and a checksum.")] = "headlines-en",
) -> None:
    """Train a model from clf's own corpus, and from the public corpora found in a folder."""
    with extra("train"):
        from clf.fit import train as run
    console = Console(stderr=True, highlight=False)
    with console.status("reading corpora") as status:

        def report(step: str) -> None:
            status.update(step)
            if not console.is_terminal:
                console.print(step)

        model_id = run(out, corpora, name, report=report)
    print(f"{model_id} written to {out}")
