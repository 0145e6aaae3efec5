"""Wall time of one `clf score "..."` from a cold process, beside Python's own: ``python benchmarks/cold_start.py``.

Commands take turns, so that whatever else the machine does hits all of them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import numpy, numba": [sys.executable, "-c", "import numpy, numba"],
    "clf score, one headline": [sys.executable, "-m", "clf", "score", "Why you should never eat this fruit"],
}


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(ROUNDS + 1):  # the first is a warm-up
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            if turn:
                times[name].append(time.perf_counter() - start)
    for name, values in times.items():
        print(f"{name:<26} median {statistics.median(values):.3f} s, worst {max(values):.3f} s")


if __name__ == "__main__":
    main()
