"""`clf drift`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from clf.cli.inputs import Failures, batches
from clf.cli.options import ModelOption, StoreOption, load_model, reading
from clf.errors import InputError, extra
from clf.extract.columns import Columns
from clf.extract.sources import Layout

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
    with extra("train"):
        from clf.retrain.drift import drift as run
        from clf.training.corpora import OWN, own_folder
    with extra("app"):
        from clf.block import HeadlineBlock
        from clf.desk.database import DAY, exists, now, open_desk
        from clf.desk.judgements import decided, headlines, judgements
        from clf.retrain.candidate import seen_until
    loaded = load_model(model)
    recent: list[HeadlineBlock] = []
    earlier: list[str] = []
    verdicts: list[tuple[HeadlineBlock, str]] = []
    new = 0
    if store or exists():
        desk = open_desk(store)
        since = now() - days * DAY
        recent, before = headlines(desk, since)
        earlier = [block.headline for block in before]
        verdicts = decided(desk)
        new = sum(judgement.at > seen_until(loaded) for judgement in judgements(desk))
        desk.close()
    if items:
        failures = Failures()
        options = reading(items, Layout.AUTO, "auto", Columns())
        recent = [block for batch in batches(items, options, failures) for block in batch.blocks]
    if not recent:
        raise InputError("no recent headlines: give files, or put blocks into the desk's queue")
    own = [HeadlineBlock(example.headline, example.teaser) for example in OWN.read(own_folder())]
    found = run(loaded, recent, earlier or [block.headline for block in own], own, verdicts, new)
    print(json.dumps(found.to_json(), ensure_ascii=False, indent=1) if as_json else "\n".join(found.lines()))
    return DUE if found.due else 0
