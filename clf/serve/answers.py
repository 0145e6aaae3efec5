"""From a batch to the JSON of an answer: all of it by one model, whose id it names."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

from clf.evidence import Evidencer
from clf.model import Model
from clf.serve.batch import Batch, weight_of
from clf.serve.limits import Limits
from clf.serve.problems import Problem
from clf.types import HeadlineBlock

SCORE_COST, EXPLAIN_COST = 1, 8
"""What scoring and explaining a folded character cost, relative to each other."""

_STEP_ITEMS, _STEP_WEIGHT = 64, 8_000  # scored in one go, between two looks at the clock


def scores(batch: Batch, model: Model, evidencer: Evidencer | None, limits: Limits, until: float) -> dict[str, Any]:
    """The answer to a batch to score; raises `Problem` 503 if it is not done ``until`` then (`time.monotonic`)."""
    return _answer(batch, model, limits, evidencer, until, False)


def explanations(
    batch: Batch, model: Model, evidencer: Evidencer | None, limits: Limits, until: float
) -> dict[str, Any]:
    """The answer to a batch to explain; items of unsupported languages have a score without numbers only."""
    return _answer(batch, model, limits, evidencer, until, True)


def _answer(
    batch: Batch, model: Model, limits: Limits, evidencer: Evidencer | None, until: float, explain: bool
) -> dict[str, Any]:
    if batch.evidence and evidencer is None:
        raise Problem(400, "evidence is not offered: start the service with --evidence")
    found: dict[int, dict[str, Any]] = {index: {"error": error} for index, error in batch.errors.items()}

    def look() -> None:
        if time.monotonic() > until:  # of the clock, since the request came: it may have waited for a thread
            raise Problem(503, f"not done in {limits.seconds:g} seconds: send fewer items", {"Retry-After": "1"})

    for indices, blocks in _steps(batch):
        look()
        for index, block, score in zip(
            indices, blocks, model.score(blocks, any_language=batch.any_language), strict=True
        ):
            known = not math.isnan(score.probability)
            said = found[index] = (
                score.to_dict() if known else {**score.to_dict(), "probability": None, "strength": None}
            )
            if explain or batch.evidence:
                look()
            if explain and known:
                why = model.explain(block).to_dict()
                said["explanation"] = {key: why[key] for key in why if key not in ("block", "score")}
            if batch.evidence and evidencer:
                said["evidence"] = evidencer.find(block).to_dict()
    results = [
        {"index": index, **({"id": batch.ids[index]} if index in batch.ids else {}), **found[index]}
        for index in range(batch.count)
    ]
    return {"model": model.id, "scored": len(batch.blocks), "failed": len(batch.errors), "results": results}


def _steps(batch: Batch) -> Iterator[tuple[list[int], list[HeadlineBlock]]]:
    """The items in their order, some at a time: scoring one by one takes ten times as long."""
    indices: list[int] = []
    weight = 0
    for index, block in batch.blocks.items():
        indices.append(index)
        weight += weight_of(block)
        if len(indices) == _STEP_ITEMS or weight >= _STEP_WEIGHT:
            yield indices, [batch.blocks[i] for i in indices]
            indices, weight = [], 0
    if indices:
        yield indices, [batch.blocks[i] for i in indices]
