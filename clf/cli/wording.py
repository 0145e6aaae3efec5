"""`clf wording`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from clf.cli.options import load_numba_without_scipy
from clf.errors import extra

app = typer.Typer(
    help="Wording that resembles statements rated false: a weak signal, never a chance of being false.",
    no_args_is_help=True,
)
CorporaOption = Annotated[Path, typer.Option(metavar="FOLDER", help="Folder that holds public corpora.")]


@app.command()
def train(
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the model folder is written.")],
    corpora: CorporaOption,
) -> None:
    """Fit the wording signal to LIAR2 and COVID-19 rumours; of words and cues the better is written."""
    with extra("train"):
        from clf.training.wording import train_wording
    console = Console(stderr=True, highlight=False)
    model_id, figures = train_wording(out, corpora, report=console.print)
    for name, rows in figures.items():
        Console(highlight=False).print(_table(name, rows))
    print(f"{model_id} written to {out}")


@app.command()
def evaluate(
    corpora: CorporaOption,
    model: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Model folder; else the shipped one.")] = None,
) -> None:
    """Measure the wording signal on each corpus it has not seen, with 95 % intervals, worst first."""
    with extra("train"):
        from clf.training.wording import measure_wording
    from clf.wording.score import WordingScorer

    scorer = WordingScorer.load(model)
    rows = measure_wording(scorer.linear, scorer.calibration, corpora)
    Console(highlight=False).print(_table(scorer.id, rows))


@app.command()
def show() -> None:
    """Print the card of the wording signal, and what it was measured to be worth.

    It says what the signal was learned from, what it cannot see (names, groups, places, parties), and how it fares on
    each corpus it was not learned from, the worst first.
    """
    load_numba_without_scipy()
    from rich.markdown import Markdown

    from clf.evidence_report import wording_lines
    from clf.wording.score import wording_model

    console = Console(highlight=False)
    console.print(Markdown(wording_model().folder.card))
    console.print(Text("\n".join(wording_lines())))


def _table(title: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(title=title, box=None, pad_edge=False, title_justify="left")
    table.add_column("corpus", overflow="fold")
    for name in ("rows", "AUC", "95 % interval", "marked, sound side", "marked, other side"):
        table.add_column(name, justify="right")
    for row in rows:
        area, low, high = row["auc"]
        table.add_row(row["test"], f"{row['rows']:,}", f"{area:.3f}", f"{low:.3f} to {high:.3f}",
                      f"{row['marked_ordinary']:.1%}", f"{row['marked_false']:.1%}")  # fmt: skip
    return table
