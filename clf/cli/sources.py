"""`clf sources`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from clf.cli.inputs import Failures
from clf.cli.options import SourcesOption
from clf.cli.rows import printable
from clf.errors import InputError

app = typer.Typer(help="Lists that rate outlets by their domain. None ships with clf.", no_args_is_help=True)


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV with the columns domain and score (or rating).")],
    name: Annotated[str, typer.Option(help="Name of the list, shown with every rating.")] = "",
    date: Annotated[str, typer.Option(help="Date of the list, shown with every rating.")] = "",
    worst: Annotated[float, typer.Option(help="The score of the worst outlets.")] = 0.0,
    best: Annotated[float, typer.Option(help="The score of the best outlets.")] = 1.0,
    poor: Annotated[list[str] | None, typer.Option(help="A word that rates an outlet as poor; repeat it.")] = None,
    folder: SourcesOption = None,
) -> int:
    """Import a list of rated domains: numbers from worst to best, or words of which some are poor."""
    from clf.evidence import OutletLists, read_list

    if worst == best:
        raise InputError(f"worst and best are both {best:g}: give the two ends of the scale")
    failures = Failures()
    words = frozenset(word.lower() for word in poor or ())
    imported = read_list(
        file, name or file.stem, date, worst, best, words, lambda problem: failures(printable(problem))
    )
    path = OutletLists(folder).save(imported)
    print(f"{len(imported.ratings):,} domains of {imported.name} are in {path}")
    return failures.exit_code()


@app.command()
def lookup(
    addresses: Annotated[list[str], typer.Argument(metavar="DOMAIN|URL...", help="Whose outlet to look up.")],
    folder: SourcesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON lines.")] = False,
) -> None:
    """Say what your lists know of an outlet, with each list's name, date and scale."""
    from clf.evidence import OutletLists

    lists = OutletLists(folder)
    for address in addresses:
        outlet = lists.lookup(address)
        print(json.dumps(outlet.to_dict(), ensure_ascii=False) if as_json else printable(outlet.sentence))


@app.command()
def allow(address: Annotated[str, typer.Argument(metavar="DOMAIN|URL")], folder: SourcesOption = None) -> None:
    """Put an outlet on your allow list: it is never held against a block, whatever other lists say."""
    _put("allow", address, folder)


@app.command()
def watch(address: Annotated[str, typer.Argument(metavar="DOMAIN|URL")], folder: SourcesOption = None) -> None:
    """Put an outlet on your watch list: it always counts, whatever other lists say."""
    _put("watch", address, folder)


def _put(name: str, address: str, folder: Path | None) -> None:
    from clf.evidence import OutletLists

    print(f"{OutletLists(folder).put(name, address)} is on your {name} list")
