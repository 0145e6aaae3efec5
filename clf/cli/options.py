"""Options that several commands share."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clf.inputs import Columns, Layout, Options, is_address

if TYPE_CHECKING:
    from clf.model import Model

ModelOption = Annotated[
    Path | None,
    typer.Option("--model", metavar="MODEL", help="A folder, an id, or shipped; the live model by default."),
]
PolicyOption = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="TOML file with the targets of the bands.")
]
ItemsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="HEADLINE|FILE|FOLDER|URL|-...", help="Headlines, files, folders, addresses, or - for standard input."
    ),
]
LayoutOption = Annotated[
    Layout, typer.Option("--as", help="Read text as a page, one headline a line, a table or a feed.")
]
EncodingOption = Annotated[str, typer.Option(help="Encoding of files and standard input; told by content if auto.")]
HeadlineColumn = Annotated[
    str, typer.Option(metavar="NAME", help="Tables: the column of headlines, by name or number; guessed otherwise.")
]
TeaserColumn = Annotated[str, typer.Option(metavar="NAME", help="Tables: the column of teasers.")]
UrlColumn = Annotated[str, typer.Option(metavar="NAME", help="Tables: the column of addresses.")]
SourceColumn = Annotated[str, typer.Option(metavar="NAME", help="Tables: the column of outlets.")]
NoHeader = Annotated[bool, typer.Option("--no-header", help="Tables: the first row is data; columns are 1, 2, ...")]
FeedOption = Annotated[bool, typer.Option("--feed", help="Addresses: read the feed that the page names instead.")]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Addresses: fetch from private networks and this machine too.")
]
AllowPort = Annotated[
    list[int] | None, typer.Option(metavar="PORT", help="Addresses: another port than 80 and 443; more than once.")
]
AnyLanguage = Annotated[
    bool, typer.Option("--any-language", help="Score blocks in languages that the model was not trained for, too.")
]
RawOption = Annotated[
    bool, typer.Option("--raw", help="CSV and TSV: leave cells as they are, even if a spreadsheet would run them.")
]

StoreOption = Annotated[
    str | None,
    typer.Option("--store", metavar="PLACE", help="SQLite file or postgresql://…; else CLF_DESK, else your own."),
]
ClaimsOption = Annotated[
    Path | None,
    typer.Option("--claims", metavar="FOLDER", help="Where your own claims lie; CLF_CLAIMS, or a folder of your user."),
]
SourcesOption = Annotated[
    Path | None,
    typer.Option("--sources", metavar="FOLDER", help="Where your lists lie; CLF_SOURCES, or a folder of your user."),
]


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How rows are written.")]


def reading(
    items: list[str],
    layout: Layout,
    encoding: str,
    columns: Columns,
    feed: bool = False,
    allow_private: bool = False,
    allow_ports: list[int] | None = None,
) -> Options:
    """How to read ``items``; robots.txt is asked where several addresses are among them."""
    options = Options(layout, encoding, columns, feed=feed)
    addresses = sum(map(is_address, items))
    if not addresses:
        return options
    from clf.inputs import Limits, Robots

    limits = Limits(frozenset({80, 443, *(allow_ports or ())}), allow_private)
    return Options(layout, encoding, columns, limits, feed, Robots(limits) if addresses > 1 else None)


def load_model(path: Path | None, policy: Path | None = None) -> Model:
    """The model of ``--model``, with the bands of ``--policy``."""
    load_numba_without_scipy()
    from clf.model import load

    model = load(path)
    return model if policy is None else model.with_policy(policy)


def load_numba_without_scipy() -> None:
    """Numba looks for SciPy's linear algebra as it starts, a fifth of a command's time; scoring has no use for it.

    Only here: in a program of someone else's, numba may be wanted whole.
    """
    if "scipy.linalg" not in sys.modules:
        sys.modules["scipy.linalg"] = None  # type: ignore[assignment]
        import numba.np.arraymath  # noqa: F401

        del sys.modules["scipy.linalg"]
