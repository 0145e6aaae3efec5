"""Scored blocks written as rows: a table for people, JSON lines, CSV and TSV for programs."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from rich.console import Console
from rich.text import Text

from clf.block import Band, HeadlineBlock, Reason, Score
from clf.cli.options import Format

COLUMNS = ("headline", "teaser", "probability", "strength", "band", "model", "url", "source", "position")
STYLES = {Band.CLICKBAIT: "bold red", Band.UNSURE: "yellow", Band.FINE: "green"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Row(NamedTuple):
    """A block, its score, and the reasons where they were asked for."""

    block: HeadlineBlock
    score: Score
    reasons: tuple[Reason, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The row's columns, in the order of `COLUMNS`, and ``reasons`` if any were asked for."""
        block, score = self.block, self.score
        out: dict[str, Any] = {
            "headline": block.headline, "teaser": block.teaser, "probability": score.probability,
            "strength": score.strength, "band": score.band.value, "model": score.model, "url": block.url,
            "source": block.source, "position": block.position,
        }  # fmt: skip
        if self.reasons is not None:
            out["reasons"] = [{"text": r.text, "contribution": r.contribution} for r in self.reasons]
        return out


class _Console(Console):
    """A console that leaves a closed pipe to `clf.cli.main`."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Writer:
    """Writes batches of rows to standard output as they come."""

    def __init__(self, form: Format, *, reasons: bool, raw: bool) -> None:
        self._form = form
        self._raw = raw
        self._console = _Console(highlight=False, soft_wrap=True) if form is Format.TABLE else None
        self._columns = (*COLUMNS, "reasons") if reasons else COLUMNS
        self._begun = False
        if form is not Format.TABLE:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]

    def write(self, rows: Sequence[Row]) -> None:
        """Write ``rows`` and flush, so that whoever follows sees them now."""
        if self._form is Format.JSONL:
            sys.stdout.writelines(json.dumps(row.to_dict(), ensure_ascii=False) + "\n" for row in rows)
        elif self._console:
            self._print(self._console, rows)
        else:
            self._write_csv(rows)
        self._begun = True
        sys.stdout.flush()

    def _write_csv(self, rows: Iterable[Row]) -> None:
        out = csv.writer(sys.stdout, "excel-tab" if self._form is Format.TSV else "excel", lineterminator="\n")
        if not self._begun:
            out.writerow(self._columns)
        for row in rows:
            values = row.to_dict()
            if row.reasons is not None:
                values["reasons"] = "; ".join(reason.text for reason in row.reasons)
            cells = [values[name] for name in self._columns]
            out.writerow(cells if self._raw else [defuse(c) if isinstance(c, str) else c for c in cells])

    def _print(self, console: Console, rows: Iterable[Row]) -> None:
        if not self._begun:
            console.print(Text("  prob.  band       headline", style="dim"))
        for row in rows:
            line = Text(f"{row.score.probability:7.1%}  ")
            line.append(f"{row.score.band.value:<9}  ", STYLES[row.score.band])
            line.append(printable(row.block.headline))
            if row.block.teaser:
                line.append(f"  {printable(row.block.teaser)}", "dim")
            if console.is_terminal:
                line.truncate(console.width, overflow="ellipsis")
            console.print(line)
            for reason in row.reasons or ():
                console.print(Text(f"         {reason.contribution:+6.2f}    {printable(reason.text)}", "dim"))


def printable(text: str) -> str:
    """``text`` on one line, without control characters a terminal would obey.

    >>> printable("a\\x1b[31mb")
    'a�[31mb'
    """
    return _CONTROL.sub("�", text.replace("\n", " ").replace("\r", " ").replace("\t", " "))


def defuse(cell: str) -> str:
    """``cell`` with an apostrophe in front if a spreadsheet might run it as a formula (OWASP, CSV Injection).

    >>> defuse("=HYPERLINK(1)"), defuse("Plain")
    ("'=HYPERLINK(1)", 'Plain')
    """
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
