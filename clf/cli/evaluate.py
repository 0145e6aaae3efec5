"""`clf evaluate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from clf.cli.options import ModelOption, load_model, training_extra

_COLUMNS = ("auc", "r2", "mse", "f1", "ece")


def evaluate(
    corpora: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder that holds public corpora.")],
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="All figures, as JSON.")] = False,
) -> None:
    """Measure a model on headlines it was not trained on, beside trivial rules."""
    with training_extra():
        from clf.training.evaluate import evaluate as run
    loaded = load_model(model)
    progress = Console(stderr=True, highlight=False)
    with progress.status("measuring") as status:
        rows = run(loaded, corpora, report=status.update)
    if as_json:
        print(json.dumps({"model": loaded.id, "tests": rows}, indent=1))
    else:
        Console(highlight=False).print(_table(loaded.id, rows))


def _table(model: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(title=model, box=None, pad_edge=False, title_justify="left")
    for name in ("test", "trained on"):
        table.add_column(name, overflow="fold")
    for name in ("rows", *_COLUMNS, "clickbait band", "fine band", "capitals AUC", "length AUC"):
        table.add_column(name, justify="right")
    for row in rows:
        figures = [_figure(row.get(name)) for name in _COLUMNS]
        bands = [
            f"{row['clickbait_share']:.1%} at {_figure(row['clickbait_precision'], 2)}",
            f"{row['fine_share']:.1%} at {_figure(row['fine_negative_precision'], 2)}",
        ]
        rules = [f"{row['rules'][name]:.3f}" for name in ("capitals", "length")]
        table.add_row(row["test"], row["trained_on"], f"{row['rows']:,}", *figures, *bands, *rules)
    return table


def _figure(value: float | None, digits: int = 4) -> str:
    return "" if value is None else f"{value:.{digits}f}"
