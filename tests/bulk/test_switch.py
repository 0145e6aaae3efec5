"""Another model goes live between, and in the middle of, runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

import clf
from clf.bulk import score_files
from clf.bulk.work import Settings, model_of
from clf.errors import InputError
from clf.model.registry import Registry
from tests.model.conftest import made

FAST = Settings(any_language=True)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Registry:
    monkeypatch.setenv("CLF_MODELS", str(tmp_path / "models"))
    for i in range(3):
        parquet.write_table(pa.table({"title": [f"Town {i} will amaze you", "Rain"]}), tmp_path / f"{i}.parquet")
    return Registry()


def models(out: Path) -> set[str]:
    return {model for part in out.glob("*.parquet") for model in parquet.read_table(part)["model"].to_pylist()}


@pytest.mark.parametrize("begun_with", ["shipped", "another"])
def test_a_run_goes_on_with_its_model_and_a_new_one_takes_the_live_one(
    registry: Registry, tmp_path: Path, begun_with: str
) -> None:
    old, new = (registry.add(made(tmp_path / str(step), step)) for step in (0.1, 0.2))
    if begun_with == "another":
        registry.promote(old, who="ada", reason="")
    first = clf.load().id
    items = [str(tmp_path / "*.parquet")]

    def stop(*_: Any) -> None:
        registry.promote(new, who="ada", reason="in the middle")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score_files(items, tmp_path / "out", FAST, jobs=1, told=stop)
    assert score_files(items, tmp_path / "out", FAST, jobs=1)["plan"]["model"] == first
    assert models(tmp_path / "out") == {first}
    assert score_files(items, tmp_path / "out", FAST)["plan"]["model"] == first  # it is done, and stays what it is
    score_files(items, tmp_path / "later", FAST, jobs=1)
    assert models(tmp_path / "later") == {new}
    with pytest.raises(InputError, match="other model"):
        score_files(items, tmp_path / "out", Settings(model=new, any_language=True))
    registry.rollback(who="ada", reason="")
    score_files(items, tmp_path / "last", FAST, jobs=1)
    assert models(tmp_path / "last") == {first}


def test_a_folder_that_is_written_anew_is_read_anew(tmp_path: Path) -> None:
    folder = made(tmp_path / "model", 0.1)
    first = model_of(str(folder), None)
    assert model_of(str(folder), None) is first
    shutil.rmtree(folder)
    assert model_of(str(made(folder, 0.2)), None).id != first.id
