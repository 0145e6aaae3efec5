"""The report as the files it is kept in."""

from __future__ import annotations

import json
from typing import Any

from clf.model.report import JSON, MARKDOWN
from lab.markdown import markdown


def files_of(report: dict[str, Any]) -> dict[str, str]:
    """Content of each file by its name; the same report gives the same files."""
    return {JSON: json.dumps(report, indent=1, ensure_ascii=False) + "\n", MARKDOWN: markdown(report)}
