"""A simulated desk: the shipped model learns from decisions of a corpus that it has never seen.

    python -m lab.benchmarks.simulated_desk CORPORA [SEEDS]

Decisions are labels of Salerno 2019-2020, drawn at random; what is left is measured on, and so is Webis-17 after the
time split. Each number of decisions is one run of what `clf retrain` does, in a registry of its own; `--corpora` is not
given to it, so it knows nothing of Webis. Prints a Markdown table, with means over the seeds.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.metrics import roc_auc_score

import clf
from clf.desk import Judgement
from clf.fit import WEBIS, after_cut
from clf.fit.corpora import SALERNO
from clf.model import Registry
from clf.retrain import retrain
from clf.types import HeadlineBlock

STEPS, REST = (50, 200, 1000, 5000), 6000


def auc(model, rows):
    scores = model.log_odds([HeadlineBlock(row.headline) for row in rows])
    return roc_auc_score([row.clickbait for row in rows], scores)


def main(corpora, seeds):
    salerno, webis = SALERNO.read(corpora), after_cut(WEBIS.read(corpora))
    live = clf.load("shipped")
    before = auc(live, webis)
    found = {step: [] for step in STEPS}
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(salerno))
        rest = [salerno[i] for i in order[:REST]]
        start = auc(live, rest)
        for step in STEPS:
            decided = [salerno[i] for i in order[REST : REST + step]]
            judgements = [
                Judgement(row.headline, "", "clickbait" if row.clickbait else "fine", "team", n, n)
                for n, row in enumerate(decided, 1)
            ]
            with TemporaryDirectory() as place:
                done = retrain(judgements, Registry(Path(place)), "benchmark")
                candidate = clf.load(Path(place) / done.candidate)
            found[step].append(
                (auc(candidate, rest) - start, auc(candidate, webis) - before, done.status == "promoted", start)
            )
            print(f"seed {seed}, {step} decisions: {done.sentence}", file=sys.stderr)
    print(
        f"\n{live.id}, {seeds} draws; Webis-17 at {before:.4f}, Salerno at "
        f"{np.mean([row[3] for row in found[STEPS[0]]]):.4f} to begin with\n"
    )
    print("| decisions | Salerno, the rest: AUC gained | least | Webis-17: AUC lost | most | promoted |")
    print("|---|---|---|---|---|---|")
    for step, rows in found.items():
        gained, kept, promoted = (np.array([row[i] for row in rows], float) for i in range(3))
        print(
            f"| {step:,} | {gained.mean():+.4f} | {gained.min():+.4f} | {-kept.mean():.4f} | {-kept.min():.4f} | "
            f"{int(promoted.sum())} of {seeds} |"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
