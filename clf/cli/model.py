"""`clf model`."""

from __future__ import annotations

import getpass
import json
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from clf.cli.options import ModelOption, StoreOption, load_model
from clf.errors import ModelError, extra
from clf.types import HeadlineBlock

if TYPE_CHECKING:
    from clf.model import Registry

app = typer.Typer(help="Look at models, and say which one is live.", no_args_is_help=True)
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]
ReasonOption = Annotated[str, typer.Option("--reason", "-r", help="Why; it is kept.")]


@app.command()
def show(
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="What model.json holds, as JSON.")] = False,
) -> None:
    """Print the model card, what it was measured to be worth, and the n-grams and cues that weigh most."""
    from clf.model import find_model

    loaded = load_model(model)
    if as_json:
        print(json.dumps({"id": loaded.id, **loaded.info}, ensure_ascii=False, indent=1))
        return
    from rich.markdown import Markdown  # slow to import, and no other command needs it

    console = Console()
    console.print(Markdown(loaded.card()))
    _report(console, find_model(model), loaded.id)
    cues = sorted(loaded.cue_weights().items(), key=lambda pair: -pair[1])
    console.print("\nCues, by what their presence adds to the log-odds", style="bold")
    for title, weight in cues:
        console.print(f"  {weight:+6.2f}  {title}", highlight=False, markup=False)
    console.print("\nWords and phrases that weigh most", style="bold")
    for row in sorted(loaded.info["ngrams"], key=lambda row: -row["weight"]):
        console.print(f"  {row['weight']:+6.2f}  {row['ngram']}", highlight=False, markup=False)


@app.command("list")
def list_models(as_json: JsonOption = False) -> None:
    """List the models that were kept, the live one marked, and every switch from one to another."""
    from clf.model import SHIPPED, Registry

    registry = Registry()
    entries, live = registry.entries(), registry.live() or SHIPPED
    if as_json:
        rows = [asdict(entry) for entry in entries]
        print(json.dumps({"live": live, "models": rows, "history": [asdict(e) for e in registry.history()]}, indent=1))
        return
    print(f"{'*' if live == SHIPPED else ' '} {SHIPPED:32} {load_model(Path(SHIPPED)).id}")
    for entry in entries:
        print(f"{'*' if entry.live else ' '} {entry.model:32} added {entry.added_at[:16]}, from {entry.parent}")
    for event in registry.history():
        forced = ", forced" if event.forced else ""
        print(f"{event.at[:16]} {event.who}: {event.action} {event.before} → {event.model}{forced}. {event.reason}")


@app.command()
def promote(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A folder, an id of `clf model list`, or shipped.")],
    reason: ReasonOption,
    as_json: JsonOption = False,
) -> None:
    """Make MODEL the live one: everything that scores takes it from now on. A folder is copied in first."""
    from clf.model import SHIPPED, Registry

    registry = Registry()
    named = registry.add(Path(model), parent=registry.live() or SHIPPED) if Path(model).is_dir() else model
    registry.promote(named, who=getpass.getuser(), reason=reason)
    _switched(registry, as_json, f"{named} is live")


@app.command()
def rollback(reason: ReasonOption = "", as_json: JsonOption = False) -> None:
    """Make live what was live before the last promotion."""
    from clf.model import Registry

    registry = Registry()
    model = registry.rollback(who=getpass.getuser(), reason=reason)
    _switched(registry, as_json, f"{model} is live again")


def _switched(registry: Registry, as_json: bool, said: str) -> None:
    print(json.dumps(asdict(registry.history()[-1])) if as_json and registry.history() else said)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A folder, an id, or shipped.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A folder, an id, or shipped.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what changed from OLD to NEW: words, cues, thresholds, and headlines that are in another band.

    Words are found in, and bands compared on, the headlines decided at the desk and those that came with clf.
    """
    from clf.fit import OWN, own_folder
    from clf.model import Registry
    from clf.retrain import difference, measured

    own = [example.headline for example in OWN.read(own_folder())]
    before, after = load_model(old), load_model(new)
    with extra("train"):
        found = difference(before, after, _decided(store), own)
    worth = [measured(str(name), model, Registry()) for name, model in ((old, before), (new, after))]
    if as_json:
        said = {row.model: {"report": row.report.get("tests", []), "gate": row.gate} for row in worth}
        print(json.dumps({**found.to_json(), "measured": said}, ensure_ascii=False, indent=1))
        return
    print("\n".join([*found.lines(), *(line for row in worth for line in row.lines())]))


def _decided(store: str | None) -> list[tuple[HeadlineBlock, str]]:
    """What was decided at the desk; nothing where there is none."""
    if store is None and find_spec("sqlalchemy") is None:
        return []
    with extra("app"):
        from clf.desk import decided, exists, open_desk

    if store is None and not exists():
        return []
    desk = open_desk(store)
    try:
        return decided(desk)
    finally:
        desk.close()


def _report(console: Console, folder: Path, model_id: str) -> None:
    """The summary of the model's report; a report that cannot be shown is told of, and the rest is."""
    from clf.model import report

    try:
        found = report.read(folder, model_id)
        text = report.summary(found.figures) if found else ""
    except ModelError as error:
        print(f"clf: {error}", file=sys.stderr)
        return
    if found:
        console.print("\nWhat it is worth (`python -m lab evaluate`)", style="bold")
        console.print(text, highlight=False, markup=False)
        console.print(f"All of it: {folder / report.FOLDER / report.MARKDOWN}", highlight=False, markup=False)
