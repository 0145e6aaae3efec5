"""Decisions become labels, a candidate model, a gate and a report; and drift."""

from __future__ import annotations

from clf.retrain.difference import difference
from clf.retrain.drift import Seen, compared, seen_at
from clf.retrain.report import measured
from clf.retrain.run import retrain
from clf.retrain.tables import read_labels

__all__ = ["Seen", "compared", "difference", "measured", "read_labels", "retrain", "seen_at"]
