"""`clf retrain`."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from clf.cli.options import StoreOption
from clf.errors import DeskError, InputError, extra

if TYPE_CHECKING:
    from clf.desk import Desk

KEPT = 3  # exit code where the live model stays


def retrain(
    labels: Annotated[
        list[Path] | None,
        typer.Option("--labels", metavar="FILE", help="Labelled table (headline, label, teaser); more than once."),
    ] = None,
    store: StoreOption = None,
    corpora: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Train anew from the public corpora there, and measure on them."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and keep nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Promote it in any case; needs --reason.")] = False,
    reason: Annotated[str, typer.Option(help="Why it is forced; it is kept.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> int:
    """Learn from the moderators' decisions, and make the new model live only if it is not worse.

    Exit codes: 0 the new model is live; 3 the live one stays; anything else: it failed, and the live one stays.
    """
    if force and not reason.strip():
        raise typer.BadParameter("give the reason, too: --reason TEXT", param_hint="--force")
    with extra("train"):
        from clf.model import Registry
        from clf.retrain import retrain as run
    with extra("app"):
        from clf.desk import exists, judgements, open_desk
        from clf.retrain import read_labels
    found = []
    desk = open_desk(store) if store or exists() else None
    if desk is not None:
        found = judgements(desk)
    bad: list[str] = []
    newest = max((judgement.at for judgement in found), default=1)
    for path in labels or ():
        more, wrong = read_labels(path, newest)
        found += more
        bad += wrong
    for line in bad:
        print(f"clf: {line}", file=sys.stderr)
    if not found and bad:
        raise InputError("no row of the tables can be learned from: see above")
    console = Console(stderr=True, highlight=False)
    with console.status("reading") as status:
        done = run(
            found,
            Registry(),
            getpass.getuser(),
            corpora,
            dry_run=dry_run,
            force=reason if force else "",
            tell=lambda step: status.update(step),
        )
    if desk is not None:
        if not dry_run and done.suspects:
            _ask(desk, [item for suspect in done.suspects for item in suspect.items if item])
        desk.close()
    print(json.dumps(done.to_json(), ensure_ascii=False, indent=1) if as_json else "\n".join(done.lines()))
    return 0 if done.status == "promoted" or (dry_run and done.gate is not None and done.gate.passed) else KEPT


def _ask(desk: Desk, items: list[int]) -> None:
    """Put probable errors up for a second, blind opinion; who may not ask is told so, and nothing is lost."""
    from clf.desk import ask_about

    try:
        number = ask_about(desk, getpass.getuser(), items)
    except DeskError as error:
        print(f"clf: no second look was asked for: {error}", file=sys.stderr)
    else:
        if number:
            print(f"clf: {number} decisions are up for a second look at the desk", file=sys.stderr)
