"""Decisions out and back in as CSV, JSON lines or Parquet: whatever goes out comes back in the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from clf.desk.decisions import Verdict, in_force
from clf.desk.intake import digest
from clf.desk.people import Role, require
from clf.desk.schema import MAX_POSITION, check_text, decisions, items, scores
from clf.desk.store import DAY, Desk, add_decision, note_action, now
from clf.errors import DeskError, InputError
from clf.text import fold
from clf.types import HeadlineBlock

_BLOCK = ("headline", "teaser", "url", "source", "position", "section", "sponsored", "found")
_MADE = (
    "person",
    "verdict",
    "reason",
    "note",
    "at",
    "undone_at",
    "blind",
    "model",
    "probability",
    "strength",
    "clickbait_from",
    "fine_below",
)
COLUMNS = (*_BLOCK, *_MADE)
_WHOLE, _REAL, _YES = (
    {"position", "at", "undone_at"},
    {"probability", "strength", "clickbait_from", "fine_below"},
    {"sponsored", "blind"},
)
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
    """The rows of a file that `write_rows` wrote, and one line for each row that could not be read or stored.

    A row must have times from 1970 to a day from now, finite probabilities, strength and thresholds from 0 to 1, a
    position from 0 to 2^31 - 1, a known verdict, a person, and texts as `clf.desk.schema` has them.
    """
    kind = _kind(path)
    good: list[Row] = []
    bad: list[str] = []
    latest = now() + DAY
    try:
        for place, row in enumerate(_raw(path, kind), 1):
            try:
                if isinstance(row, csv.Error):
                    raise row
                good.append(_typed(json.loads(row) if isinstance(row, str) else row, latest))
            except (ValueError, TypeError, OverflowError, RecursionError, csv.Error, DeskError) as error:
                bad.append(f"{path}, row {place}: {' '.join(str(error).split())[:_SHOWN]}")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as {kind[1:]} ({error})") from None
    return good, bad


_SHOWN = 200  # characters of why a row is bad


def _raw(path: Path, kind: str) -> Iterator[object]:
    """Rows not looked at yet: dicts, lines of JSON, or the error for a row of CSV that cannot be parsed."""
    if kind == ".parquet":
        from pyarrow import parquet

        yield from parquet.read_table(path).to_pylist()
        return
    # Bytes that are not UTF-8 become lone surrogates: they make one row bad, not the file.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="" if kind == ".csv" else "\n") as file:
        if kind == ".jsonl":
            yield from (line for line in file if line.strip())
            return
        rows = csv.DictReader(file)
        while True:
            try:
                yield next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield error


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
        fresh["disguised"] = bool(fold(block.headline).disguises or fold(block.teaser).disguises)
        item = connection.execute(sa.insert(items).values(**fresh).returning(items.c.id)).scalar_one()
        connection.execute(sa.insert(scores).values(item_id=item, at=row["at"], **score))
    origin = sha256(json.dumps(row, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
    made = {key: row[key] for key in _MADE}
    action = "import decision" if row["undone_at"] is None else "import undone decision"
    add_decision(connection, actor, action, {"item_id": item, "origin": origin, **made})
    known = connection.scalar(sa.select(items.c.decided_at).where(items.c.id == item))
    if row["undone_at"] is None and not row["blind"] and (known is None or known < row["at"]):
        changed = sa.update(items).where(items.c.id == item)
        last = in_force(SimpleNamespace(**made))
        connection.execute(changed.values(version=items.c.version + 1, **last))
    return True


def _typed(row: object, latest: int) -> Row:
    """``row`` with the types and within the ranges of the schema; raises `ValueError` and the like."""
    if not isinstance(row, dict) or (missing := [name for name in COLUMNS if name not in row]):
        raise ValueError(f"columns are missing: {', '.join(missing)}" if isinstance(row, dict) else "not an object")
    typed: Row = {}
    for name in COLUMNS:
        value = row[name]
        if name == "undone_at" and value in ("", None):
            typed[name] = None
        elif name in _WHOLE:
            typed[name] = _in_range(name, _whole(value), MAX_POSITION if name == "position" else latest)
        elif name in _REAL:
            typed[name] = _in_range(name, float(value), 1)
        elif name in _YES:
            if str(value) not in ("True", "False"):
                raise ValueError(f"{name} must be True or False, found {value!r}")
            typed[name] = str(value) == "True"
        else:
            typed[name] = check_text(name, value, least=name in ("person", "model"))
    if typed["verdict"] not in list(Verdict):
        raise ValueError(f"verdict must be one of {', '.join(Verdict)}, found {typed['verdict']!r}")
    return typed


def _whole(value: Any) -> int:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(f"a whole number is needed, found {value!r}")
    return int(value)


def _in_range(name: str, number: Any, most: int) -> Any:
    if not 0 <= number <= most:  # NaN is not
        times = " (microseconds since 1970; the latest is a day from now)" if name in ("at", "undone_at") else ""
        raise ValueError(f"{name} must be from 0 to {most}{times}, found {number}")
    return number


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in (".csv", ".jsonl", ".parquet"):
        raise InputError(f"{path}: decisions are kept as .csv, .jsonl or .parquet, found {kind or 'no ending'!r}")
    return kind
