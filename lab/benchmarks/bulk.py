"""Parquet to Parquet: rows a second and peak memory of `clf score --out`: ``python -m lab.benchmarks.bulk [ROWS]``.

Two million rows by default, from the project's own headlines (`headlines.py`), in row groups of 250,000, on all cores.
The time is that of the whole command, its start and the reading of the model included. Languages are checked, as the
command does by default, unless ``--any-language`` is given.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from lab.benchmarks.headlines import write

GROUP = 250_000


def make(table: Path, rows: int) -> None:
    lines = table.with_suffix(".txt")
    write(lines, min(rows, 1_000_000))
    titles = lines.read_text(encoding="utf-8").splitlines()
    with parquet.ParquetWriter(table, pa.schema([("id", pa.int64()), ("title", pa.string())])) as out:
        for start in range(0, rows, GROUP):
            ids = range(start, min(start + GROUP, rows))
            out.write_table(pa.table({"id": ids, "title": [titles[i % len(titles)] for i in ids]}), GROUP)


def main() -> None:
    numbers = [int(arg) for arg in sys.argv[1:] if arg.isdecimal()]
    rows = numbers[0] if numbers else 2_000_000
    option = ["--any-language"] if "--any-language" in sys.argv else []
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "in.parquet")
        maker = multiprocessing.get_context("spawn").Process(target=make, args=(table, rows))
        maker.start()  # not here: a child's peak counts what its parent held when it was forked
        maker.join()
        start_at = time.perf_counter()
        command = [sys.executable, "-m", "clf", "score", str(table), "--out", str(Path(folder, "out")), *option]
        process = subprocess.Popen(command)
        _, status, usage = os.wait4(process.pid, 0)
        assert status == 0
        seconds = time.perf_counter() - start_at
        found = parquet.ParquetDataset(Path(folder, "out")).read(columns=["id"]).num_rows
    busy = usage.ru_utime + usage.ru_stime
    print(f"{found:,} of {rows:,} rows in {seconds:.2f} s ({rows / seconds:,.0f} a second)")
    print(f"{busy:.2f} s of processor time ({rows / busy:,.0f} rows a second a core)")
    print(f"peak memory of a process {usage.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
