"""Headlines a second on one core: clf, fastText and scikit-learn side by side, in one run on one file.

    python benchmarks/throughput.py [--rows 1000000] [--headlines FILE] [--train FILE] [--json OUT]

Every contestant reads the file and ends with one probability a headline. Rounds are interleaved (clf, fastText,
scikit-learn, clf, ...), so that whatever else the machine does hits all of them. Slow contestants get the first part
of the file; their throughput does not depend on its length. ``--train`` is a file of lines "label<TAB>headline" that
the peers learn from; without it they learn from the project's own corpus. How good they are is not measured here.
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
from clf.text.fold import TOKEN_PATTERN
from clf.text.pack import pack_buffer
from clf.training.corpora import OWN, own_folder

SLOW_ROWS, MIDDLING_ROWS = 20_000, 200_000
Contestant = Callable[[Path, int], np.ndarray]


def ours(path: Path, rows: int) -> np.ndarray:
    """The whole way from the file's bytes."""
    data = np.frombuffer(path.read_bytes(), np.uint8)
    ends = np.flatnonzero(data == 10)[:rows]
    offsets = np.zeros(len(ends) + 1, np.int64)
    offsets[1:] = ends + 1  # a line's own end folds away
    return sigmoid(MODEL.linear.packed_log_odds(pack_buffer(data, offsets)))


def fasttext_peer(train: list[tuple[int, str]], **options: int) -> Contestant:
    """A supervised fastText model."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{label} {text}\n" for label, text in train)
        file.flush()
        model = fasttext.train_supervised(file.name, epoch=5, thread=1, verbose=0, **options)

    def run(path: Path, rows: int) -> np.ndarray:
        return np.array([p[0] for p in model.predict(_lines(path, rows))[1]])

    return run


def sklearn_peer(train: list[tuple[int, str]]) -> Contestant:
    """TF-IDF of the same n-grams and logistic regression."""
    features = make_union(TfidfVectorizer(ngram_range=(1, 3), token_pattern=TOKEN_PATTERN, min_df=3),
                          TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3))  # fmt: skip
    model = make_pipeline(features, LogisticRegression(max_iter=200))
    model.fit([text for _, text in train], [label for label, _ in train])
    return lambda path, rows: model.predict_proba(_lines(path, rows))[:, 1]


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
        train = _training(args.train)
        contestants: dict[str, tuple[Contestant, int]] = {
            "clf": (ours, rows),
            "fastText, same n-grams": (fasttext_peer(train, wordNgrams=3, minn=2, maxn=5), MIDDLING_ROWS),
            "fastText, words and bigrams": (fasttext_peer(train, wordNgrams=2, minn=0, maxn=0), MIDDLING_ROWS),
            "scikit-learn TF-IDF, same n-grams": (sklearn_peer(train), SLOW_ROWS),
        }
        speeds: dict[str, list[float]] = {name: [] for name in contestants}
        for turn in range(args.rounds + 1):  # the first is a warm-up
            for name, (run, most) in contestants.items():
                count = min(rows, most)
                start = time.perf_counter()
                assert len(run(path, count)) == count
                if turn:
                    speeds[name].append(count / (time.perf_counter() - start))
    result = {name: statistics.median(values) for name, values in speeds.items()}
    title = f"{rows:,} headlines, {args.rounds} rounds"
    table = Table("one core", "headlines a second", "clf is faster by", title=title)
    for name, speed in result.items():
        table.add_row(name, f"{speed:,.0f}", f"{result['clf'] / speed:.1f}")
    Console().print(table)
    if args.json:
        args.json.write_text(json.dumps({"rows": rows, "median": result, "rounds": speeds}, indent=1))


def _training(path: Path | None) -> list[tuple[int, str]]:
    if path is None:
        return [(int(e.clickbait), e.headline) for e in OWN.read(own_folder())]
    rows = (line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines())
    return [(int(label), text) for label, text in rows]


MODEL = clf.load()
if __name__ == "__main__":
    main()
