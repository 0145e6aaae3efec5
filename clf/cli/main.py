"""The command line, one file a group of commands. Here: the entry point and what a failure looks like.

Exit codes: 0 all went well; 2 wrong usage; 3 a retraining kept the live model, or is due; 65 something given could not
be read (the rest was scored); 66 a corpus is missing; 77 not allowed at the desk, or too late; 78 a model or a policy
is broken; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import typer

from clf.cli import claims, data, desk, drift, explain, extract, model, policy, retrain, score, serve, sources, train
from clf.errors import ClfError

# Typer brings its own click or uses an installed one, by its version: the class is found through what it exports.
_USAGE_ERROR: Any = typer.BadParameter.__mro__[1]

app = typer.Typer(
    help="Score news headlines for clickbait and show exactly why. It measures how a headline is written; it does "
    "not decide whether a story is true.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("score")(score.score)
app.command("explain")(explain.explain)
app.command("serve")(serve.serve)
app.command("extract")(extract.extract)
app.command("train")(train.train)
app.command("retrain")(retrain.retrain)
app.command("drift")(drift.drift)
app.add_typer(model.app, name="model")
app.add_typer(policy.app, name="policy")
app.add_typer(data.app, name="data")
app.add_typer(claims.app, name="claims")
app.add_typer(sources.app, name="sources")
app.add_typer(desk.app, name="desk")


@app.callback()
def _root() -> None:
    """Keep commands named even if only one were left."""


def main() -> None:
    """Run `clf`."""
    run(app)


def run(commands: typer.Typer) -> None:
    """Run a command line; every expected failure is one line on standard error and an exit code."""
    try:
        code = commands(standalone_mode=False)
        sys.stdout.flush()
    except ClfError as error:
        print(f"clf: {error}", file=sys.stderr)
        code = error.exit_code
    except _USAGE_ERROR as error:
        where = f" (see `{error.ctx.command_path} --help`)" if error.ctx else ""
        print(f"clf: {' '.join(error.format_message().split()).rstrip('.')}{where}", file=sys.stderr)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except BrokenPipeError:  # the reader went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
