"""Headlines a second on one core: clf, fastText and scikit-learn side by side, in one run on one file.

    python benchmarks/throughput.py [--rows 1000000] [--headlines FILE] [--train FILE] [--json OUT]

Every contestant reads the file and ends with one probability a headline. Rounds are interleaved (clf, fastText,
scikit-learn, clf, ...), so that whatever else the machine does hits all of them, and all run on one core with one
thread. Slow contestants get the first part of the file; their throughput does not depend on its length. fastText is
timed twice: as Python calls it, and inside its own C++ (`test`, which reads a file and keeps no probabilities).
``--train`` is a file of lines "label<TAB>headline" that the peers learn from; without it they learn from the project's
own corpus, which makes them quicker than they would be: their vocabulary is small. How good they are is not measured.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import fasttext
import numpy as np
from headlines import write
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

import clf
from clf.model.calibration import sigmoid
from clf.text.characters import TOKEN_PATTERN
from clf.text.pack import pack_buffer
from clf.training.corpora import OWN, own_folder

SLOW_ROWS, MIDDLING_ROWS = 20_000, 200_000
Contestant = Callable[[Path, int], int]  # scores the first rows of a file, and says how many


def ours(path: Path, rows: int) -> int:
    """The whole way from the file's bytes."""
    data = np.asarray(np.memmap(path, np.uint8, "r"))
    ends = np.flatnonzero(data == 10)[:rows]
    offsets = np.zeros(len(ends) + 1, np.int64)
    offsets[1:] = ends + 1  # a line's own end folds away
    return len(sigmoid(MODEL.linear.packed_log_odds(pack_buffer(data, offsets))))


def fasttext_peers(train: list[tuple[int, str]], labelled: Path, **options: int) -> tuple[Contestant, Contestant]:
    """A supervised fastText model, called from Python and in C++; the latter reads ``labelled``."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{label} {text}\n" for label, text in train)
        file.flush()
        model = fasttext.train_supervised(file.name, epoch=5, thread=1, verbose=0, **options)

    def from_python(path: Path, rows: int) -> int:
        return len(np.array([p[0] for p in model.predict(_lines(path, rows))[1]]))

    def in_cpp(path: Path, rows: int) -> int:
        return int(model.test(str(labelled))[0])  # the same rows, each with a label in front

    return from_python, in_cpp


def sklearn_peer(train: list[tuple[int, str]]) -> Contestant:
    """TF-IDF of the same n-grams and logistic regression."""
    features = make_union(TfidfVectorizer(ngram_range=(1, 3), token_pattern=TOKEN_PATTERN, min_df=3),
                          TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3))  # fmt: skip
    model = make_pipeline(features, LogisticRegression(max_iter=200))
    model.fit([text for _, text in train], [label for label, _ in train])
    return lambda path, rows: len(model.predict_proba(_lines(path, rows))[:, 1])


def _lines(path: Path, rows: int) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n", rows)[:rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--headlines", type=Path)
    parser.add_argument("--train", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        path = args.headlines or Path(folder) / "headlines.txt"
        if not args.headlines:
            write(path, args.rows)
        rows = min(args.rows, path.read_bytes().count(b"\n"))
        lines = _lines(path, rows)
        about = f"{rows:,} headlines, {len(set(lines)):,} distinct, {_words(lines):,} words; {args.rounds} rounds"
        labelled = Path(folder) / "labelled.txt"
        labelled.write_text("".join(f"__label__0 {line}\n" for line in lines[:MIDDLING_ROWS]), encoding="utf-8")
        train = _training(args.train)
        same, same_cpp = fasttext_peers(train, labelled, wordNgrams=3, minn=2, maxn=5)
        lean, lean_cpp = fasttext_peers(train, labelled, wordNgrams=2, minn=0, maxn=0)
        contestants: dict[str, tuple[Contestant, int]] = {
            "clf": (ours, rows),
            "fastText, same n-grams": (same, MIDDLING_ROWS),
            "fastText, same n-grams, in C++": (same_cpp, MIDDLING_ROWS),
            "fastText, words and bigrams": (lean, MIDDLING_ROWS),
            "fastText, words and bigrams, in C++": (lean_cpp, MIDDLING_ROWS),
            "scikit-learn TF-IDF, same n-grams": (sklearn_peer(train), SLOW_ROWS),
        }
        speeds: dict[str, list[float]] = {name: [] for name in contestants}
        for turn in range(args.rounds + 1):  # the first is a warm-up
            for name, (run, most) in contestants.items():
                count = min(rows, most)
                start = time.perf_counter()
                assert run(path, count) == count
                if turn:
                    speeds[name].append(count / (time.perf_counter() - start))
    result = {name: statistics.median(values) for name, values in speeds.items()}
    table = Table("one core", "rows", "a second", "clf is faster by", title=about)
    for name, speed in result.items():
        table.add_row(name, f"{min(rows, contestants[name][1]):,}", f"{speed:,.0f}", f"{result['clf'] / speed:.1f}")
    Console().print(table)
    if args.json:
        args.json.write_text(json.dumps({"about": about, "median": result, "rounds": speeds}, indent=1))


def _words(lines: list[str]) -> int:
    return len({word for line in lines for word in line.split()})


def _training(path: Path | None) -> list[tuple[int, str]]:
    if path is None:
        return [(int(e.clickbait), e.headline) for e in OWN.read(own_folder())]
    rows = (line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return [(int(label), text) for label, text in rows]


MODEL = clf.load()
if __name__ == "__main__":
    main()
