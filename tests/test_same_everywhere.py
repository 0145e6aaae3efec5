"""The same headlines through every way of scoring: the same numbers, bit for bit, whichever way they went."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from clf.bulk import score_batch, score_files
from clf.bulk.arrow import SCORED
from clf.bulk.work import Settings
from clf.model.model import Model
from clf.serve.limits import Limits
from clf.types import Band, HeadlineBlock
from tests.bulk.test_run import bytes_of, read
from tests.serve.conftest import running
from tests.varied import varied

Found = dict[int, dict[str, Any]]  # number of the row to its score
ROWS: list[tuple[str | None, str | None]] = [*varied(), ("", "Under nothing"), (" \u200a", None)]
KEPT = len(ROWS) - 2  # a headline that is blank is scored by the library alone; the command and the service name it
TABLE = pa.table({"id": range(len(ROWS)), "title": [row[0] for row in ROWS], "summary": [row[1] for row in ROWS]})
CLF = [sys.executable, "-m", "clf", "score"]


@pytest.fixture(scope="module", params=[False, True], ids=["english", "any-language"])
def any_language(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def expected(model: Model, any_language: bool) -> Found:
    scores = model.score([HeadlineBlock(title or "", under or "") for title, under in ROWS], any_language=any_language)
    assert {score.band for score in scores} == set(Band) - ({Band.UNSUPPORTED} if any_language else set())
    unknown = {"probability": None, "strength": None}
    return {i: score.to_dict() | (unknown if score.band is Band.UNSUPPORTED else {}) for i, score in enumerate(scores)}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    for part in range(3):
        parquet.write_table(TABLE.slice(100 * part, 100), folder / f"{part}.parquet", row_group_size=30)
    with (folder / "3.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([TABLE.column_names, *(row.values() for row in TABLE.to_pylist())])
    (folder / "4.jsonl").write_text("".join(json.dumps(row) + "\n" for row in TABLE.to_pylist()), encoding="utf-8")
    return folder


def command(*arguments: str | Path, any_language: bool) -> bytes:
    """What the command answers; the blank headlines make it say 65."""
    asked = [*CLF, *map(str, arguments), *(["--any-language"] if any_language else [])]
    done = subprocess.run(asked, capture_output=True, timeout=120)
    assert done.returncode == 65, done.stderr
    return done.stdout


def three_times(expected: Found, rows: list[dict[str, Any]]) -> None:
    """Assert that ``rows`` are all rows once for each kind of table, in order, each with the score expected."""
    assert [int(row["id"]) for row in rows] == [*range(KEPT)] * 3
    for row in rows:
        assert {name: row[name] for name in SCORED} == expected[int(row["id"])], ROWS[int(row["id"])]


def test_arrow(model: Model, expected: Found, any_language: bool) -> None:
    for batch in TABLE.to_batches(max_chunksize=70):
        scores = score_batch(batch, model, any_language=any_language).to_pylist()
        assert dict(zip(batch.column("id").to_pylist(), scores, strict=True)).items() <= expected.items()


def test_at_a_shell(tables: Path, expected: Found, any_language: bool) -> None:
    lines = command(tables, "--format", "jsonl", any_language=any_language).splitlines()
    three_times(expected, [json.loads(line) for line in lines])


def test_the_service(expected: Found, any_language: bool) -> None:
    items = [{"headline": title or "", "teaser": under or ""} for title, under in ROWS]
    with running(Limits(chars=5000)) as ask:
        answer = ask("/v1/score", {"items": items, "any_language": any_language}).body
    assert (answer["scored"], answer["failed"]) == (KEPT, len(ROWS) - KEPT)
    for number, result in enumerate(answer["results"][:KEPT]):
        assert result == {"index": number, **expected[number]}, ROWS[number]
    assert all("error" in result for result in answer["results"][KEPT:])


def test_in_bulk_on_one_core_on_two_and_on_a_cluster(
    tables: Path, expected: Found, any_language: bool, tmp_path: Path, cluster: str
) -> None:
    command(tables, "--out", tmp_path / "one", "--jobs", "1", any_language=any_language)
    three_times(expected, read(tmp_path / "one"))
    settings = Settings(any_language=any_language)
    score_files([str(tables)], tmp_path / "two", settings, jobs=2)
    score_files([str(tables)], tmp_path / "dask", settings, cluster=cluster)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two") == bytes_of(tmp_path / "dask")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address
