"""The model: load it, score and explain with it, and the registry of models."""

from __future__ import annotations

from clf.model.calibration import Calibration, sigmoid
from clf.model.folder import MANIFEST
from clf.model.linear import Firmness, Linear
from clf.model.live import SHIPPED, default_place, find_model, live_folder, read_live
from clf.model.model import Model, load
from clf.model.operating import Operating, Outcome, cost
from clf.model.registry import Registry
from clf.model.report import read
from clf.model.scorer import Scorer, as_block

__all__ = [
    "MANIFEST",
    "SHIPPED",
    "Calibration",
    "Firmness",
    "Linear",
    "Model",
    "Operating",
    "Outcome",
    "Registry",
    "Scorer",
    "as_block",
    "cost",
    "default_place",
    "find_model",
    "live_folder",
    "load",
    "read",
    "read_live",
    "sigmoid",
]
