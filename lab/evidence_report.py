"""What the evidence about misinformation was measured to be worth: the report that the project keeps beside its docs.

It is not part of an installed package; nothing in it is read to find evidence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPORT = Path(__file__).parent.parent / "docs" / "misinformation-report" / "report.json"
COMMAND = "clf evaluate --only matching --corpora FOLDER --factchecks FOLDER --out REPORT"


def matching_lines(report: Path = REPORT) -> list[str]:
    """The claim match in a few lines, or how to measure it."""
    if not report.is_file():
        return [f"measured   no report comes with this installation: `{COMMAND}` makes one"]
    try:
        return _matching(json.loads(report.read_bytes())["matching"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"measured   {report} cannot be read ({type(error).__name__}): `{COMMAND}` makes a new one"]


def _matching(found: Mapping[str, Any]) -> list[str]:
    ranks, false, pairs, speed = found["ranking"]["clf"], found["false"], found["pairs"], found["speed"]
    return [
        f"measured   {ranks['posts']} posts of CheckThat! 2020: the right claim first for "
        f"{_spread(ranks['p@1'])} of them; MAP@5 {_spread(ranks['map@5'])}",
        f"           {false['matched']} of {false['rows']:,} ordinary headlines match a claim",
        f"           {pairs['right']} of {pairs['rows']} own pairs of claim and headline told right",
        f"           a query on {speed['claims']:,} claims takes {speed['ms_a_query']:.1f} ms",
    ]


def _spread(figure: list[float]) -> str:
    value, low, high = (f"{part:.3f}".removeprefix("0") for part in figure)
    return f"{value} ({low} to {high})"
