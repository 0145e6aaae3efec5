"""`clf drift`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated

import typer

from clf.cli.inputs import Failures, batches
from clf.cli.options import ModelOption, StoreOption, load_model, reading
from clf.errors import InputError, extra
from clf.inputs import Columns, Layout

DUE = 3  # exit code where retraining is due


def drift(
    items: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE...]", help="Recent headlines (pages, feeds, tables); those at the desk if none."),
    ] = None,
    store: StoreOption = None,
    days: Annotated[int, typer.Option(min=1, help="At the desk: what counts as recent.")] = 30,
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> int:
    """Say whether recent headlines are still what the model was made for, and whether retraining is due.

    Exit code 0: it is not due; 3: it is.
    """
    with extra("app"):
        from clf.desk import exists, open_desk
        from clf.retrain import Seen, compared, seen_at
    loaded = load_model(model)
    seen = Seen()
    if store or exists():
        desk = open_desk(store)
        seen = seen_at(desk, loaded, days)
        desk.close()
    if items:
        options = reading(items, Layout.AUTO, "auto", Columns())
        blocks = [block for batch in batches(items, options, Failures()) for block in batch.blocks]
        seen = replace(seen, recent=blocks)
    if not seen.recent:
        raise InputError("no recent headlines: give files, or put blocks into the desk's queue")
    found = compared(loaded, seen)
    print(json.dumps(found.to_json(), ensure_ascii=False, indent=1) if as_json else "\n".join(found.lines()))
    return DUE if found.due else 0
