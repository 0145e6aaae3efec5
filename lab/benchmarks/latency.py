"""Time to score and to explain, once the model is loaded: ``python -m lab.benchmarks.latency``."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import clf
from clf.fit import OWN, own_folder


def main() -> None:
    model = clf.load()
    blocks = [clf.HeadlineBlock(e.headline, e.teaser) for e in OWN.read(own_folder())]
    pages = [blocks[i : i + 10] for i in range(0, len(blocks) - 9, 10)]
    _report("score one block", lambda block: model.score([block]), blocks)
    _report("score a page of ten", model.score, pages)
    _report("explain one block", model.explain, blocks)


def _report(name: str, run: Callable[[Any], Any], items: list[Any]) -> None:
    run(items[0])
    times = []
    for item in items:
        start = time.perf_counter()
        run(item)
        times.append(1000 * (time.perf_counter() - start))
    most = statistics.quantiles(times, n=20)[-1]
    print(f"{name:<19} median {statistics.median(times):.3f} ms, 95 % within {most:.3f} ms")


if __name__ == "__main__":
    main()
