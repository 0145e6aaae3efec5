"""Labelled tables from elsewhere: a headline, perhaps a teaser, and a label a row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clf.desk import Judgement
from clf.errors import InputError

_LABELS = {
    "clickbait": "clickbait",
    "1": "clickbait",
    "true": "clickbait",
    "yes": "clickbait",
    "fine": "fine",
    "0": "fine",
    "false": "fine",
    "no": "fine",
    "not clickbait": "fine",
    "no-clickbait": "fine",
    "unsure": "unsure",
}


def read_labels(path: Path, at: int) -> tuple[list[Judgement], list[str]]:
    """Judgements of a CSV, TSV or JSON Lines file, and a line for each row that is none.

    Columns (or keys): ``headline``; ``label`` or ``verdict`` (clickbait, fine, unsure, or 1 and 0); ``teaser`` and
    ``person`` may be missing, the file's name stands for the second. ``at`` is when they count as made (microseconds
    since 1970). Raises `InputError` if the file cannot be read or has no such columns.
    """
    good: list[Judgement] = []
    bad: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(_rows(path, file), 2 if path.suffix != ".jsonl" else 1):
                said = _judgement(row, path.name, at)
                if isinstance(said, str):
                    bad.append(f"{path}, row {number}: {said}")
                else:
                    good.append(said)
    except (OSError, UnicodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)[:200]
        raise InputError(f"{path}: cannot be read ({why}): give a CSV, TSV or JSON Lines file in UTF-8") from None
    return good, bad


def _rows(path: Path, file: Any) -> Iterator[Any]:
    if path.suffix == ".jsonl":
        for line in file:
            try:
                yield json.loads(line) if line.strip() else "an empty line"
            except ValueError:
                yield "not JSON"
        return
    table = csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",")
    names = set(table.fieldnames or ())
    if "headline" not in names or not names & {"label", "verdict"}:
        found = ", ".join(sorted(map(str, names)))[:200] or "none"
        raise InputError(f"{path}: needs the columns headline and label, found {found}: name them in the first row")
    yield from table


def _judgement(row: Any, name: str, at: int) -> Judgement | str:
    if not isinstance(row, dict):
        return row if isinstance(row, str) and row in ("an empty line", "not JSON") else "not an object"
    headline, said = (str(row.get(key) or "").strip() for key in ("headline", "label"))
    said = (said or str(row.get("verdict") or "").strip()).lower()
    if not headline:
        return "no headline"
    if said not in _LABELS:
        return f"the label must be clickbait, fine or unsure (or 1 or 0), found {said[:40]!r}"
    teaser, person = (str(row.get(key) or "").strip() for key in ("teaser", "person"))
    return Judgement(headline, teaser, _LABELS[said], person or name, at)
