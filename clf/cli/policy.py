"""`clf policy`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from clf.cli.options import ModelOption, PolicyOption, load_model

if TYPE_CHECKING:
    from clf.model import Outcome

app = typer.Typer(help="Look at what a policy file asks for.", no_args_is_help=True)
_PRECISIONS, _NPVS = (0.70, 0.75, 0.80, 0.85, 0.90, 0.95), (0.85, 0.90, 0.95, 0.97, 0.98, 0.99)


@app.callback()
def _root() -> None:
    """Keep the command named."""


@app.command()
def show(
    policy: PolicyOption = None,
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say what the targets of a policy cost: how many headlines fall in each band, and how often it is right.

    The figures are of headlines that the model was not fitted on, from the corpus that calibrates it: on pages with
    more clickbait or other clickbait they will differ. Without --policy, the model's own bands are shown.
    """
    from clf.model import cost
    from clf.policy import Policy, read_policy

    asked = Policy() if policy is None else read_policy(policy)
    loaded = load_model(model)
    outcome = cost(asked, loaded.thresholds, loaded.folder.operating)
    if as_json:
        print(json.dumps({"model": loaded.id, "policy": asdict(asked), **_json(outcome)}, indent=1))
        return
    console = Console(highlight=False)
    console.print(_bands(loaded.id, outcome))
    operating = loaded.folder.operating
    console.print(f"Measured on {outcome.rows:,} held-out headlines; the best F1 is had from {operating.f1:.3f}.")
    console.print("What other targets would cost:\n")
    other = Table(box=None, pad_edge=False)
    for column in ("precision", "clickbait from", "share", "npv", "fine below", "share"):
        other.add_column(column, justify="right")
    for precision, npv in zip(_PRECISIONS, _NPVS, strict=True):
        clickbait, fine = operating.clickbait_from(precision), operating.fine_below(npv)
        other.add_row(
            f"{precision:.0%}",
            f"{clickbait:.3f}",
            f"{operating.clickbait(clickbait).share:.1%}",
            f"{npv:.0%}",
            f"{fine:.3f}",
            f"{operating.fine(fine).share:.1%}",
        )
    console.print(other)


def _bands(model: str, outcome: Outcome) -> Table:
    table = Table(title=model, box=None, pad_edge=False, title_justify="left")
    table.add_column("band")
    for column in ("probability", "share of headlines", "right about"):
        table.add_column(column, justify="right")
    low, high = outcome.thresholds.fine, outcome.thresholds.clickbait
    table.add_row("clickbait", f"from {high:.3f}", f"{outcome.clickbait.share:.1%}", _purity(outcome.clickbait))
    table.add_row("unsure", "between", f"{outcome.unsure:.1%}", "")
    table.add_row("fine", f"below {low:.3f}", f"{outcome.fine.share:.1%}", _purity(outcome.fine))
    return table


def _purity(found: tuple[float, float]) -> str:
    share, purity = found
    return f"{purity:.1%}" if share else "(empty)"


def _json(outcome: Outcome) -> dict[str, object]:
    return {
        "thresholds": outcome.thresholds.to_dict(),
        "clickbait": {"share": outcome.clickbait.share, "precision": outcome.clickbait.purity},
        "unsure": {"share": outcome.unsure},
        "fine": {"share": outcome.fine.share, "npv": outcome.fine.purity},
        "held_out": outcome.rows,
    }
