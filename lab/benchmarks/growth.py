"""How the cost grows, and where the limit is: ``python -m lab.benchmarks.growth [--out FOLDER]``.

Processor time of the kernel by the length of headlines, by their number, and by cores; and bytes read a second beside
a plain pass over the same memory (a sum of its 64-bit words), which is what no scorer can outdo. Sizes take turns in
rounds, and each figure is the median.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

import clf
from clf.text import Packed, pack_buffer
from lab.benchmarks.headlines import write
from lab.benchmarks.plots import COLOUR, figure, save

ROUNDS = 5
LENGTHS = (2, 4, 8, 12, 16, 24, 48, 96)  # words
ROWS = (1_000, 10_000, 100_000, 300_000)
PART = 1 << 16


def packed(lines: list[str]) -> Packed:
    raw = np.frombuffer("\n".join([*lines, ""]).encode(), np.uint8)
    return pack_buffer(raw, np.concatenate(([0], np.flatnonzero(raw == 10) + 1)))


def medians(runs: dict[Any, Callable[[], Any]], clock: Callable[[], float]) -> dict[Any, float]:
    """Seconds of each of ``runs``, taken in turns; the first turn is a warm-up."""
    times: dict[Any, list[float]] = {key: [] for key in runs}
    for turn in range(ROUNDS + 1):
        for key, run in runs.items():
            start = clock()
            run()
            if turn:
                times[key].append(clock() - start)
    return {key: statistics.median(values) for key, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="folder for growth.svg")
    out = parser.parse_args().out
    score = clf.load().linear.packed_log_odds
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder, "lines"), max(ROWS))
        lines = Path(folder, "lines").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines for word in line.split()]
    texts = {n: packed([" ".join(words[i : i + n]) for i in range(0, 20_000 * n, n)]) for n in LENGTHS}
    by_length = medians({n: lambda text=text: score(text) for n, text in texts.items()}, time.process_time)
    some = {n: packed(lines[:n]) for n in ROWS}
    by_rows = medians({n: lambda text=text: score(text) for n, text in some.items()}, time.process_time)
    parts = [packed(lines[i : i + PART]) for i in range(0, len(lines), PART)] * 2
    pools = {n: ThreadPoolExecutor(n) for n in (1, 2)}
    by_cores = medians(
        {n: lambda pool=pool: list(pool.map(score, parts)) for n, pool in pools.items()}, time.perf_counter
    )
    whole = some[max(ROWS)]
    words64 = np.tile(whole.buf[: len(whole.buf) // 8 * 8].view(np.uint64), 16)  # more than any cache holds
    plain = medians({0: words64.sum}, time.process_time)[0]
    print("words in a headline | bytes | ns a headline | ns a byte")
    for n, seconds in by_length.items():
        rows, size = len(texts[n]), len(texts[n].buf)
        print(f"{n:>4} | {size / rows:6.1f} | {seconds / rows * 1e9:8.0f} | {seconds / size * 1e9:6.2f}")
    print("headlines | ns a headline")
    for n, seconds in by_rows.items():
        print(f"{n:>9,} | {seconds / n * 1e9:8.0f}")
    total = sum(len(part) for part in parts)
    print("cores | headlines a second, wall time")
    for n, seconds in by_cores.items():
        print(f"{n:>5} | {total / seconds:12,.0f}")
    mine, pass_over = len(whole.buf) / by_rows[max(ROWS)], words64.nbytes / plain
    print(f"read and hashed {mine / 1e6:,.0f} MB a core-second; a plain pass over memory {pass_over / 1e6:,.0f} MB")
    if out:
        lengths = {n: seconds / len(texts[n]) * 1e9 for n, seconds in by_length.items()}
        rows = {n: seconds / n * 1e9 for n, seconds in by_rows.items()}
        plot(out / "growth.svg", lengths, rows, {n: total / seconds for n, seconds in by_cores.items()})


def plot(path: Path, by_length: dict[int, float], by_rows: dict[int, float], by_cores: dict[int, float]) -> None:
    drawn, axes = figure(3)
    axes[0].plot(list(by_length), list(by_length.values()), "o-", color=COLOUR)
    axes[0].set(xlabel="words in a headline", ylabel="ns of one core", ylim=0, title="By length: a straight line")
    axes[1].semilogx(list(by_rows), list(by_rows.values()), "o-", color=COLOUR)
    axes[1].set(xlabel="headlines in a call", ylabel="ns of one core a headline", ylim=0, title="By number: flat")
    axes[2].bar([str(n) for n in by_cores], [speed / 1e6 for speed in by_cores.values()], color=COLOUR, width=0.5)
    axes[2].plot([str(n) for n in by_cores], [n * by_cores[1] / 1e6 for n in by_cores], "k_", markersize=40)
    axes[2].set(xlabel="cores (the line: so many times one)", ylabel="million headlines a second", title="By cores")
    save(drawn, path)


if __name__ == "__main__":
    main()
