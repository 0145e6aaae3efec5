from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "bulk.md"


def test_recipes_run_as_they_stand() -> None:
    pytest.importorskip("polars")
    pytest.importorskip("duckdb")
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S):
        exec(block, names)
    assert names["scored"].to_pylist()[0]["band"] in ("fine", "unsure", "clickbait")
    again = names["block"](names["scored"].select(["id", "title"]))
    assert again.equals(names["scored"])
