"""`clf score --out` killed at random moments: ``python -m lab.benchmarks.bulk_kill [TIMES]`` (20).

Each time the run is begun, killed (SIGKILL) at a random moment up to the time that an undisturbed one takes, and gone
on with to the end; the folder must then hold the bytes of the undisturbed one. Fails at the first that does not.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from lab.benchmarks.headlines import write


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    rng = random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder, "lines"), 400_000)
        titles = Path(folder, "lines").read_text(encoding="utf-8").splitlines()
        for i in range(20):
            part = titles[20_000 * i : 20_000 * (i + 1)] * 5  # so that most of a run is scoring
            parquet.write_table(pa.table({"title": part}), Path(folder, f"in-{i:02}.parquet"))
        out, whole = Path(folder, "out"), Path(folder, "whole")
        command = [sys.executable, "-m", "clf", "score", f"{folder}/in-*.parquet", "--any-language", "--out"]
        start = time.perf_counter()
        subprocess.run([*command, whole], check=True, stderr=subprocess.DEVNULL)
        longest = time.perf_counter() - start
        wanted, gone_on = content(whole), 0
        for _ in range(times):
            process = subprocess.Popen([*command, out], stderr=subprocess.DEVNULL)
            with suppress(subprocess.TimeoutExpired):
                process.wait(rng.uniform(0, longest))
            process.kill()
            process.wait()
            gone_on += any(Path(f"{out}.partial").glob("_done-*"))
            subprocess.run([*command, out], check=True, stderr=subprocess.DEVNULL)
            if content(out) != wanted:
                sys.exit("the output differs from that of an undisturbed run")
            shutil.rmtree(out)
    print(f"killed {times} times, {gone_on} of them with parts done: every output as if undisturbed")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


if __name__ == "__main__":
    main()
