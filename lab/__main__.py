"""`python -m lab`: measure models, and make what training learns from. For developers; not in the wheel."""

from __future__ import annotations

import typer

from clf.cli.main import run
from lab.commands import claims_fit, distil, evaluate

app = typer.Typer(help="Evaluate models and make training data for clf.", no_args_is_help=True, add_completion=False)
app.command()(evaluate)
app.command()(distil)
app.command("claims-fit")(claims_fit)

if __name__ == "__main__":
    run(app)
