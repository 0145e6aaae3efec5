"""A plugin for ROOST's Coop: the manifest with its model card, and scores in the shape of a signal.

Shapes: roostorg/coop, types/integration.ts (`IntegrationManifest`, `ModelCard`, `REQUIRED_MODEL_CARD_SECTION_IDS`);
loadPlugins.ts refuses a plugin whose card lacks one of these sections. For signals: server/services/signalsService/
signals/SignalBase.ts (`SignalInput`, `SignalResult`, `SignalErrorResult`), PluginSignalAdapter.ts and
condition_evaluator/leafCondition.ts. Read November 2026.
"""

from __future__ import annotations

import math
import re
from typing import Any

import clf
from clf.errors import extra
from clf.model import Model
from clf.serve.batch import SignalRequest, block_of, parsed
from clf.serve.limits import Limits
from clf.serve.problems import Problem

INTEGRATION = "CLF"
_ABOUT = (
    "Chance that most of five people would call a headline clickbait, and why. It measures how a headline is "
    "written, not whether a story is true."
)
# Section of Coop's card: its title, the headings of clf's card that answer it, and what does where none is there.
_SECTIONS = {
    "trainingData": ("Training data", ("Made from", "Adapted"), "The model's card does not say."),
    "policyAndTaxonomy": (
        "Policy and taxonomy",
        (),
        "One question: would most of five people call it clickbait? "
        "Three answers: clickbait, fine, unsure. No policy of yours is in it.",
    ),
    "annotationMethodology": (
        "Annotation",
        (),
        "Graded judgements, and a team's own decisions where it was "
        "retrained; Training data says whose each corpus is.",
    ),
    "performanceBenchmarks": ("Performance", ("Bands",), "The model's card does not say."),
    "biasAndLimitations": ("Bias and limitations", ("Not meant for",), "English headlines only."),
    "implementationGuidance": ("Guidance", ("Meant for",), "To order what people look at, not to decide."),
    "relevantLinks": ("Links", (), "docs/model.md, docs/evaluation.md and docs/roost.md of clf"),
}


def manifest(model: Model, signals: list[str]) -> dict[str, Any]:
    """The manifest of a plugin that offers ``signals``, which are ids of types."""
    parts = parts_of(model.card())
    sections = []
    for name, (title, headings, said) in _SECTIONS.items():
        fields = [{"label": heading, "value": parts[heading]} for heading in headings if heading in parts]
        sections.append({"id": name, "title": title, "fields": fields or [{"label": title, "value": said}]})
    return {
        "id": INTEGRATION,
        "name": "Clickbait (clf)",
        "version": clf.__version__,
        "description": _ABOUT,
        "requiresConfig": False,
        "signalTypeIds": signals,
        "modelCard": {"modelName": "clf", "version": model.id, "sections": sections},
    }


def parts_of(card: str) -> dict[str, str]:
    """Texts of Markdown by the heading of second rank above them, each on one line.

    >>> parts_of("# m\\n## Made from\\n- a\\n- b\\n\\n## Bands\\n**x** from\\n0.9\\n")
    {'Made from': '- a - b', 'Bands': 'x from 0.9'}
    """
    _, *parts = re.split(r"^## ", card, flags=re.M)
    return {heading: " ".join(text.replace("*", "").split()) for heading, _, text in (p.partition("\n") for p in parts)}


with extra("serve"):
    from pydantic import ValidationError

TYPE = "CLF_CLICKBAIT"
_NUMBER = {"scalarType": "NUMBER"}
_FOREIGN = {  # a `SerializableError` of server/utils/errors.ts
    "name": "SignalPermanentError",
    "status": 500,
    "type": ["/errors/permanent-signal-error"],
    "title": "Unsupported language: clf scores English headlines",
}


def descriptor(model: Model) -> dict[str, Any]:
    """What a plugin tells Coop of the signal, and of itself. Thresholds are those of the bands; people decide."""
    return {
        "id": {"type": TYPE},
        "displayName": "Clickbait (clf)",
        "description": "Chance that most of five people would call the headline clickbait. It measures how a headline "
        "is written, not whether a story is true.",
        "docsUrl": None,
        "recommendedThresholds": {
            "highPrecisionThreshold": model.thresholds.clickbait,
            "highRecallThreshold": model.thresholds.fine,
        },
        "supportedLanguages": ["ENGLISH"],
        "pricingStructure": {"type": "FREE"},
        "eligibleInputs": ["STRING"],
        "outputType": _NUMBER,
        "cost": 0,
        "needsMatchingValues": False,
        "eligibleSubcategories": [],
        "needsActionPenalties": False,
        "integration": INTEGRATION,
        "allowedInAutomatedRules": False,
        "model": model.id,
        "manifest": manifest(model, [TYPE]),
    }


def run(body: bytes, model: Model, limits: Limits) -> dict[str, Any]:
    """The signal's result for Coop's input ``body``; raises `Problem` if it has no text that can be scored."""
    try:
        text = SignalRequest.model_validate(parsed(body)).value.value
    except ValidationError:
        raise Problem(400, 'value must be {"type": "STRING", "value": "a headline"}') from None
    try:
        block = block_of(text, limits)
    except ValueError as error:
        raise Problem(422, f"value: {error}") from None
    (score,) = model.score([block], any_language=False)
    if math.isnan(score.probability):
        return {"type": "ERROR", "score": _FOREIGN, "model": model.id}
    return {
        "score": score.probability,
        "outputType": _NUMBER,
        "band": score.band.value,
        "model": model.id,
        "notices": list(score.notices),
    }
