"""Wall time of one `clf score "..."` from a cold process, beside Python's own: ``python -m lab.benchmarks.cold_start``.

Commands take turns, so that whatever else the machine does hits all of them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 15
HEADLINE = "Why you should never eat this fruit"
HEAVY = ("nltk", "pandas", "scipy", "sklearn", "streamlit")
LIBRARY = f"import clf; clf.load().score([{HEADLINE!r}])"
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import numpy, numba": [sys.executable, "-c", "import numpy, numba"],
    "clf.load().score, library": [sys.executable, "-c", LIBRARY],
    "clf score, one headline": [sys.executable, "-m", "clf", "score", HEADLINE],
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
    code = f"{LIBRARY}; import sys; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    print(f"heavy modules imported to score: {loaded or 'none'} (numba loads scipy where it is installed)")


if __name__ == "__main__":
    main()
