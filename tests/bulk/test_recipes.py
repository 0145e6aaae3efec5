from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pyarrow as pa
import pytest
from pyarrow import parquet

from clf.model.model import Model
from clf.types import HeadlineBlock
from tests.varied import varied

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
# What the test alone adds, so that the engines take little and listen on this machine only.
BEFORE = {"ray": "import ray\nray.init(num_cpus=2, include_dashboard=False, object_store_memory=100 << 20)\n"}
BOUNDED = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "RAY_USAGE_STATS_ENABLED": "0",
    "SPARK_LOCAL_IP": "127.0.0.1",
    "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false pyspark-shell",
}


def recipes() -> dict[str, str]:
    """The scripts of the page by the module they need, each with the lines that all begin with."""
    first, *others = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    names = [re.findall(r"^(?:import|from) (polars|duckdb|ray|pyspark)\b", block, re.M)[0] for block in others]
    return dict(zip(names, (first + block for block in others), strict=True))


def test_the_page_has_a_recipe_for_each_engine() -> None:
    assert list(recipes()) == ["polars", "duckdb", "ray", "pyspark"]


@pytest.mark.parametrize("engine", recipes())
def test_recipes_run_as_they_stand_and_give_the_librarys_numbers(engine: str, model: Model, tmp_path: Path) -> None:
    if find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed: pip install '.[recipes]'")
    if engine == "pyspark" and which("java") is None:
        pytest.skip("pyspark needs Java")
    rows = [*varied(), ("", "Under nothing"), (None, "Under a null"), (None, None)]
    table = pa.table({"id": range(len(rows)), "title": [row[0] for row in rows], "summary": [row[1] for row in rows]})
    parquet.write_table(table, tmp_path / "headlines.parquet", row_group_size=100)
    script = tmp_path / "recipe.py"
    script.write_text(BEFORE.get(engine, "") + recipes()[engine], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script.name],
        cwd=tmp_path,
        env=os.environ | BOUNDED,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr

    scores = model.score([HeadlineBlock(title or "", teaser or "") for title, teaser in rows])
    nothing = dict.fromkeys(scores[0].to_dict())
    found = sorted(parquet.read_table(tmp_path / "scored.parquet").to_pylist(), key=lambda row: row["id"])
    assert found == [
        {"id": number, "title": title, "summary": teaser, **(nothing if title is None else score.to_dict())}
        for number, ((title, teaser), score) in enumerate(zip(rows, scores, strict=True))
    ]
