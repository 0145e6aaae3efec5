"""Figures as SVG, the same bytes for the same numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

COLOUR = "#2a6f97"


def figure(columns: int, height: float = 3.2) -> tuple[Any, Any]:
    """A figure and its axes, side by side."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "clf"
    from matplotlib import pyplot

    drawn, axes = pyplot.subplots(1, columns, figsize=(4.5 * max(columns, 1.6), height), layout="constrained")
    for axis in [axes] if columns == 1 else axes:
        axis.spines[["top", "right"]].set_visible(False)
    return drawn, axes


def save(drawn: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn.savefig(path, metadata={"Date": None})
