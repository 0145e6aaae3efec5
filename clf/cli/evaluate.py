"""`clf evaluate`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from clf.cli.options import ModelOption, load_model, training_extra

if TYPE_CHECKING:
    from clf.evaluation.run import Progress as Report


def evaluate(
    corpora: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder that holds public corpora.")],
    model: ModelOption = None,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the report is written.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer fits, no peers, fewer resamples.")] = False,
    folds: Annotated[
        bool, typer.Option("--folds", help="Only out-of-fold scores of the training part, to choose by.")
    ] = False,
    recipe: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="Measure a fit of the model's recipe with this changed; repeatable."),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Fits made at the same time.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="All figures, as JSON.")] = False,
) -> None:
    """Measure a model on headlines it was not trained on, beside baselines and peers.

    Prints a report in Markdown. With --out it is written to a folder, as report.md and report.json.
    """
    changes = dict(map(_change, recipe or ()))
    with training_extra():
        from clf.evaluation.markdown import markdown
        from clf.evaluation.run import Options, evaluate
    loaded = load_model(model)
    with _progress() as progress:
        report = evaluate(loaded, corpora, Options(quick, folds, changes, jobs=jobs), progress)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.md").write_text(markdown(report), encoding="utf-8")
        (out / "report.json").write_text(text, encoding="utf-8")
    print(text if as_json else markdown(report), end="")


def _change(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise typer.BadParameter(f"--recipe {text!r}: give NAME=NUMBER, such as min_df=4") from None


@contextmanager
def _progress() -> Iterator[Report]:
    """Tells what is done on standard error: a bar in a terminal, a line a step elsewhere."""
    console = Console(stderr=True, highlight=False)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading corpora")

        def report(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)
            if not console.is_terminal:
                console.print(f"{done}/{total} {step}")

        yield report
