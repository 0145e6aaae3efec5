from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clf
from clf.errors import ModelError
from clf.model import report
from clf.model.scorer import SHIPPED
from tests.cli.test_score import run

FIGURES = {
    "model": "",
    "targets": [{"met": True}],
    "tests": [{"title": "Some test", "rows": 1200, "metrics": {"auc": {"value": 0.9, "low": 0.8, "high": 0.95}}}],
}


def _write(folder: Path, model_id: str) -> None:
    figures = FIGURES | {"model": model_id}
    report.write(folder / report.FOLDER, {report.JSON: json.dumps(figures), report.MARKDOWN: "# Report\n"}, model_id)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = Path(shutil.copytree(SHIPPED, tmp_path / "model", ignore=shutil.ignore_patterns(report.FOLDER)))
    _write(path, clf.load(path).id)
    return path


def test_a_report_is_read_and_leaves_the_model_as_it_was(copy: Path) -> None:
    model = clf.load(copy)
    assert model.id == clf.load().id
    found = report.read(copy, model.id)
    assert found is not None
    assert report.summary(found.figures) == "Some test: AUC 0.900 (1,200 rows)\n1 of 1 targets met"


def test_no_report(tmp_path: Path) -> None:
    assert report.read(tmp_path, "x") is None


@pytest.mark.parametrize("name", [report.MANIFEST, *report.NAMES])
def test_a_missing_or_changed_file_is_told(copy: Path, name: str) -> None:
    model = clf.load(copy)
    file = copy / report.FOLDER / name
    data = file.read_bytes()
    file.write_bytes(data.replace(b"e", b"f"))
    with pytest.raises(ModelError, match="python -m lab evaluate"):
        report.read(copy, model.id)
    file.unlink()
    with pytest.raises(ModelError, match="missing or unknown"):
        report.read(copy, model.id)
    assert clf.load(copy).score(["A headline"])


def test_a_report_of_another_model_or_with_other_files(copy: Path) -> None:
    with pytest.raises(ModelError, match="not of other-1"):
        report.read(copy, "other-1")
    (copy / report.FOLDER / "run.py").write_text("")
    with pytest.raises(ModelError, match=r"run\.py"):
        report.read(copy, clf.load(copy).id)


def test_only_a_report_is_written(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="consists of"):
        report.write(tmp_path, {"other.txt": ""})


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([report.MANIFEST, *report.NAMES]), seed=st.integers(0, 2**32))
def test_damage_is_refused_and_never_breaks_scoring(copy: Path, name: str, seed: int) -> None:
    rng = random.Random(seed)
    model_id = "headlines-en-x"
    _write(copy, model_id)
    file = copy / report.FOLDER / name
    data = bytearray(file.read_bytes())
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) or 1)
        data[at : at + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
    file.write_bytes(data)
    try:
        found = report.read(copy, model_id)
    except ModelError:
        return
    assert found is not None
    assert found.figures["model"] == model_id


@pytest.mark.parametrize("figures", [{}, {"tests": 3}, {"tests": [{}], "targets": []}, {"tests": [], "targets": [1]}])
def test_unknown_figures(figures: dict[str, object]) -> None:
    with pytest.raises(ModelError, match="another version"):
        report.summary(figures)


def test_model_show_prints_it_and_survives_a_broken_one(copy: Path) -> None:
    assert "Some test: AUC 0.900" in run("model", "show", "--model", str(copy)).stdout
    (copy / report.FOLDER / report.JSON).write_text("{")
    done = run("model", "show", "--model", str(copy))
    assert done.returncode == 0
    assert "checksums do not match" in done.stderr
    assert "does not decide whether a story is true" in " ".join(done.stdout.split())
