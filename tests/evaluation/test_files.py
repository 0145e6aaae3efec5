from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from clf.api import Model
from clf.evaluation.files import files_of
from clf.evaluation.page import page
from clf.evaluation.run import Options, evaluate_corpora
from clf.evaluation.sets import Corpora
from clf.model.report import MOST_HTML_BYTES, summary


@pytest.fixture(scope="module")
def report(shipped: Model, corpora: Corpora) -> dict[str, Any]:
    return evaluate_corpora(shipped, corpora, Options(quick=True, resamples=10, jobs=1))


def test_the_page_stands_alone(report: dict[str, Any]) -> None:
    html = files_of(report)["report.html"]
    assert len(html.encode()) < MOST_HTML_BYTES
    assert html.count("<svg ") == html.count("<figure>") == 4
    assert "<script" not in html
    assert not re.search(r"""(?:src|href)=["']https?:""", html.replace("http://www.w3.org", ""))
    assert "plot:" not in html


def test_the_same_report_gives_the_same_files(report: dict[str, Any]) -> None:
    assert files_of(report) == files_of(report)


def test_the_summary_names_every_test(report: dict[str, Any]) -> None:
    text = summary(report)
    for test in report["tests"]:
        assert test["title"] in text


def test_a_plot_without_figures_is_left_out() -> None:
    assert "plot" not in page("# Title\n\n<!-- plot: slices -->", {})


def test_for_a_person(report: dict[str, Any], tmp_path: Path) -> None:
    text = files_of(report)["report.md"]
    assert max(map(len, text.split("\n")[:8])) < 130
    assert "Weakest:" in text
