"""Figures quoted in README.md and docs are those of the committed reports."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clf.model.scorer import SHIPPED

ROOT = Path(__file__).parents[1]
EVIDENCE: dict[str, Any] = json.loads(
    (ROOT / "docs" / "misinformation-report" / "report.json").read_text(encoding="utf-8")
)
HEADLINES: dict[str, Any] = json.loads((SHIPPED / "report" / "report.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "misinformation.md").read_text(encoding="utf-8")
MODEL = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def rows(text: str, head: str) -> list[list[str]]:
    """The cells of the table whose first line begins with ``head``."""
    lines = text[text.index(head) :].splitlines()
    table = [line for line in lines[: lines.index("")] if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def quoted_as(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def test_the_claim_match_is_quoted_as_measured() -> None:
    table = {row[0]: row[1:] for row in rows(PAGE, "| measured ([report]")}
    found = EVIDENCE["matching"]
    for title, name in (("CheckThat! 2020 dev, P@1", "p@1"), ("CheckThat! 2020 dev, MAP@5", "map@5")):
        value, low, high = map(quoted_as, found["ranking"]["clf"][name])
        assert table[title] == [value, f"{low} to {high}"]
    plain = found["ranking"]["tfidf"]
    assert (
        table["the same, plain TF-IDF"][0] == f"P@1 {quoted_as(plain['p@1'][0])}, MAP@5 {quoted_as(plain['map@5'][0])}"
    )
    false, pairs, speed = found["false"], found["pairs"], found["speed"]
    (ordinary,) = (cells[0] for name, cells in table.items() if name.startswith("ordinary headlines"))
    assert ordinary.startswith(f"{false['matched']} of {false['rows']:,} ({false['in_1000']:.2f} in 1,000)")
    (own,) = (cells[0] for name, cells in table.items() if name.startswith("own pairs"))
    assert own == f"{pairs['right']} of {pairs['rows']}"
    query = table[f"a query on {speed['claims']:,} claims, one core"][0]
    assert f"{speed['ms_a_query']:.1f} ms on a busy machine" in query
    assert speed["build_seconds"] <= 5
    assert speed["peak_gb"] <= 0.6


NAMES = {
    "Webis-17, posts after the time split": "webis-17",
    "Chakraborty 2016, left out of training": "chakraborty-16",
    "Salerno 2019-2020, never trained on": "salerno-19-20",
    "own blocks, each genre left out in turn": "own-by-genre",
}


@pytest.mark.parametrize("page", [README, MODEL], ids=["README", "model"])
@pytest.mark.parametrize("title", NAMES)
def test_the_headline_model_is_quoted_as_measured(title: str, page: str) -> None:
    (test,) = (test for test in HEADLINES["tests"] if test["name"] == NAMES[title])
    (row,) = (row for row in rows(page, "| measured on | trained on") if row[0] == title)
    assert row[2] == f"{test['rows']:,}"
    for quoted, name in zip(row[3:], ("auc", "f1_f1", "r2", "mse", "ece"), strict=True):
        metric = test["metrics"].get(name)
        assert bool(quoted) == bool(metric), name
        if quoted:
            assert abs(float(quoted) - metric["value"]) <= 0.5001 * 10 ** -len(quoted.lstrip(".")), name


def test_readme_quotes_no_figures_of_the_evidence() -> None:
    quoted = README[README.index("## What clf does not do") : README.index("## How good it is")]
    assert re.findall(r"(?<![\d-])\.\d{2,3}\b", quoted) == []
