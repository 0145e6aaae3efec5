from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed")
from distributed import LocalCluster
from pyarrow import csv, parquet

from clf.bulk import run, score_files
from clf.bulk.units import Sizes
from clf.bulk.work import Settings
from tests.bulk.test_run import bytes_of, read, table

SETTINGS = Settings(any_language=True)
SLOW = Settings(any_language=True, reasons=True, evidence=True)


def test_a_worker_killed_in_the_middle_costs_no_row_and_doubles_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PLAIN", Sizes(500_000, 5000, False))
    monkeypatch.setattr(run, "SLOW", Sizes(20, 2000, True))
    for i in range(10):
        parquet.write_table(table(300, i), tmp_path / f"{i}.parquet")
    csv.write_csv(table(300, 10), tmp_path / "a.csv")
    items = [str(tmp_path / "*.parquet"), str(tmp_path / "a.csv")]
    slow = [str(tmp_path / "few.parquet"), str(tmp_path / "a.csv")]
    parquet.write_table(table(100), tmp_path / "few.parquet")
    killed: list[str] = []
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as cluster:

        def told(*_: Any) -> None:
            if not killed:
                worker = next(iter(cluster.workers.values()))
                killed.append(worker.worker_address)
                worker.process.process._process.kill()  # the process of this test's own worker

        manifest = score_files(items, tmp_path / "out", SETTINGS, cluster=cluster.scheduler_address, told=told)
        score_files(slow, tmp_path / "slow", SLOW, cluster=cluster.scheduler_address)
    assert killed
    assert manifest["rows"] == len(read(tmp_path / "out")) == 3400
    score_files(items, tmp_path / "one", SETTINGS, jobs=1)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "one")
    score_files(slow, tmp_path / "alone", SLOW, jobs=1)
    assert bytes_of(tmp_path / "slow") == bytes_of(tmp_path / "alone")
    assert len([*(tmp_path / "slow").glob("*.parquet")]) > 10
    assert all(row["reasons"] is not None and row["evidence"] for row in read(tmp_path / "slow"))


def test_no_scheduler_is_said_in_one_line(tmp_path: Path) -> None:
    parquet.write_table(table(9), tmp_path / "a.parquet")
    command = [
        sys.executable,
        "-m",
        "clf",
        "score",
        str(tmp_path / "a.parquet"),
        "--out",
        str(tmp_path / "out"),
        "--cluster",
        "tcp://127.0.0.1:1",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "no Dask scheduler answers" in done.stderr
    assert len(done.stderr.splitlines()) == 1
