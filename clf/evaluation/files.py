"""The report as the files it is kept in."""

from __future__ import annotations

import json
from typing import Any

from clf.evaluation.markdown import markdown
from clf.evaluation.page import page
from clf.evaluation.plots import plots
from clf.model.report import HTML, JSON, MARKDOWN


def files_of(report: dict[str, Any]) -> dict[str, str]:
    """Content of each file by its name; the same report gives the same files."""
    text = markdown(report)
    return {
        JSON: json.dumps(report, indent=1, ensure_ascii=False) + "\n", MARKDOWN: text, HTML: page(text, plots(report)),
    }  # fmt: skip
