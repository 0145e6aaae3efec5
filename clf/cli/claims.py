"""`clf claims`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from clf.cli.inputs import Failures
from clf.cli.options import ClaimsOption, load_numba_without_scipy
from clf.cli.rows import printable
from clf.errors import InputError

if TYPE_CHECKING:
    from clf.evidence import Claim, Library, Match

app = typer.Typer(
    help="Claims that fact-checkers rated. A headline that resembles none of them may still be false.",
    no_args_is_help=True,
)
StarterOption = Annotated[bool, typer.Option(help="With the claims that ship with clf.")]


def load_library(folder: Path | None, starter: bool = True) -> Library:
    """The claims of ``--claims`` and those that ship."""
    load_numba_without_scipy()
    from clf.evidence import Library

    return Library.load(folder, starter)


@app.command("import")
def import_claims(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Pages or JSON with ClaimReview, CSV, TSV, JSON lines.")
    ],
    folder: ClaimsOption = None,
) -> int:
    """Add claims from files to your own: ClaimReview markup (saved pages, the Data Commons feed) or tables.

    A table needs columns `claim` and `verdict` (or `rating`); `publisher`, `date`, `url`, `title`, `lang` and
    `speaker` are read where they are there. What cannot be read is reported and the rest is added; exit code 65.
    """
    load_numba_without_scipy()
    from clf.evidence import ClaimStore, read_claims

    failures = Failures()
    store = ClaimStore(folder)
    claims: list[Claim] = []
    for file in files:
        try:
            claims += read_claims(file, failures)
        except InputError as error:
            failures(str(error))
    new = store.add(claims)
    store.index()
    print(f"{new:,} new of {len(claims):,} claims read; they are in {store.path}")
    return failures.exit_code()


@app.command()
def add(
    text: Annotated[str, typer.Argument(metavar="CLAIM", help="What was claimed, as a statement.")],
    verdict: Annotated[str, typer.Option(help="What it was rated: false, mostly false, mixed, true, ...")],
    publisher: Annotated[str, typer.Option(help="Who rated it.")] = "",
    date: Annotated[str, typer.Option(help="When: 2021-03-15, or a month or year.")] = "",
    url: Annotated[str, typer.Option(help="Where the fact-check can be read.")] = "",
    title: Annotated[str, typer.Option(help="The headline of the fact-check.")] = "",
    folder: ClaimsOption = None,
) -> None:
    """Add one claim to your own."""
    from clf.evidence import ClaimStore, claim_from

    row = {"claim": text, "verdict": verdict, "publisher": publisher, "date": date, "url": url, "title": title}
    store = ClaimStore(folder)
    print("added" if store.add([claim_from(row, "this claim")]) else "it was there already")


@app.command()
def search(
    text: Annotated[str, typer.Argument(metavar="HEADLINE", help="A headline, post or statement.")],
    most: Annotated[int, typer.Option("--most", "-n", min=1, max=50, help="How many claims.")] = 5,
    folder: ClaimsOption = None,
    starter: StarterOption = True,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON lines.")] = False,
) -> None:
    """Show the claims nearest to a text: which would count as a match, the words shared, and what differs."""
    if not text.strip():
        raise InputError("an empty text was given: give a headline")
    library = load_library(folder, starter)
    found = library.search(text, most)
    if as_json:
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        for match in found:
            print(json.dumps({"near": match.near, **match.to_dict()}, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    for match in found:
        _print(console, text, match)
    if not found:
        console.print("No claim shares words with it.")
    console.print(Text(library.summary(), "dim"))


def _print(console: Console, text: str, match: Match) -> None:
    if not match.near:
        console.print(Text(f"not near   {printable(match.rated)}", "dim"))
        return
    kind = "match      " if match.claim.debunked else "near       "
    console.print(Text(kind, "bold").append(printable(match.sentence), "not bold"))
    shown = Text("           " + printable(text), "dim")
    for start, end in match.spans:
        shown.stylize("bold not dim", 11 + start, 11 + end)
    console.print(shown)
    for said in match.differences:
        console.print(Text(f"           ! {printable(said)}"))
    if match.missing:
        console.print(Text(f"           ! The claim names {printable(', '.join(match.missing))}; this does not"))
    if match.claim.url:
        console.print(Text(f"           {printable(match.claim.url)}", "dim"))


@app.command()
def stats(
    folder: ClaimsOption = None,
    starter: StarterOption = True,
    as_json: Annotated[bool, typer.Option("--json", help="All counts, as JSON.")] = False,
) -> None:
    """Show what the claims cover: counts by year, language, publisher and verdict, and the date of the newest."""
    from dataclasses import asdict

    found = load_library(folder, starter).coverage()
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(found.sentence))
    for name in ("years", "languages", "publishers", "verdicts"):
        counts: dict[str, int] = getattr(found, name)
        shown = list(counts.items()) if name == "years" else list(counts.items())[:15]
        more = f", and {len(counts) - len(shown)} more" if len(shown) < len(counts) else ""
        console.print(Text(f"{name:<11}{', '.join(f'{printable(k)} {v:,}' for k, v in shown)}{more}"))
