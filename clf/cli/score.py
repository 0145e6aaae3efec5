"""`clf score`."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from enum import StrEnum
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clf.cli.inputs import Failures, batches
from clf.cli.options import (
    AllowPort,
    AllowPrivate,
    AnyLanguage,
    ClaimsOption,
    EncodingOption,
    FeedOption,
    Format,
    FormatOption,
    HeadlineColumn,
    ItemsArgument,
    LayoutOption,
    ModelOption,
    NoHeader,
    PolicyOption,
    RawOption,
    SourceColumn,
    SourcesOption,
    TeaserColumn,
    UrlColumn,
    load_model,
    reading,
)
from clf.cli.rows import Row, Writer
from clf.inputs import Batch, Columns, Layout
from clf.types import MAX_REASONS, Band, HeadlineBlock, Reason

if TYPE_CHECKING:
    from clf.evidence import Evidencer
    from clf.model import Model


class Sort(StrEnum):
    """Order of the rows."""

    INPUT = "input"
    SCORE = "score"


def score(
    items: ItemsArgument,
    model: ModelOption = None,
    policy: PolicyOption = None,
    output: FormatOption = Format.TABLE,
    explain: Annotated[bool, typer.Option("--explain", "-e", help="Add the strongest reasons to each row.")] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Add evidence: checked claims, outlet, wording cues.")
    ] = False,
    claims: ClaimsOption = None,
    sources: SourcesOption = None,
    band: Annotated[
        list[Band] | None, typer.Option(help="Only rows in this band; may be given more than once.")
    ] = None,
    min_probability: Annotated[float, typer.Option(min=0, max=1, help="Only rows of at least this probability.")] = 0.0,
    sort: Annotated[Sort, typer.Option(help="As they come, or the highest probability first.")] = Sort.INPUT,
    any_language: AnyLanguage = False,
    layout: LayoutOption = Layout.AUTO,
    encoding: EncodingOption = "auto",
    headline_column: HeadlineColumn = "",
    teaser_column: TeaserColumn = "",
    url_column: UrlColumn = "",
    source_column: SourceColumn = "",
    no_header: NoHeader = False,
    feed: FeedOption = False,
    allow_private: AllowPrivate = False,
    allow_port: AllowPort = None,
    raw: RawOption = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Millions: tables (globs and object stores too) into Parquet shards here."),
    ] = None,
    jobs: Annotated[int, typer.Option(help="With --out: cores to use; -1 for all.")] = -1,
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help="With --out: the Dask scheduler whose workers do it.")
    ] = "",
) -> int:
    """Score headlines, pages, feeds, tables and addresses.

    Each item is a headline; a file: a page as HTML or text, one headline a line, a feed, or a table (CSV, TSV, JSON
    Lines, Parquet, Excel); a folder of such files; an address of a page or feed; or - for standard input, of which
    lines and rows are answered as they come. What it is is told by its content. What cannot be read is reported on
    standard error and the rest is scored; the exit code is then 65.

    With --out, tables of any size go to a folder of Parquet shards, on all cores; run it again to go on after a stop.
    """
    columns = Columns(headline_column, teaser_column, url_column, source_column, not no_header)
    if out is not None:
        if band or min_probability or sort is not Sort.INPUT or output is not Format.TABLE or feed or raw:
            raise typer.BadParameter(
                "--out keeps every row, as Parquet, in order: leave out --band, "
                "--min-probability, --sort, --format, --feed and --raw"
            )
        from clf.cli.bulk import score_to

        evidence_in = (claims, sources) if evidence else None
        return score_to(out, items, model, policy, columns, encoding, any_language, explain, jobs, evidence_in, cluster)
    if cluster:
        raise typer.BadParameter("--cluster goes with --out")
    failures = Failures()
    options = reading(items, layout, encoding, columns, feed, allow_private, allow_port)
    scorer = load_model(model, policy)
    evidencer = _evidencer(claims, sources, policy) if evidence else None
    writer = Writer(output, reasons=explain, raw=raw, evidence=evidence)
    kept: list[Row] = []
    others: dict[str, None] = {}
    for batch in batches(items, options, failures):
        rows = _rows(scorer, batch, explain, any_language)
        if band:
            rows = [row for row in rows if row.score and row.score.band in band]
        if min_probability:
            rows = [row for row in rows if row.score and row.score.probability >= min_probability]
        if evidencer:
            rows = [row._replace(evidence=evidencer.find(row.block)) for row in rows]
        if sort is Sort.SCORE:
            kept += rows
            others.update(dict.fromkeys(batch.columns))
        elif rows:
            writer.write(rows, batch.columns)
    if kept:
        writer.write(sorted(kept, key=_by_probability), tuple(others))
    if evidencer:
        print(f"clf: {evidencer.coverage}", file=sys.stderr)
    return failures.exit_code()


def _evidencer(claims: Path | None, sources: Path | None, policy: Path | None) -> Evidencer:
    from clf.evidence import Evidencer
    from clf.policy import read_policy

    return Evidencer.load(claims, sources, read_policy(policy).misinformation if policy else None)


def _by_probability(row: Row) -> tuple[bool, float]:
    """Highest first; what has no probability last."""
    probability = row.score.probability if row.score else float("nan")
    return probability != probability, -probability


def _reasons(model: Model, block: HeadlineBlock) -> tuple[Reason, ...]:
    return model.explain(block, what_ifs=False).reasons[:MAX_REASONS]


def _rows(model: Model, batch: Batch, explain: bool, any_language: bool) -> list[Row]:
    scores = model.score(batch.blocks, any_language=any_language)
    others: Iterable[dict[str, Any] | None] = batch.others or repeat(None, len(scores))
    if not explain:
        return list(map(Row, batch.blocks, scores, repeat(None), others))
    return [
        Row(block, score, () if math.isnan(score.probability) else _reasons(model, block), other)
        for block, score, other in zip(batch.blocks, scores, others, strict=True)
    ]
