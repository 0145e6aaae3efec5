"""Time and memory of a retraining: ``python -m lab.benchmarks.retrain_speed [ROWS]`` (50,000).

The headlines are made up from words of clf's own blocks, and what is decided about each is what another model would
say, so that there is something to learn. All of `clf retrain` is timed but the reading of the desk: labels,
moderators, candidate, folds, probable errors, gate, difference, registry. Prints seconds, CPU seconds and peak memory.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import clf
from clf.desk import Judgement
from clf.fit import OWN, own_folder
from clf.model import Registry
from clf.retrain import retrain

PEOPLE = ("ann", "bob", "cyd", "dot")


def judgements(rows: int) -> list[Judgement]:
    """Headlines spliced from two own ones, judged by the shipped model with a taste: it shuns one word in seven."""
    rng = random.Random(7)
    own = [e.headline.split() for e in OWN.read(own_folder())]
    texts = [" ".join([*rng.choice(own)[:6], *rng.choice(own)[-6:]]) for _ in range(rows)]
    words = sorted({word.lower() for text in own for word in text})
    taste = {word: 3.0 for word in words if rng.random() < 1 / 7}
    score = clf.load("shipped").log_odds(map(clf.HeadlineBlock, texts))
    score += [sum(taste.get(word.lower(), 0.0) for word in text.split()) / 2 for text in texts]
    bait = score > np.quantile(score, 0.7)
    return [
        Judgement(text, "", "clickbait" if hit else "fine", PEOPLE[n % 4], 10**15 + n, n + 1)
        for n, (text, hit) in enumerate(zip(texts, bait.tolist(), strict=True))
    ]


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    found = judgements(rows)
    with tempfile.TemporaryDirectory() as folder:
        cpu, start = time.process_time(), time.perf_counter()

        def tell(step: str) -> None:
            print(f"  {time.perf_counter() - start:6.1f} s until: {step}", file=sys.stderr)

        done = retrain(found, Registry(Path(folder)), "benchmark", tell=tell)
        took, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows:,} decisions, {len(done.labels):,} labels: {took:.1f} s, {cpu:.1f} s of CPU, {peak:,.0f} MB at most")
    print(done.sentence)


if __name__ == "__main__":
    main()
