"""`clf score`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated

import typer

from clf.api import Model
from clf.block import Band, HeadlineBlock
from clf.cli.inputs import Layout, is_file_name, read_file, read_stdin
from clf.cli.options import Format, ModelOption, PolicyOption, load_model
from clf.cli.rows import Row, Writer
from clf.errors import InputError

_TOP_REASONS = 5


class Sort(StrEnum):
    """Order of the rows."""

    INPUT = "input"
    SCORE = "score"


def score(
    items: Annotated[
        list[str], typer.Argument(metavar="HEADLINE|FILE|-...", help="Headlines, files, or - for standard input.")
    ],
    model: ModelOption = None,
    policy: PolicyOption = None,
    output: Annotated[Format, typer.Option("--format", "-f", help="How rows are written.")] = Format.TABLE,
    explain: Annotated[bool, typer.Option("--explain", "-e", help="Add the strongest reasons to each row.")] = False,
    band: Annotated[
        list[Band] | None, typer.Option(help="Only rows in this band; may be given more than once.")
    ] = None,
    min_probability: Annotated[
        float, typer.Option(min=0, max=1, help="Only rows of at least this probability.")
    ] = 0.0,
    sort: Annotated[Sort, typer.Option(help="As they come, or the highest probability first.")] = Sort.INPUT,
    layout: Annotated[
        Layout, typer.Option("--as", help="Read text as a page, or as one headline a line.")
    ] = Layout.AUTO,
    encoding: Annotated[str, typer.Option(help="Encoding of files and standard input.")] = "utf-8",
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV and TSV: leave cells as they are, even if a spreadsheet would run them.")
    ] = False,
) -> int:
    """Score headlines, pages and files of headlines.

    Each item is a headline, the name of a file (a page as HTML or text, or one headline a line), or - for
    standard input, of which lines are answered as they come. What cannot be read is reported on standard error
    and the rest is scored; the exit code is then 65.
    """
    scorer = load_model(model, policy)
    failures: list[str] = []

    def report(problem: str) -> None:
        print(f"clf: {problem}", file=sys.stderr)
        failures.append(problem)

    writer = Writer(output, reasons=explain, raw=raw)
    kept: list[Row] = []
    anything = False
    for batch in _batches(items, layout, encoding, report):
        anything = anything or bool(batch)
        rows = [row for row in _rows(scorer, batch, explain)
                if row.score.probability >= min_probability and (not band or row.score.band in band)]  # fmt: skip
        if sort is Sort.SCORE:
            kept += rows
        elif rows:
            writer.write(rows)
    if kept:
        writer.write(sorted(kept, key=lambda row: -row.score.probability))
    if not anything and not failures:
        report("no headlines found in the input: give a headline, a page, or one headline a line")
    return InputError.exit_code if failures else 0


def _batches(
    items: list[str], layout: Layout, encoding: str, report: Callable[[str], None]
) -> Iterator[list[HeadlineBlock]]:
    """Blocks of each item, neighbouring headlines together; what cannot be read is reported."""
    headlines: list[HeadlineBlock] = []
    for item in items:
        if item != "-" and not is_file_name(item):
            if item.strip():
                headlines.append(HeadlineBlock(item.strip(), position=len(headlines)))
            else:
                report("an empty headline was given: give some text")
            continue
        if headlines:
            yield headlines
            headlines = []
        if item == "-":
            yield from read_stdin(layout, encoding, report)
            continue
        try:
            yield read_file(item, layout, encoding)
        except InputError as error:
            report(str(error))
    if headlines:
        yield headlines


def _rows(model: Model, blocks: list[HeadlineBlock], explain: bool) -> list[Row]:
    if not explain:
        return [Row(block, score) for block, score in zip(blocks, model.score(blocks), strict=True)]
    explanations = [model.explain(block) for block in blocks]
    return [Row(e.block, e.score, e.reasons[:_TOP_REASONS]) for e in explanations]
