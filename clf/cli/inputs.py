"""What a command was given, as batches of blocks: headlines, files, folders, addresses, standard input."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path

from clf.errors import InputError
from clf.inputs import Batch, Options, Stream, is_address, read, read_stream
from clf.types import HeadlineBlock

_PATIENCE = 0.05  # seconds to wait for more of a first chunk before it is taken for a stream
_MOST_SAID = 20
_SUFFIXES = {
    ".txt",
    ".html",
    ".htm",
    ".xhtml",
    ".md",
    ".csv",
    ".tsv",
    ".tab",
    ".jsonl",
    ".ndjson",
    ".json",
    ".xml",
    ".rss",
    ".atom",
    ".parquet",
    ".xlsx",
    ".xls",
    ".xlsb",
    ".ods",
    ".gz",
    ".bz2",
    ".xz",
    ".zst",
}


class Failures:
    """What could not be read, told on standard error: each, up to a number, then how many more."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, problem: str) -> None:
        """Tell of one."""
        self.count += 1
        if self.count <= _MOST_SAID:
            print(f"clf: {problem}", file=sys.stderr)

    def exit_code(self) -> int:
        """Say how many were not told one by one; 65 if there were any at all."""
        if self.count > _MOST_SAID:
            print(f"clf: and {self.count - _MOST_SAID:,} more that could not be read", file=sys.stderr)
        return InputError.exit_code if self.count else 0


def is_source(item: str) -> bool:
    """Whether ``item`` is meant as a file, folder or address rather than as a headline.

    >>> is_source("pages/today.html"), is_source("https://news.example/"), is_source("Council meets at 5")
    (True, True, False)
    """
    try:
        if Path(item).is_file() or Path(item).is_dir() or is_address(item):
            return True
    except (OSError, ValueError):  # too long, or a null character: no file name
        return False
    return " " not in item.strip() and (Path(item).suffix.lower() in _SUFFIXES or os.sep in item)


def batches(items: list[str], options: Options, failures: Failures) -> Iterator[Batch]:
    """Blocks of each item in turn, neighbouring headlines together; what cannot be read is told to ``failures``."""
    headlines: list[HeadlineBlock] = []
    anything = False
    for item in items:
        if item != "-" and not is_source(item):
            if item.strip():
                headlines.append(HeadlineBlock(item.strip(), position=len(headlines)))
            else:
                failures("an empty headline was given: give some text")
            continue
        if headlines:
            yield Batch(headlines)
            headlines, anything = [], True
        try:
            for batch in _standard_input(options, failures) if item == "-" else read(item, options, failures):
                anything = anything or bool(batch.blocks)
                yield batch
        except InputError as error:
            failures(str(error))
    if headlines:
        yield Batch(headlines)
    elif not anything and not failures.count:
        failures("no headlines found in the input: give a headline, a page, a feed, a table, or one headline a line")


def _standard_input(options: Options, failures: Failures) -> Iterator[Batch]:
    """At once for a page, as they come for lines and rows."""
    descriptor = sys.stdin.fileno()

    def ready() -> bool:
        try:
            return bool(select.select([descriptor], [], [], _PATIENCE)[0])
        except (OSError, ValueError):  # not selectable here: a file, which is always ready
            return True

    with io.FileIO(descriptor, closefd=False) as raw:
        yield from read_stream(Stream(raw, ready), "", options, failures)
