from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed")
from distributed import LocalCluster
from pyarrow import parquet

from clf.bulk import score_files
from clf.bulk.work import Settings
from tests.bulk.test_run import bytes_of, read, table

SETTINGS = Settings(any_language=True)


def test_a_worker_killed_in_the_middle_costs_no_row_and_doubles_none(tmp_path: Path) -> None:
    for i in range(10):
        parquet.write_table(table(300, i), tmp_path / f"{i}.parquet")
    items = [str(tmp_path / "*.parquet")]
    killed: list[str] = []
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as cluster:

        def told(*_: Any) -> None:
            if not killed:
                worker = next(iter(cluster.workers.values()))
                killed.append(worker.worker_address)
                worker.process.process._process.kill()  # the process of this test's own worker

        manifest = score_files(
            items, tmp_path / "out", SETTINGS, cluster=cluster.scheduler_address, told=told
        )
    assert killed
    assert manifest["rows"] == len(read(tmp_path / "out")) == 3000
    score_files(items, tmp_path / "one", SETTINGS, jobs=1)
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "one")


def test_no_scheduler_is_said_in_one_line(tmp_path: Path) -> None:
    parquet.write_table(table(9), tmp_path / "a.parquet")
    command = [sys.executable, "-m", "clf", "score", str(tmp_path / "a.parquet"), "--out", str(tmp_path / "out"),
               "--cluster", "tcp://127.0.0.1:1"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "no Dask scheduler answers" in done.stderr
    assert len(done.stderr.splitlines()) == 1
