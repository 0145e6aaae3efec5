"""The plots of the report, each an SVG to put into a page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from clf.evaluation.protocols import BY_GENRE, OWN_FOLDS, WEBIS_FOLDS, WEBIS_TEST

_BLUE, _RED, _GREY = "#2563a8", "#b3401f", "#8a8a8a"
_STYLE = {
    "svg.fonttype": "none", "svg.hashsalt": "clf", "font.family": "sans-serif", "font.size": 10,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "grid.color": "#e3e3e3",
    "axes.axisbelow": True, "legend.frameon": False, "figure.constrained_layout.use": True,
}  # fmt: skip


def plots(report: dict[str, Any]) -> dict[str, str]:
    """SVG of each plot by its name; only those that the report has figures for."""
    out = {}
    with matplotlib.rc_context(_STYLE):
        for name, (draw, about) in _PLOTS.items():
            figure = Figure(figsize=(7.2, 4.0))
            if draw(figure, report):
                out[name] = _svg(figure, about)
    return out


def _svg(figure: Any, about: str) -> str:
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    text = file.getvalue()
    body = re.sub(r"<metadata>.*?</metadata>", "", text[text.index("<svg"):], flags=re.S)
    return body.replace("<svg ", f'<svg role="img" aria-label="{about}" ', 1).strip()


def _test(report: dict[str, Any], *names: str) -> dict[str, Any] | None:
    tests = {test["name"]: test for test in report.get("tests", ())}
    return next((tests[name] for name in names if name in tests), None)


def _reliability(figure: Any, report: dict[str, Any]) -> bool:
    drawn = [(_test(report, WEBIS_TEST, WEBIS_FOLDS), _BLUE, "o"), (_test(report, BY_GENRE, OWN_FOLDS), _RED, "s")]
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=_GREY, linewidth=1, label="as promised")
    for test, colour, marker in drawn:
        if test:
            bins = test["reliability"]
            most = max(b["rows"] for b in bins)
            x, y = [b["predicted"] for b in bins], [b["observed"] for b in bins]
            axes.plot(x, y, color=colour, linewidth=1)
            axes.scatter(x, y, [8 + 90 * b["rows"] / most for b in bins], color=colour, marker=marker,
                         label=test["title"])  # fmt: skip
    axes.set(xlabel="probability", ylabel="share of clickbait", xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="lower right")
    return any(test for test, *_ in drawn)


def _coverage(figure: Any, report: dict[str, Any]) -> bool:
    test = _test(report, WEBIS_TEST, WEBIS_FOLDS)
    if test is None:
        return False
    axes = figure.subplots()
    metrics = test["metrics"]
    for band, colour, purity in (("clickbait", _RED, "precision_clickbait"), ("fine", _BLUE, "npv_fine")):
        points = test["coverage"][band]
        axes.plot([p[0] for p in points], [p[1] for p in points], color=colour,
                  label="called clickbait: precision" if band == "clickbait" else "called fine: NPV")  # fmt: skip
        share, right = metrics[f"share_{band}"], metrics[purity]
        if right:
            axes.plot([share["value"]] * 2, [right["low"], right["high"]], color=colour, linewidth=1)
            axes.plot(share["value"], right["value"], "o", color=colour, label=f"the band “{band}”")
    axes.set(xlabel="share of headlines that a band takes", ylabel="share it is right about")
    axes.set(xlim=(0, 1), ylim=(0, 1.02))
    axes.legend(loc="lower left")
    return True


def _slices(figure: Any, report: dict[str, Any]) -> bool:
    rows = sorted(report.get("slices", ()), key=lambda row: -row["auc"]["value"])
    if not rows:
        return False
    figure.set_size_inches(7.2, 1.2 + 0.24 * len(rows))
    axes = figure.subplots()
    for y, row in enumerate(rows):
        colour, auc = _BLUE if row["test"].startswith("webis") else _RED, row["auc"]
        axes.plot([auc["low"], auc["high"]], [y, y], color=colour, linewidth=1)
        axes.plot(auc["value"], y, "o", color=colour)
    axes.set_yticks(range(len(rows)), [f"{row['slice']} ({row['rows']:,})" for row in rows])
    axes.set(xlabel="AUC with 95 % interval (blue: Webis-17; red: own blocks)", xlim=(None, 1.0))
    return True


def _robustness(figure: Any, report: dict[str, Any]) -> bool:
    rows = report.get("robustness", [])[::-1]
    if not rows:
        return False
    axes = figure.subplots()
    for colour, key, label in ((_BLUE, "not_fine", "not fine"), (_RED, "f1", "found at the F1 threshold")):
        before = rows[0][f"before_{key}"]["value"]
        axes.axvline(before, color=colour, linewidth=1, linestyle=":")
        for y, row in enumerate(rows):
            after = row[f"after_{key}"]
            axes.plot([after["low"], after["high"]], [y, y], color=colour, linewidth=1)
            axes.plot(after["value"], y, "o", color=colour, label=None if y else label)
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows])
    axes.set(xlabel="recall after the attack (dotted: before)", xlim=(0, 1))
    axes.legend(loc="lower left")
    return True


def _wording(figure: Any, report: dict[str, Any]) -> bool:
    rows = report.get("wording", {}).get("tests", [])[::-1]
    axes = figure.subplots()
    axes.axvline(0.5, color=_GREY, linewidth=1, linestyle=":")
    for y, row in enumerate(rows):
        auc, low, high = row["auc"]
        axes.plot([low, high], [y, y], color=_BLUE, linewidth=1)
        axes.plot(auc, y, "o", color=_BLUE)
    axes.set_yticks(range(len(rows)), [row["test"] for row in rows])
    axes.set(xlabel="AUC with 95 % interval (dotted: a coin)")
    return bool(rows)


_PLOTS: dict[str, tuple[Callable[[Any, dict[str, Any]], bool], str]] = {
    "reliability": (_reliability, "Reliability diagram: probability against share of clickbait"),
    "coverage": (_coverage, "Coverage against precision of the bands"),
    "slices": (_slices, "AUC of each slice"),
    "wording": (_wording, "AUC of the wording signal on each corpus"),
    "robustness": (_robustness, "Recall after each attack"),
}
