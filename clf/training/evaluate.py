"""What a model is worth on headlines it was not trained on, beside rules that know nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from clf.errors import CorpusError
from clf.model.calibration import Calibration
from clf.model.linear import Linear
from clf.model.scorer import Scorer
from clf.training.corpora import CHAKRABORTY, OWN, SALERNO, WEBIS, Example, own_folder
from clf.training.fit import fit
from clf.training.metrics import capitals_rule, length_rule, measure
from clf.training.recipe import Recipe
from clf.training.splits import after_cut, before_cut


def evaluate(scorer: Scorer, corpora: Path, report: Callable[[str], None] = lambda _: None) -> list[dict[str, Any]]:
    """Measure ``scorer``, and fits of its recipe that leave a corpus out, on the corpora under ``corpora``.

    Each row has ``test``, ``trained_on``, the metrics of `measure`, and ``rules``: ROC-AUC of trivial rules.
    Raises `CorpusError` if Webis-17 is not there.
    """
    if not WEBIS.present(corpora):
        raise CorpusError(f"{WEBIS.title} is not under {corpora}: see `clf data list` for where to get it")
    recipe = Recipe(**scorer.folder.info["training"]["recipe"])
    webis, own = WEBIS.read(corpora), OWN.read(own_folder())
    made_of = " + ".join(c["name"] for c in scorer.folder.info["training"]["corpora"])
    graded = {WEBIS.name: before_cut(webis), OWN.name: own}
    report("Webis-17, posts after the time split")
    linear, calibration = scorer.linear, scorer.calibration
    rows = [_row("webis-17, later posts", made_of, linear, calibration, after_cut(webis), graded=True)]
    if SALERNO.present(corpora):
        report("Salerno 2019-2020")
        rows.append(_row("salerno-19-20", made_of, linear, calibration, SALERNO.read(corpora)))
    labelled = CHAKRABORTY.read(corpora) if CHAKRABORTY.present(corpora) else []
    if labelled:
        report("Chakraborty, left out of training")
        without = fit(graded, recipe=recipe)
        rows.append(_row("chakraborty-16", "webis-17 + own", without.linear, without.calibration, labelled))
    report("clf's own blocks, five folds")
    fitted = fit(graded, labelled, recipe)
    found = measure(fitted.held_out[OWN.name], own, fitted.calibration, graded=True)
    rows.append({"test": "own blocks", "trained_on": f"{made_of}, other folds", **found, "rules": _rules(own)})
    return rows


def _row(
    test: str, made_of: str, linear: Linear, calibration: Calibration, examples: Sequence[Example], graded: bool = False
) -> dict[str, Any]:
    log_odds = linear.log_odds([e.headline for e in examples], [e.teaser for e in examples])
    found = measure(log_odds, examples, calibration, graded=graded)
    return {"test": test, "trained_on": made_of, **found, "rules": _rules(examples)}


def _rules(examples: Sequence[Example]) -> dict[str, float]:
    clickbait = np.array([e.clickbait for e in examples])
    return {
        "capitals": float(roc_auc_score(clickbait, capitals_rule(examples))),
        "length": float(roc_auc_score(clickbait, length_rule(examples))),
    }
