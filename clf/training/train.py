"""Training a model folder from corpora on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from clf.errors import CorpusError
from clf.model import folder
from clf.model.calibration import sigmoid
from clf.text.cues import phrase_cues, style_cues
from clf.text.names import spelled
from clf.training.bands import operating_table
from clf.training.card import write_card
from clf.training.corpora import CHAKRABORTY, OWN, WEBIS, Example, Source, own_folder
from clf.training.fit import Fit, fit
from clf.training.recipe import Recipe
from clf.training.soft_labels import shipped_labels
from clf.training.splits import before_cut

NAMED_NGRAMS = 200
LEAST_TEXTS = 5  # an n-gram that fewer texts have is never shown by name


def train(
    out: Path, corpora: Path | None = None, name: str = "headlines-en", recipe: Recipe | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> str:  # fmt: skip
    """Train from the corpora found under ``corpora`` (and clf's own), write the folder ``out``, return the model's id.

    Of Webis-17 the part before the time split is used, so that what comes after can measure this very model.
    Raises `CorpusError` if ``corpora`` holds none of the corpora clf trains from.
    """
    recipe = recipe or Recipe()
    graded: dict[str, list[Example]] = {}
    labelled: list[Example] = []
    used: list[tuple[Source, list[Example], str]] = []
    if corpora is not None:
        if not corpora.is_dir():
            raise CorpusError(f"no folder {corpora}: give the folder that holds the corpora")
        if not any(source.present(corpora) for source in (WEBIS, CHAKRABORTY)):
            raise CorpusError(f"{corpora} holds no corpus to train from: see `clf data list` for where to get them")
        if WEBIS.present(corpora):
            graded[WEBIS.name] = before_cut(WEBIS.read(corpora))
            used.append((WEBIS, graded[WEBIS.name], "graded by five raters each; those before 2017-03-30"))
    graded[OWN.name] = OWN.read(own_folder())
    used.append((OWN, graded[OWN.name], "graded by the project"))
    if corpora is not None and CHAKRABORTY.present(corpora):
        labelled = CHAKRABORTY.read(corpora)
        used.append((CHAKRABORTY, labelled, "texts for the teacher; the publishers' labels are not used"))
    labels = shipped_labels() if WEBIS.name in graded else None
    fitted = fit(graded, labelled, recipe, report, labels)
    training = {
        "recipe": asdict(recipe),
        "corpora": [
            {"name": s.name, "title": s.title, "rows": len(rows), "role": role, "licence": s.licence,
             "citation": s.citation, "sha256": _digest(rows)}
            for s, rows, role in used
        ],
        "teacher": {"labels": len(labels.known), "sha256": labels.digest()} if labels else None,
        "bands": _bands(fitted, next(iter(graded)), recipe),
    }  # fmt: skip
    cues = [{"name": c.name, "title": c.title, "reason": c.reason} for c in (*phrase_cues(), *style_cues())]
    info = {"name": name, "cues": cues, "ngrams": strongest(fitted), "training": training}
    report(f"writing {out}")
    calibration = asdict(fitted.calibration)
    card = write_card(training, calibration, len(fitted.linear.hashes), len(cues), recipe.teaser_share)
    anchor = next(iter(graded))
    clickbait = np.array([e.clickbait for e in graded[anchor]], bool)
    operating = operating_table(sigmoid(fitted.held_out[anchor]), clickbait)
    return folder.write(out, fitted.linear, fitted.calibration, info, card, operating, fitted.firmness)


def strongest(fitted: Fit, count: int = NAMED_NGRAMS) -> list[dict[str, Any]]:
    """The words and phrases that weigh most by ``|weight| * sqrt(texts)``; none of fewer than 5 texts."""
    frequency = fitted.vectorizer.document_frequency_
    weights = fitted.linear.weights.astype(np.float64)
    order = np.argsort(-np.abs(weights) * np.sqrt(frequency), kind="stable")
    chosen = order[frequency[order] >= LEAST_TEXTS][: 10 * count]
    names = spelled(fitted.texts, fitted.linear.hashes[chosen])
    rows = [
        {"ngram": names[h], "weight": round(float(weights[i]), 4), "texts": int(frequency[i])}
        for i, h in zip(chosen.tolist(), fitted.linear.hashes[chosen].tolist(), strict=True)
    ]
    return [row for row in rows if not str(row["ngram"]).startswith("/")][:count]  # pieces of words tell people little


def _digest(examples: Sequence[Example]) -> str:
    digest = hashlib.sha256()
    for example in examples:
        digest.update(f"{example.headline}\x1f{example.teaser}\x1f{example.grade:.6f}\x1e".encode())
    return digest.hexdigest()


def _bands(fitted: Fit, anchor: str, recipe: Recipe) -> dict[str, float]:
    probability = sigmoid(fitted.held_out[anchor])
    clickbait = float(np.mean(probability >= fitted.calibration.clickbait))
    fine = float(np.mean(probability < fitted.calibration.fine))
    return {
        "precision": recipe.precision, "negative_precision": recipe.negative_precision,
        "fine_prevalence": recipe.fine_prevalence,
        "clickbait_share": clickbait, "fine_share": fine, "unsure_share": 1.0 - clickbait - fine,
    }  # fmt: skip
