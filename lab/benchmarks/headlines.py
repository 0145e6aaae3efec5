"""A file of many headlines, one a line, to measure speed on: ``python -m lab.benchmarks.headlines OUT [ROWS]``.

Each line joins the beginning of one of the project's own headlines to the end of another, with a made-up name or a
number in between now and then, so that lines are distinct and rare words do occur, as they do in news.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from clf.fit import OWN, own_folder

_SYLLABLES = ("ka", "ro", "mi", "len", "dor", "vas", "tel", "bru", "nor", "pi", "sha", "gol", "an", "ber", "qui")


def write(out: Path, rows: int = 1_000_000, seed: int = 0) -> None:
    """Write ``rows`` headlines; the same seed gives the same file."""
    rng = random.Random(seed)
    own = [e.headline.split() for e in OWN.read(own_folder())]
    with out.open("w", encoding="utf-8") as file:
        for _ in range(rows):
            first, second = rng.choice(own), rng.choice(own)
            words = first[: rng.randint(1, len(first))] + second[rng.randint(0, len(second) - 1) :]
            if rng.random() < 0.5:
                name = "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))).title()
                words.insert(rng.randint(0, len(words)), name if rng.random() < 0.7 else str(rng.randint(2, 99_999)))
            file.write(" ".join(words[:24]) + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
