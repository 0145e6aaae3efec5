"""A bad row of an import is named with its place; the others come in."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clf.desk.decisions import Verdict, decide, undo
from clf.desk.people import sign_in
from clf.desk.queue import get_item
from clf.desk.store import DAY, Desk, now, open_desk
from clf.desk.transfer import COLUMNS, exported, import_rows, read_rows, write_rows
from clf.desk.verify import verify
from clf.errors import DeskError
from tests.desk.conftest import THRESHOLDS

GOOD: dict[str, Any] = {
    "headline": "The council meets",
    "teaser": "",
    "url": "",
    "source": "own",
    "position": 0,
    "section": "",
    "sponsored": False,
    "found": "",
    "person": "max",
    "verdict": "fine",
    "reason": "",
    "note": "",
    "at": 1_700_000_000_000_000,
    "undone_at": None,
    "blind": False,
    "model": "m",
    "probability": 0.25,
    "strength": 0.5,
    "clickbait_from": 0.7,
    "fine_below": 0.2,
}
NAN, INFINITE = float("nan"), float("inf")
BAD: list[dict[str, Any]] = [
    {"at": 9 * 10**18},
    {"at": -1},
    {"at": now() + 2 * DAY},
    {"at": 2**63},
    {"at": 1.5},
    {"at": INFINITE},
    {"at": None},
    {"undone_at": 9 * 10**18},
    {"undone_at": -5},
    {"probability": 5},
    {"probability": -1e308},
    {"probability": NAN},
    {"strength": INFINITE},
    {"strength": -0.1},
    {"clickbait_from": NAN},
    {"fine_below": 1.01},
    {"position": 2**31},
    {"position": -1},
    {"person": ""},
    {"person": "  "},
    {"person": "x" * 601},
    {"person": None},
    {"model": ""},
    {"headline": "nu\0l"},
    {"headline": "half \ud800"},
    {"headline": "x" * 100_001},
    {"note": "x" * 10_001},
    {"headline": 7},
    {"verdict": "bogus<script>"},
    {"verdict": ""},
    {"blind": "perhaps"},
    {"sponsored": 1},
]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_row_out_of_range_is_named_and_the_rest_comes_in(desk: Desk, tmp_path: Path, bad: dict[str, Any]) -> None:
    file = tmp_path / "d.jsonl"
    rows = [GOOD, {**GOOD, **bad}, {**GOOD, "headline": "Another"}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    good, told = read_rows(file)
    assert len(told) == 1
    assert ", row 2: " in told[0]
    assert len(told[0]) < 400
    assert import_rows(desk, "ada", good) == 2
    assert verify(desk)[1] == []


@pytest.mark.parametrize(
    "bad",
    [
        {"at": 9 * 10**18},
        {"probability": NAN},
        {"strength": 7.0},
        {"person": ""},
        {"headline": "nu\0l"},
        {"verdict": "bogus"},
        {"position": 2**40},
    ],
)
def test_rows_that_were_not_read_from_a_file_are_refused_whole(desk: Desk, bad: dict[str, Any]) -> None:
    with pytest.raises(DeskError):
        import_rows(desk, "ada", [GOOD, {**GOOD, "headline": "Another", **bad}])
    assert list(exported(desk)) == []


def test_lines_that_cannot_be_parsed_cost_the_others_nothing(tmp_path: Path) -> None:
    file = tmp_path / "d.jsonl"
    line = json.dumps(GOOD).encode()
    file.write_bytes(b"\n".join([b"[" * 100_000, b"\xff\xfe", line, b"9" * 5000, b"null", line[:-5], line, b""]))
    good, told = read_rows(file)
    assert len(good) == 2
    assert [one.split("row ")[1].split(":")[0] for one in told] == ["1", "2", "4", "5", "6"]


def test_rows_of_csv_that_cannot_be_parsed_cost_the_others_nothing(tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    write_rows([{**GOOD, "headline": name} for name in ("one", "x" * 140_000, "two", "bytes", "three")], file)
    file.write_bytes(file.read_bytes().replace(b"bytes", b"\xff\xfe") + b"too,short\r\n")
    good, told = read_rows(file)
    assert [row["headline"] for row in good] == ["one", "two", "three"]
    assert [one.split("row ")[1].split(":")[0] for one in told] == ["2", "4", "6"]


def test_the_longest_text_comes_back_from_csv(tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    longest = {**GOOD, "headline": "x" * 100_000, "note": "\r\n" * 5000}
    write_rows([longest], file)
    assert read_rows(file) == ([longest], [])
    assert csv.field_size_limit() > 100_000


def test_decisions_out_of_order_leave_the_latest_in_force(filled: Desk, tmp_path: Path) -> None:
    made = decide(filled, "max", 1, 0, Verdict.FINE, THRESHOLDS)
    (row,) = exported(filled)
    import_rows(filled, "ada", [{**row, "at": row["at"] - 1000, "verdict": "clickbait", "person": "mia"}])
    undo(filled, "max", made)
    item = get_item(filled, 1)
    assert item is not None
    assert (item.status, item.verdict, item.decided_by) == ("decided", "clickbait", "mia")
    assert verify(filled)[1] == []


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.just(9 * 10**18),
    st.lists(st.integers(), max_size=2),
    st.sampled_from(["0.5", "True", "", "fine"]),
)


@given(st.dictionaries(st.sampled_from(COLUMNS), values, max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_read_can_be_stored(tmp_path_factory: pytest.TempPathFactory, changed: dict[str, Any]) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "d.jsonl").write_text(json.dumps({**GOOD, **changed}) + "\n", encoding="utf-8")
    rows, told = read_rows(folder / "d.jsonl")
    assert len(rows) + len(told) == 1
    desk = open_desk(str(folder / "desk.sqlite"))
    sign_in(desk, "ada")
    assert import_rows(desk, "ada", rows) == len(rows)
    assert list(exported(desk)) == rows
    assert verify(desk)[1] == []
    desk.close()
