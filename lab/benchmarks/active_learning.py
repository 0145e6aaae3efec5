"""How many labels the desk's teach order saves: Webis-17 as a desk that starts from a model that has never seen it.

    python -m lab.benchmarks.active_learning CORPORA [SEEDS]

The pool is Webis-17 before the time split, the measure AUC after it. Each run starts with 50 labels at random and asks
for more, 50 to 250 at a time, by the order at hand; after each batch the model is fitted again. It starts from nothing,
or is drawn towards a prior: a model of clf's own blocks and Chakraborty. Fitting is logistic regression on the features
of training, in its dual form, so that a step costs little. Prints Markdown: mean AUC and its spread over the seeds,
then with how many labels each order reaches what random order reaches. Needs 2 GB.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import sys
from pathlib import Path

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from sklearn.metrics import roc_auc_score

from clf.desk.teach import CANDIDATES, KNOWN, pick
from clf.fit import OWN, WEBIS, HeadlineVectorizer, Recipe, after_cut, features, own_folder
from clf.fit.corpora import CHAKRABORTY, before_cut
from clf.fit.fit import fit
from clf.model import sigmoid
from clf.text import fold

STEPS = (50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800, 900, 1000)
RANDOM_STEPS = (*STEPS, 1500, 2000)  # random order goes on, to say what the others' thousand are worth
SHOWN = (50, 100, 200, 300, 500, 1000, 2000)
ORDERS = ("random", "uncertainty", "teach")
L2, FREE = 0.5, 20.0  # penalty of the weights; variance of the intercept
NEWTON = 50


class Simulation:
    def __init__(self, corpora):
        rows = WEBIS.read(corpora)
        pool = list({fold(row.headline).text: row for row in before_cut(rows)}.values())
        test = after_cut(rows)
        self.headlines = [row.headline for row in pool]
        self.label = np.array([row.clickbait for row in pool], float)
        self.truth = [row.clickbait for row in test]
        prior = fit({OWN.name: OWN.read(own_folder())}, CHAKRABORTY.read(corpora)).linear
        self.prior = prior.log_odds(self.headlines, [""] * len(pool))
        self.prior_test = prior.log_odds([row.headline for row in test], [""] * len(test))
        vectorizer = HeadlineVectorizer().fit(self.headlines)
        X, T = (features(vectorizer, part, Recipe()) for part in (pool, test))
        self.kernel = (X @ X.T).toarray().astype(np.float32) / L2 + FREE
        self.kernel_test = (T @ X.T).toarray().astype(np.float32) / L2 + FREE

    def run(self, order, with_prior, seed):
        rng = np.random.default_rng(seed)
        count = len(self.label)
        offset = self.prior if with_prior else np.zeros(count)
        offset_test = self.prior_test if with_prior else 0.0
        labelled, log_odds, dual = rng.permutation(count)[:50], offset, np.zeros(0)
        reached = []
        for step in RANDOM_STEPS if order == "random" else STEPS:
            if step > len(labelled):
                labelled = self.more(order, labelled, log_odds, step - len(labelled), rng)
            dual = self.solve(labelled, offset, dual)
            log_odds = offset + self.kernel[:, labelled] @ dual
            reached.append(roc_auc_score(self.truth, offset_test + self.kernel_test[:, labelled] @ dual))
        return reached

    def more(self, order, labelled, log_odds, size, rng):
        """``labelled`` and ``size`` more."""
        left = np.setdiff1d(np.arange(len(self.label)), labelled)
        if order == "random":
            return np.concatenate([labelled, rng.choice(left, size, replace=False)])
        certainty = np.abs(sigmoid(log_odds[left]) - 0.5)
        nearest = np.argsort(certainty, kind="stable")
        if order == "uncertainty":
            return np.concatenate([labelled, left[nearest[:size]]])
        nearest = nearest[:CANDIDATES]
        asked = [self.headlines[i] for i in left[nearest]]
        known = [self.headlines[i] for i in labelled[-KNOWN:]]
        return np.concatenate([labelled, left[nearest[pick(asked, certainty[nearest], size, known)]]])

    def solve(self, labelled, offset, dual):
        """Dual coefficients by Newton's method (Rasmussen & Williams 2006, algorithm 3.1), steps halved while too long.

        It begins with those of the labels before, ``dual``.
        """
        kernel = self.kernel[np.ix_(labelled, labelled)].astype(float)
        label, offset = self.label[labelled], offset[labelled]
        dual = np.concatenate([dual, np.zeros(len(labelled) - len(dual))])

        def loss(dual):
            latent = kernel @ dual
            z = offset + latent
            return np.sum(np.logaddexp(0.0, z) - label * z) + 0.5 * dual @ latent

        value = loss(dual)
        for _ in range(NEWTON):
            latent = kernel @ dual
            p = sigmoid(offset + latent)
            weight = np.maximum(p * (1 - p), 1e-6)
            factor = cho_factor(kernel + np.diag(1 / weight), lower=True, check_finite=False)
            step = cho_solve(factor, latent + (label - p) / weight, check_finite=False) - dual
            while (after := loss(dual + step)) > value and np.abs(step).max() > 1e-9:
                step /= 2
            dual, gained, value = dual + step, value - after, after
            if gained < 1e-4:
                return dual
        raise RuntimeError(f"not converged with {len(labelled)} labels")


def labels_for(curve, target):
    """Fewest labels with which a curve is at ``target`` and stays there; None if it never is."""
    above = np.array(curve[: len(STEPS)]) >= target
    stays = np.logical_and.accumulate(above[::-1])[::-1]
    return STEPS[int(np.argmax(stays))] if stays.any() else None


def main(corpora, seeds):
    simulation = Simulation(corpora)
    for with_prior in (True, False):
        curves = {order: np.array([simulation.run(order, with_prior, s) for s in range(seeds)]) for order in ORDERS}
        title = "adapted from a prior" if with_prior else "from scratch"
        print(f"\n### {title}, {seeds} seeds\n\n| order | " + " | ".join(f"{step:,}" for step in SHOWN) + " |")
        print("|---" * (len(SHOWN) + 1) + "|")
        for order, runs in curves.items():
            reached = {step: runs[:, place] for place, step in enumerate(RANDOM_STEPS[: runs.shape[1]])}
            cells = [f"{reached[s].mean():.4f} ± {reached[s].std():.4f}" if s in reached else "" for s in SHOWN]
            print(f"| {order} | " + " | ".join(cells) + " |")
        print("\n| labels in random order | AUC | " + " | ".join(ORDERS[1:]) + " | seeds in which teach needs half |")
        print("|---" * (len(ORDERS) + 2) + "|")
        for step in (200, 300, 500, 1000, 2000):
            place = RANDOM_STEPS.index(step)
            target = curves["random"][:, place].mean()
            needed = [labels_for(curves[order].mean(0), target) for order in ORDERS[1:]]
            each = [labels_for(t, r[place]) for t, r in zip(curves["teach"], curves["random"], strict=True)]
            half = sum(need is not None and need <= step / 2 for need in each)
            print(f"| {step:,} | {target:.4f} | " + " | ".join(map(str, needed)) + f" | {half} of {seeds} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10)
