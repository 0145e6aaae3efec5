"""How much a teaser should count: ``python -m lab.benchmarks.teaser_rule --corpora FOLDER``.

For each share that a teaser's words may have of a headline's, the model is fitted again and the project's own blocks
that have a teaser are scored by models that have not seen them.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from clf.fit import OWN, WEBIS, Recipe, own_folder
from clf.fit.corpora import CHAKRABORTY, before_cut
from clf.fit.fit import fit

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=Path, required=True)
    corpora = parser.parse_args().corpora
    own = OWN.read(own_folder())
    graded, labelled = {WEBIS.name: before_cut(WEBIS.read(corpora)), OWN.name: own}, CHAKRABORTY.read(corpora)
    rows = np.flatnonzero([bool(e.teaser) for e in own])
    grade, clickbait = np.array([e.grade for e in own])[rows], np.array([e.clickbait for e in own])[rows]
    print(f"{len(rows)} own blocks with a teaser")
    for share in SHARES:
        fitted = fit(graded, labelled, replace(Recipe(), teaser_share=share))
        log_odds = fitted.held_out[OWN.name][rows]
        error = np.mean((fitted.calibration.strength(log_odds) - grade) ** 2)
        print(f"share {share:.2f}: AUC {roc_auc_score(clickbait, log_odds):.4f}, MSE {error:.4f}", flush=True)


if __name__ == "__main__":
    main()
