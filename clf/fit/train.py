"""The model card, generated with every model.

Training a model folder from corpora on disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from clf.errors import CorpusError
from clf.fit.bands import operating_table
from clf.fit.corpora import CHAKRABORTY, OWN, WEBIS, Example, Source, before_cut, own_folder
from clf.fit.fit import Fit, fit
from clf.fit.rows import Recipe
from clf.fit.soft_labels import shipped_labels
from clf.model import folder, sigmoid
from clf.text import phrase_cues, spelled, style_cues
from clf.types import Band

_CARD = """# {id}

A linear model of how headlines are written, for clf. It gives the chance that a
majority of five human raters would call a headline block clickbait, and the mean judgement they would give. It
does not decide whether a story is true.

## Made from
{corpora}

Graded judgements are fitted as soft labels by logistic regression with a ridge penalty. A small transformer
fine-tuned on the rated headlines adds what it makes of them, of the titles of their articles and of the headlines of
corpora labelled by publisher, whose own labels are not used. Each corpus has its own intercept, so that a corpus's
share of clickbait is not learned. Calibrated on headlines of *{anchor}*, each scored by a model that had not seen it.

## Features
{ngrams:,} n-grams (words 1-3, characters 2-5 within words) and {cues} named cues, of folded text: capitals,
invisible characters and a trailing cut change nothing, look-alike letters next to nothing. A teaser's words count
{teaser_share:g} times a headline's.

## Bands
- **clickbait** from probability {clickbait:.3f}: chosen so that {precision:.0%} of the headlines in it are clickbait;
  {clickbait_share:.1%} of held-out headlines are in it.
- **fine** below {fine:.3f}: chosen so that {negative_precision:.0%} of the headlines in it are not clickbait even on a
  page where {fine_prevalence:.0%} of all are; {fine_share:.1%} of held-out headlines are in it.
- **unsure** between them: {unsure_share:.1%}.

## Meant for
Helping a moderator look first at what deserves a look, with the reasons in view. English headlines.

## Not meant for
Deciding without a person; judging an outlet, an author or a story; telling true from false; other languages.
The raters of the public corpora were US crowd workers, and its headlines come from US publishers of 2016-2017.
"""


def write_card(
    training: dict[str, Any], calibration: dict[str, float], ngrams: int, cues: int, teaser_share: float
) -> str:
    """Markdown of the card; ``{id}`` is left for the folder's writer to fill in."""
    corpora = "\n".join(
        f"- {c['title']}: {c['rows']:,} headlines, {c['role']}. Licence: {c['licence']}. {c['citation']}."
        for c in training["corpora"]
    )
    return _CARD.format(
        id="{id}",
        corpora=corpora,
        anchor=training["corpora"][0]["title"],
        ngrams=ngrams,
        cues=cues,
        teaser_share=teaser_share,
        **calibration,
        **training["bands"],
    )


NAMED_NGRAMS = 200
LEAST_TEXTS = 5  # an n-gram that fewer texts have is never shown by name


def train(
    out: Path,
    corpora: Path | None = None,
    name: str = "headlines-en",
    recipe: Recipe | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> str:
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
            {
                "name": s.name,
                "title": s.title,
                "rows": len(rows),
                "role": role,
                "licence": s.licence,
                "citation": s.citation,
                "sha256": _digest(rows),
            }
            for s, rows, role in used
        ],
        "teacher": {"labels": len(labels.known), "sha256": labels.digest()} if labels else None,
        "bands": _bands(fitted, next(iter(graded)), recipe),
    }
    cues = [{"name": c.name, "title": c.title, "reason": c.reason} for c in (*phrase_cues(), *style_cues())]
    info = {"name": name, "cues": cues, "ngrams": strongest(fitted), "training": training}
    report(f"writing {out}")
    calibration = fitted.calibration.numbers()
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
    codes = fitted.calibration.thresholds.band_codes(probability)
    clickbait, fine = (float(np.mean(codes == band.code)) for band in (Band.CLICKBAIT, Band.FINE))
    return {
        "precision": recipe.precision,
        "negative_precision": recipe.negative_precision,
        "fine_prevalence": recipe.fine_prevalence,
        "clickbait_share": clickbait,
        "fine_share": fine,
        "unsure_share": 1.0 - clickbait - fine,
    }
