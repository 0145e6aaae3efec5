"""Blocks written as rows, scored or not: a table for people, JSON lines, CSV and TSV for programs."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.console import Console
from rich.text import Text

from clf.cli.options import Format
from clf.types import Band, HeadlineBlock, Reason, Score

if TYPE_CHECKING:
    from clf.evidence import Evidence

_BLOCK = ("url", "source", "position", "section", "sponsored", "found")
COLUMNS = ("headline", "teaser", "probability", "strength", "band", "model", "notices", *_BLOCK)
EVIDENCE_COLUMNS = ("evidence", "evidence_reason")
UNSCORED = ("headline", "teaser", *_BLOCK)
STYLES = {Band.CLICKBAIT: "bold red", Band.UNSURE: "yellow", Band.FINE: "green", Band.UNSUPPORTED: "magenta"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"\A[+-]?[\d.,]*\d(?:[eE][+-]?\d+)?%?")
_BAND_WIDTH = 10


class Row(NamedTuple):
    """A block, its score if it has one, the reasons if asked for, and what else its table said of it."""

    block: HeadlineBlock
    score: Score | None = None
    reasons: tuple[Reason, ...] | None = None
    others: dict[str, Any] | None = None
    evidence: Evidence | None = None

    def to_dict(self) -> dict[str, Any]:
        """The row's columns, in the order of `COLUMNS` or `UNSCORED`, then ``reasons`` and the table's other columns.

        A block that was not scored for its language has null for numbers. A column of the table that is called like
        one of these has ``input_`` in front.
        """
        block, score = self.block, self.score
        out: dict[str, Any] = {"headline": block.headline, "teaser": block.teaser}
        if score is not None:
            known = not math.isnan(score.probability)
            out["probability"] = score.probability if known else None
            out["strength"] = score.strength if known else None
            out["band"], out["model"] = score.band.value, score.model
            out["notices"] = [notice.value for notice in score.notices]
        out.update(
            url=block.url,
            source=block.source,
            position=block.position,
            section=block.section,
            sponsored=block.sponsored,
            found=block.found,
        )
        if self.reasons is not None:
            out["reasons"] = [{"text": r.text, "contribution": r.contribution} for r in self.reasons]
        if self.evidence is not None:
            out["evidence"] = self.evidence.to_dict()
        for name, value in (self.others or {}).items():
            out[own_name(name)] = value
        return out


class _Console(Console):
    """A console that leaves a closed pipe to `clf.cli.main`."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Writer:
    """Writes batches of rows to standard output as they come."""

    def __init__(
        self, form: Format, *, scored: bool = True, reasons: bool = False, raw: bool = False, evidence: bool = False
    ) -> None:
        self._form = form
        self._raw = raw
        self._scored = scored
        self._console = _Console(highlight=False, soft_wrap=True) if form is Format.TABLE else None
        self._columns = (
            *(COLUMNS if scored else UNSCORED),
            *(["reasons"] if reasons else []),
            *(EVIDENCE_COLUMNS if evidence else []),
        )
        self._begun = False
        self._dropped: set[str] = set()
        if form is not Format.TABLE:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]

    def write(self, rows: Sequence[Row], others: Sequence[str] = ()) -> None:
        """Write ``rows`` and flush, so that whoever follows sees them now.

        ``others`` names the other columns of their table; CSV and TSV have those of the first table.
        """
        if self._form is Format.JSONL:
            encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
            sys.stdout.write("".join(encode(row.to_dict()) + "\n" for row in rows))
        elif self._console:
            self._print(self._console, rows)
        else:
            self._write_csv(rows, [own_name(name) for name in others])
        self._begun = True
        sys.stdout.flush()

    def _write_csv(self, rows: Iterable[Row], others: Sequence[str]) -> None:
        text = io.StringIO()  # standard output may be written through, a row at a time
        out = csv.writer(text, "excel-tab" if self._form is Format.TSV else "excel", lineterminator="\n")
        if not self._begun:
            self._columns = (*self._columns, *others)
            out.writerow(self._cells(dict(zip(self._columns, self._columns, strict=True))))
        dropped = set(others) - set(self._columns) - self._dropped
        if dropped:
            self._dropped |= dropped
            print(f"clf: columns left out, for the first table had none such: {', '.join(dropped)}", file=sys.stderr)
        for row in rows:
            values = row.to_dict()
            if row.score is not None:
                values["notices"] = " ".join(values["notices"])
            if row.reasons is not None:
                values["reasons"] = "; ".join(reason.text for reason in row.reasons)
            if row.evidence is not None:
                values["evidence"], values["evidence_reason"] = row.evidence.level.value, row.evidence.sentence
            out.writerow(self._cells(values))
        sys.stdout.write(text.getvalue())

    def _cells(self, values: dict[str, Any]) -> list[Any]:
        cells = [values.get(name) for name in self._columns]
        return [self._cell(cell) if isinstance(cell, str | dict | list) else cell for cell in cells]

    def _cell(self, cell: str | dict[str, Any] | list[Any]) -> str:
        if not isinstance(cell, str):
            cell = json.dumps(cell, ensure_ascii=False, default=str)
        return cell if self._raw else defuse(cell)

    def _print(self, console: Console, rows: Iterable[Row]) -> None:
        if not self._begun:
            console.print(Text(f"  prob.  {'band':<{_BAND_WIDTH}} headline" if self._scored else "headline", "dim"))
        for row in rows:
            line = _scored(row.score) if row.score else Text()
            for notice in row.score.notices if row.score else ():
                line.append(f"{notice.value}: ", "yellow")
            line.append(printable(row.block.headline), "" if row.score else "bold")
            if row.block.teaser:
                line.append(f"  {printable(row.block.teaser)}", "dim")
            if not row.score:
                notes = filter(None, (row.block.section, "sponsored" if row.block.sponsored else "", row.block.url))
                line.append("".join(f"  {printable(note)}" for note in notes), "cyan")
            if console.is_terminal:
                line.truncate(console.width, overflow="ellipsis")
            console.print(line)
            for reason in row.reasons or ():
                console.print(Text(f"         {reason.contribution:+6.2f}    {printable(reason.text)}", "dim"))
            if row.evidence is not None:
                console.print(Text(f"         evidence  {printable(row.evidence.sentence)}", "dim"))
                for said in (said for match in row.evidence.matches[:1] for said in match.differences):
                    console.print(Text(f"                   ! {printable(said)}", "dim"))


def _scored(score: Score) -> Text:
    if score.band is Band.UNSUPPORTED and math.isnan(score.probability):
        return Text("         ").append(f"{score.band.value}  ", STYLES[score.band])
    return Text(f"{score.probability:7.1%}  ").append(f"{score.band.value:<{_BAND_WIDTH}} ", STYLES[score.band])


def own_name(name: str) -> str:
    """Name under which a table's own column is written.

    >>> own_name("id"), own_name("band")
    ('id', 'input_band')
    """
    return f"input_{name}" if name in COLUMNS or name == "reasons" else name


def printable(text: str) -> str:
    """``text`` on one line, without control characters a terminal would obey.

    >>> printable("a\\x1b[31mb")
    'a�[31mb'
    """
    return _CONTROL.sub("�", text.replace("\n", " ").replace("\r", " ").replace("\t", " "))


def defuse(cell: str) -> str:
    """``cell`` with an apostrophe in front if a spreadsheet might run it as a formula (OWASP, CSV Injection).

    >>> defuse("=HYPERLINK(1)"), defuse("Plain"), defuse("-3.5")
    ("'=HYPERLINK(1)", 'Plain', '-3.5')
    """
    if cell.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
