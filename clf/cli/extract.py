"""`clf extract`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat
from typing import Any

from clf.cli.inputs import Failures, batches
from clf.cli.options import (
    AllowPort,
    AllowPrivate,
    EncodingOption,
    FeedOption,
    Format,
    FormatOption,
    HeadlineColumn,
    ItemsArgument,
    LayoutOption,
    NoHeader,
    RawOption,
    SourceColumn,
    TeaserColumn,
    UrlColumn,
    reading,
)
from clf.cli.rows import Row, Writer
from clf.inputs import Columns, Layout


def extract(
    items: ItemsArgument,
    output: FormatOption = Format.TABLE,
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
) -> int:
    """Print the headline blocks of pages, feeds, tables and addresses without scoring them.

    Takes what `clf score` takes, and reports in the same way what cannot be read.
    """
    failures = Failures()
    columns = Columns(headline_column, teaser_column, url_column, source_column, not no_header)
    options = reading(items, layout, encoding, columns, feed, allow_private, allow_port)
    writer = Writer(output, scored=False, raw=raw)
    for batch in batches(items, options, failures):
        others: Iterable[dict[str, Any] | None] = batch.others or repeat(None, len(batch.blocks))
        rows = [Row(block, others=other) for block, other in zip(batch.blocks, others, strict=True)]
        if rows:
            writer.write(rows, batch.columns)
    return failures.exit_code()
