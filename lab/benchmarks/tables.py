"""Rows a second and peak memory of `clf score` on a table: ``python -m lab.benchmarks.tables [ROWS]`` (a million).

The table is made up of a few hundred phrases; one row in a million is bad and must be reported.
"""

from __future__ import annotations

import itertools
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WHO = ["Council", "Minister", "Singer", "Doctor", "Harbour", "Court", "Team", "Farmer", "Bank", "Teacher", "Mayor"]
DOES = ["approves", "rejects", "reveals", "finds", "loses", "wins", "delays", "explains", "forgets", "repairs", "opens"]
WHAT = ["the budget for next year", "a secret that nobody expected", "this one trick with lemons", "a bridge", "rules"]


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "table.csv")
        with table.open("w", encoding="utf-8") as file:
            file.write("id,title,summary,publisher,views\n")
            for i, words in zip(range(rows), itertools.cycle(itertools.product(WHO, DOES, WHAT)), strict=False):
                teaser = "It was a long night, and the news was late." if i % 2 else ""
                bad = "bad,row\n" if i % 1_000_000 == 777 else f'{" ".join(words)} {i % 977},"{teaser}",Post,{i}\n'
                file.write(f"{i},{bad}")
        start = time.perf_counter()
        with Path(folder, "out.csv").open("wb") as out:
            command = [sys.executable, "-m", "clf", "score", str(table), "--format", "csv"]
            subprocess.run(command, stdout=out, check=False)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        with Path(folder, "out.csv").open("rb") as file:
            scored = sum(1 for _ in file) - 1
    print(f"{scored:,} of {rows:,} rows scored, {rows / seconds:,.0f} rows a second, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
