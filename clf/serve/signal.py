"""A score in the shape of a signal of ROOST's Coop: what `run` of a `PluginSignalDescriptor` takes and returns.

Shapes: roostorg/coop, server/services/signalsService/signals/SignalBase.ts (`SignalInput`, `SignalResult`,
`SignalErrorResult`) and PluginSignalAdapter.ts; what becomes of it: condition_evaluator/leafCondition.ts. Read
November 2026.
"""

from __future__ import annotations

import math
from typing import Any

from clf.api import Model
from clf.errors import extra
from clf.serve.batch import SignalRequest, block_of, parsed
from clf.serve.limits import Limits
from clf.serve.manifest import INTEGRATION, manifest
from clf.serve.problems import Problem

with extra("serve"):
    from pydantic import ValidationError

TYPE = "CLF_CLICKBAIT"
_NUMBER = {"scalarType": "NUMBER"}
_FOREIGN = {  # a `SerializableError` of server/utils/errors.ts
    "name": "SignalPermanentError", "status": 500, "type": ["/errors/permanent-signal-error"],
    "title": "Unsupported language: clf scores English headlines",
}  # fmt: skip


def descriptor(model: Model) -> dict[str, Any]:
    """What a plugin tells Coop of the signal, and of itself. Thresholds are those of the bands; people decide."""
    return {
        "id": {"type": TYPE},
        "displayName": "Clickbait (clf)",
        "description": "Chance that most of five people would call the headline clickbait. It measures how a headline "
        "is written, not whether a story is true.",
        "docsUrl": None,
        "recommendedThresholds": {
            "highPrecisionThreshold": model.thresholds["clickbait"], "highRecallThreshold": model.thresholds["fine"],
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
    }  # fmt: skip


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
    return {"score": score.probability, "outputType": _NUMBER, "band": score.band.value, "model": model.id,
            "notices": list(score.notices)}  # fmt: skip
