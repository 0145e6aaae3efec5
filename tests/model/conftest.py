"""Models that differ in one weight, and a registry for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import clf
from clf.model import folder
from clf.model.linear import Firmness
from clf.model.registry import Registry


def made(path: Path, step: float) -> Path:
    """The folder of a small model whose strongest cue weighs ``step`` more than that of the shipped one."""
    model = clf.load("shipped")
    weights = model.linear.phrase_weights.copy()
    weights[0] += step
    few = slice(None, 2000)
    firm = Firmness(model.folder.firmness.ngrams[few], model.folder.firmness.cues)
    linear = replace(
        model.linear, phrase_weights=weights, hashes=model.linear.hashes[few], weights=model.linear.weights[few]
    )
    kept = {name: model.info[name] for name in ("name", "cues", "ngrams", "training")}
    folder.write(path, linear, model.calibration, kept, "# {id}\n", model.folder.operating, firm)
    return path


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three models."""
    home = tmp_path_factory.mktemp("made")
    return [made(home / str(n), 0.1 * n) for n in (1, 2, 3)]


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """An empty registry, and the one that `clf.load` asks."""
    monkeypatch.setenv("CLF_MODELS", str(tmp_path / "models"))
    return Registry()
