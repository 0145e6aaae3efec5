"""Decisions out and back in as CSV, JSON lines or Parquet: whatever goes out comes back in the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from clf.block import HeadlineBlock
from clf.desk.database import Desk
from clf.desk.intake import digest
from clf.desk.log import note_action
from clf.desk.people import Role, require
from clf.desk.schema import decisions, items, scores
from clf.errors import InputError

_BLOCK = ("headline", "teaser", "url", "source", "position", "section", "sponsored", "found")
_MADE = (
    "person", "verdict", "reason", "note", "at", "undone_at", "blind", "model", "probability", "strength",
    "clickbait_from", "fine_below",
)  # fmt: skip
COLUMNS = (*_BLOCK, *_MADE)
_WHOLE, _REAL, _YES = {"position", "at", "undone_at"}, {"probability", "strength", "clickbait_from", "fine_below"}, {
    "sponsored", "blind",
}  # fmt: skip
_VERDICTS = {"clickbait", "fine", "unsure", "skip"}
Row = dict[str, Any]


def exported(desk: Desk, since: int = 0) -> Iterator[Row]:
    """Every decision from ``since`` (microseconds since 1970, UTC) on, undone ones too, oldest first.

    Each comes with its block and the score of the moment.
    """
    columns = [*(items.c[name] for name in _BLOCK), *(decisions.c[name] for name in _MADE)]
    query = sa.select(*columns).join(items, items.c.id == decisions.c.item_id).order_by(decisions.c.id)
    query = query.where(decisions.c.at >= since)
    with desk.read() as connection:
        for row in connection.execution_options(yield_per=5000).execute(query).mappings():
            yield dict(row)


def write_rows(rows: Iterable[Row], path: Path) -> int:
    """Write ``rows`` in the form that the ending of ``path`` names (.csv, .jsonl, .parquet); how many there were."""
    kept = list(rows)
    kind = _kind(path)
    if kind == ".parquet":
        import pyarrow as pa
        from pyarrow import parquet

        kinds = {**dict.fromkeys(_WHOLE, pa.int64()), **dict.fromkeys(_REAL, pa.float64())}
        kinds |= dict.fromkeys(_YES, pa.bool_())
        schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
        parquet.write_table(pa.Table.from_pylist(kept, schema=schema), path)
    elif kind == ".jsonl":
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in kept)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(kept)
    return len(kept)


def read_rows(path: Path) -> tuple[list[Row], list[str]]:
    """The rows of a file that `write_rows` wrote, and one line for each row that could not be read."""
    kind = _kind(path)
    good: list[Row] = []
    bad: list[str] = []
    try:
        if kind == ".parquet":
            from pyarrow import parquet

            raw: Iterable[object] = parquet.read_table(path).to_pylist()
        elif kind == ".jsonl":
            raw = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                raw = list(csv.DictReader(file))
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read as {kind[1:]} ({error})") from None
    for place, row in enumerate(raw, 1):
        try:
            good.append(_typed(json.loads(row) if isinstance(row, str) else row))
        except (ValueError, TypeError, KeyError) as error:
            bad.append(f"{path}, row {place}: {error}")
    return good, bad


def import_rows(desk: Desk, actor: str, rows: Iterable[Row]) -> int:
    """Take decisions in, with their blocks, and return how many were new; admins may. The same twice is once."""
    new = 0
    with desk.write() as connection:
        require(connection, actor, Role.ADMIN)
        for row in rows:
            new += _import(connection, actor, row)
        note_action(connection, actor, "import", note=f"{new} decisions")
    return new


def _import(connection: sa.Connection, actor: str, row: Row) -> bool:
    block = HeadlineBlock(**{name: row[name] for name in _BLOCK})
    name = digest(block)
    item = connection.scalar(sa.select(items.c.id).where(items.c.digest == name))
    same = [decisions.c[key] == row[key] for key in ("person", "at", "verdict", "blind")]
    if item is not None and connection.scalar(sa.select(decisions.c.id).where(decisions.c.item_id == item, *same)):
        return False
    score = {key: row[key] for key in ("model", "probability", "strength")}
    if item is None:
        fresh = {**block.to_dict(), **score, "digest": name, "added_at": row["at"], "added_by": actor}
        fresh |= {"status": "waiting", "certainty": abs(row["probability"] - 0.5)}
        item = connection.execute(sa.insert(items).values(**fresh).returning(items.c.id)).scalar_one()
        connection.execute(sa.insert(scores).values(item_id=item, at=row["at"], **score))
    origin = sha256(json.dumps(row, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
    made = {key: row[key] for key in _MADE}
    connection.execute(sa.insert(decisions).values(item_id=item, origin=origin, **made))
    known = connection.scalar(sa.select(items.c.decided_at).where(items.c.id == item))
    if row["undone_at"] is None and not row["blind"] and (known is None or known < row["at"]):
        status = "skipped" if row["verdict"] == "skip" else "decided"
        last = {"verdict": row["verdict"], "decided_by": row["person"], "decided_at": row["at"], "status": status}
        connection.execute(
            sa.update(items).where(items.c.id == item).values(version=items.c.version + 1, **last)
        )
    return True


def _typed(row: object) -> Row:
    if not isinstance(row, dict) or (missing := [name for name in COLUMNS if name not in row]):
        raise ValueError(f"columns are missing: {', '.join(missing)}" if isinstance(row, dict) else "not an object")
    typed: Row = {}
    for name in COLUMNS:
        value = row[name]
        if name == "undone_at" and value in ("", None):
            typed[name] = None
        elif name in _WHOLE:
            typed[name] = int(value)
        elif name in _REAL:
            typed[name] = float(value)
        elif name in _YES:
            if str(value) not in ("True", "False"):
                raise ValueError(f"{name} must be True or False, found {value!r}")
            typed[name] = str(value) == "True"
        else:
            typed[name] = str(value)
    if typed["verdict"] not in _VERDICTS:
        raise ValueError(f"verdict must be one of {', '.join(sorted(_VERDICTS))}, found {typed['verdict']!r}")
    return typed


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in (".csv", ".jsonl", ".parquet"):
        raise InputError(f"{path}: decisions are kept as .csv, .jsonl or .parquet, found {kind or 'no ending'!r}")
    return kind
