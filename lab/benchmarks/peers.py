"""clf beside its peers in one run, on one core: ``python -m lab.benchmarks.peers [--corpora FOLDER]``.

Throughput (probabilities from a list of lines), latency of one headline, and from a process of its own: cold start
(imports, model, one headline) and peak memory. Then the size of the model on the disk, and AUC on headlines that were
held out. Rounds are interleaved, so that whatever else the machine does hits all; slow contestants get fewer lines.
A contestant whose package is missing is left out, and said.

Without ``--corpora`` the peers learn from the project's own blocks and are measured on each seventh of them; with it,
from Webis-17 before its time split and measured after it. clf's AUC on its own blocks says nothing, for it learned
them; after the time split it is that of the report.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from lab.benchmarks.contestants import CONTESTANTS
from lab.benchmarks.plots import COLOUR, figure, save

HEADLINE = "Why you should never eat this fruit"
BUDGET = 1.5  # seconds of a round, for those who take longer with all lines


def probe(name: str, folder: Path) -> None:
    """A cold process: load, score one headline, then a few; print the peak memory in MB."""
    one = CONTESTANTS[name]
    one.load(folder)
    one.score([HEADLINE])
    status = Path("/proc/self/status").read_text(encoding="utf-8")  # getrusage would count what the parent held
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def data(corpora: Path | None) -> tuple[list[Any], list[Any]]:
    from clf.fit import OWN, WEBIS, after_cut, own_folder
    from clf.fit.corpora import before_cut

    if corpora is None:
        own = OWN.read(own_folder())
        return [e for i, e in enumerate(own) if i % 7], own[::7]
    examples = WEBIS.read(corpora)
    return before_cut(examples), after_cut(examples)


def measure(rows: int, rounds: int, corpora: Path | None, workplace: Path) -> dict[str, dict[str, float]]:
    from sklearn.metrics import roc_auc_score

    from lab.benchmarks.headlines import write

    write(workplace / "lines", rows)
    lines = (workplace / "lines").read_text(encoding="utf-8").split("\n")[:rows]
    learn, held = data(corpora)
    found: dict[str, dict[str, float]] = {}
    some: dict[str, int] = {}
    for name, one in CONTESTANTS.items():
        folder = workplace / str(len(found))
        try:
            one.learn([e.headline for e in learn], [int(e.clickbait) for e in learn], folder)
        except ImportError as error:
            print(f"{name}: left out ({error})", file=sys.stderr)
            continue
        one.load(folder)
        auc = roc_auc_score([int(e.clickbait) for e in held], one.score([e.headline for e in held]))
        known = name == "clf" and corpora is None
        found[name] = {
            "model, MB": sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6,
            "AUC": float("nan") if known else auc,
        }
        start = time.perf_counter()
        one.score(lines[:500])
        some[name] = min(rows, max(500, int(500 * BUDGET / (time.perf_counter() - start))))
        started = []
        for _ in range(3):
            start = time.perf_counter()
            command = [sys.executable, __file__, "--probe", name, str(folder)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            started.append(time.perf_counter() - start)
        found[name] |= {"cold start, s": min(started), "memory, MB": float(done.stdout)}
        print(f"{name}: ready", file=sys.stderr)
    speeds: dict[str, list[float]] = {name: [] for name in found}
    delays: dict[str, list[float]] = {name: [] for name in found}
    for turn in range(rounds + 1):  # the first is a warm-up
        for name in found:
            before = time.process_time()
            assert len(CONTESTANTS[name].score(lines[: some[name]])) == some[name]
            spent = time.process_time() - before
            waits = []
            for line in lines[:100]:
                start = time.perf_counter()
                CONTESTANTS[name].score([line])
                waits.append(1000 * (time.perf_counter() - start))
            if turn:
                speeds[name].append(some[name] / spent)
                delays[name] += waits
    for name in found:
        found[name]["a core-second"] = statistics.median(speeds[name])
        found[name]["latency, ms"] = statistics.median(delays[name])
    return found


def markdown(found: dict[str, dict[str, float]], rows: int, corpora: bool) -> str:
    ours = found["clf"]["a core-second"]
    lines = [
        "| on one core | headlines a core-second | clf is faster by | latency, ms | cold start, s | memory, MB | "
        "model, MB | AUC |",
        "|---" + "|---:" * 7 + "|",
    ]
    for name, own in found.items():
        speed, auc = own["a core-second"], own["AUC"]
        lines.append(
            f"| {name} | {speed:,.0f} | {ours / speed:,.1f} | {own['latency, ms']:.3f} | "
            f"{own['cold start, s']:.2f} | {own['memory, MB']:,.0f} | {own['model, MB']:.1f} | "
            f"{'' if auc != auc else f'{auc:.3f}'.lstrip('0')} |"
        )
    where = "Webis-17 after the time split" if corpora else "a seventh of the project's own blocks"
    return "\n".join([*lines, "", f"{rows:,} made-up headlines; AUC on {where}; {machine()}."])


def plot(found: dict[str, dict[str, float]], path: Path) -> None:
    drawn, axis = figure(1, 2.8)
    ordered = sorted(found, key=lambda name: found[name]["a core-second"])
    bars = axis.barh(ordered, [found[name]["a core-second"] for name in ordered], color=COLOUR, height=0.6)
    axis.bar_label(bars, [f"{found[name]['a core-second']:,.0f}" for name in ordered], padding=4)
    axis.set(xscale="log", xlabel="headlines a second on one core (each step of the scale is ten times)")
    save(drawn, path)


def machine() -> str:
    """The processor, how many of it, and Python's version."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--plot", type=Path, help="an SVG to draw the speeds in")
    parser.add_argument("--probe", nargs=2, metavar=("NAME", "FOLDER"))
    args = parser.parse_args()
    if args.probe:
        probe(args.probe[0], Path(args.probe[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        found = measure(args.rows, args.rounds, args.corpora, Path(folder))
    table = markdown(found, args.rows, args.corpora is not None)
    print(table)
    if args.markdown:
        args.markdown.write_text(table + "\n", encoding="utf-8")
    if args.plot:
        plot(found, args.plot)


if __name__ == "__main__":
    main()
