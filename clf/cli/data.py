"""`clf data`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(help="Corpora to train from and to measure on.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Keep the command named."""


@app.command("list")
def list_sources(
    corpora: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder that holds public corpora: say which are there.")
    ] = None,
) -> None:
    """Say of each corpus where it is to be had, its licence, how to cite it, and where clf looks for it."""
    from clf.fit import OWN, SOURCES

    console = Console(highlight=False, soft_wrap=True)
    for source in SOURCES:
        console.print(source.title, style="bold")
        console.print(f"  name     {source.name}")
        console.print(f"  use      {source.use}")
        console.print(f"  licence  {source.licence}")
        console.print(f"  from     {source.where}")
        console.print(f"  cite     {source.citation}")
        if source is not OWN:
            for file in source.files:
                console.print(f"  file     FOLDER/{source.folder}/{file}")
            if corpora is not None:
                console.print(f"  found    {'yes' if source.present(corpora) else 'no'}")
