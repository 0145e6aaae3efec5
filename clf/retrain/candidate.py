"""The candidate as a model folder: weights that labels moved, under the calibration of the model they moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from clf.api import Model
from clf.model import folder
from clf.model.firmness import Firmness
from clf.model.linear import Linear
from clf.retrain.labels import Label

_CARD = """
## Adapted
From {base} to {labels:,} headlines that moderators decided ({clickbait:,} of them clickbait), each weight held as
firmly as the older data held it. Intercept, calibration and thresholds are as they were: they still speak of the raters
of the public corpora, not of this team's share of clickbait.
"""


def write_candidate(path: Path, base: Model, linear: Linear, labels: Sequence[Label]) -> str:
    """Write ``base`` with the weights of ``linear`` to ``path``; its id, which depends on nothing but its content."""
    firm = base.folder.firmness
    held = np.zeros(len(linear.hashes), np.float16)
    held[np.searchsorted(linear.hashes, base.linear.hashes)] = firm.ngrams
    said: Mapping[str, Any] = {
        "base": base.id, "labels": len(labels), "clickbait": sum(label.grade > 0.5 for label in labels),
        "sha256": checksum(labels), "seen_until": max((label.since for label in labels), default=0),
    }  # fmt: skip
    info = {name: base.info[name] for name in ("name", "cues", "ngrams", "training")}
    info["training"] = {**info["training"], "adapted": said}
    card = base.card().rstrip().replace(base.id, "{id}") + "\n" + _CARD.format(**said)
    return folder.write(
        path, linear, base.folder.calibration, info, card, base.folder.operating, Firmness(held, firm.cues)
    )


def checksum(labels: Sequence[Label]) -> str:
    """SHA-256 of what was learned from."""
    digest = sha256()
    for label in labels:
        row = f"{label.headline}\x1f{label.teaser}\x1f{label.grade:.6f}\x1f{label.weight:.6f}\x1e"
        digest.update(row.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def base_of(model: Model) -> str:
    """Id of the model that ``model`` was adapted from, itself if it was not."""
    adapted = model.info["training"].get("adapted")
    return str(adapted["base"]) if adapted else model.id


def seen_until(model: Model) -> int:
    """The first sight of the newest label that ``model`` was adapted to (microseconds since 1970); 0 if none."""
    adapted = model.info["training"].get("adapted")
    return int(adapted["seen_until"]) if adapted else 0
