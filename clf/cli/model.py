"""`clf model`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from clf.cli.options import ModelOption, load_model
from clf.errors import ModelError
from clf.model import report
from clf.model.scorer import SHIPPED

app = typer.Typer(help="Look at a model.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Keep the command named."""


@app.command()
def show(
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="What model.json holds, as JSON.")] = False,
) -> None:
    """Print the model card, what it was measured to be worth, and the n-grams and cues that weigh most."""
    loaded = load_model(model)
    if as_json:
        print(json.dumps({"id": loaded.id, **loaded.info}, ensure_ascii=False, indent=1))
        return
    from rich.markdown import Markdown  # slow to import, and no other command needs it

    console = Console()
    console.print(Markdown(loaded.card()))
    _report(console, SHIPPED if model is None else model, loaded.id)
    weights = [*loaded.linear.phrase_weights.tolist(), *loaded.linear.style_weights.tolist()]
    cues = sorted(zip(weights, loaded.info["cues"], strict=True), key=lambda pair: -pair[0])
    console.print("\nCues, by what their presence adds to the log-odds", style="bold")
    for weight, cue in cues:
        console.print(f"  {weight:+6.2f}  {cue['title']}", highlight=False, markup=False)
    console.print("\nWords and phrases that weigh most", style="bold")
    for row in sorted(loaded.info["ngrams"], key=lambda row: -row["weight"]):
        console.print(f"  {row['weight']:+6.2f}  {row['ngram']}", highlight=False, markup=False)


def _report(console: Console, folder: Path, model_id: str) -> None:
    """The summary of the model's report; a report that cannot be shown is told of, and the rest is."""
    try:
        found = report.read(folder, model_id)
        text = report.summary(found.figures) if found else ""
    except ModelError as error:
        print(f"clf: {error}", file=sys.stderr)
        return
    if found:
        console.print("\nWhat it is worth (`clf evaluate`)", style="bold")
        console.print(text, highlight=False, markup=False)
        console.print(f"All of it: {folder / report.FOLDER / report.HTML}", highlight=False, markup=False)
