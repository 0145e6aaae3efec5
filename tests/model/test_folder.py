from __future__ import annotations

import hashlib
import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clf
from clf.errors import ModelError
from clf.model import folder
from clf.model.scorer import SHIPPED


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


def _reseal(path: Path) -> None:
    """Make the checksums right again, as one who tampers would."""
    names = [f for f in (folder.INFO, folder.WEIGHTS, folder.CARD) if (path / f).exists()]
    sums = {name: hashlib.sha256((path / name).read_bytes()).hexdigest() for name in names}
    (path / folder.MANIFEST).write_text(json.dumps({"format": folder.FORMAT, "files": sums}))


def _refused(path: Path, match: str | None = None) -> None:
    with pytest.raises(ModelError, match=match) as caught:
        clf.load(path)
    assert "\n" not in str(caught.value)


def test_shipped_model_is_small() -> None:
    assert sum(f.stat().st_size for f in SHIPPED.iterdir()) <= folder.MOST_BYTES


def test_writing_what_was_read_gives_the_same_bytes(tmp_path: Path) -> None:
    read = folder.read(SHIPPED)
    info = {k: v for k, v in read.info.items() if k not in ("scalars", "calibration", folder.OPERATING)}
    rest = (read.card, read.operating, read.firmness)
    written = folder.write(tmp_path / "again", read.linear, read.calibration, info, *rest)
    assert written == read.id
    for file in filter(Path.is_file, SHIPPED.iterdir()):
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()


def test_missing_folder() -> None:
    _refused(Path("no/such/model"), "no model folder")


@pytest.mark.parametrize("name", [folder.MANIFEST, folder.INFO, folder.WEIGHTS, folder.CARD])
def test_missing_file(copy: Path, name: str) -> None:
    (copy / name).unlink()
    _refused(copy)


def test_unknown_file(copy: Path) -> None:
    (copy / "weights.pkl").write_bytes(b"\x80\x04.")
    _refused(copy, r"weights\.pkl")


@pytest.mark.parametrize("found", [1, 2, 99, True, "3", 3.0, None])
def test_unknown_format(copy: Path, found: object) -> None:
    manifest = json.loads((copy / folder.MANIFEST).read_text())
    (copy / folder.MANIFEST).write_text(json.dumps(manifest | {"format": found}))
    _refused(copy, f"model format {found}, but this release reads 3")


@pytest.mark.parametrize("name", [folder.INFO, folder.WEIGHTS, folder.CARD])
def test_wrong_checksum(copy: Path, name: str) -> None:
    (copy / name).write_bytes((copy / name).read_bytes() + b" ")
    _refused(copy, "checksum")


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"calibration": {}},
        {"calibration": None},
        {"scalars": {"intercept": "x"}},
        {"cues": [{}]},
        {"cues": []},
        {"name": 3},
        {"training": []},
        {"calibration": {"strength_scale": 1, "strength_shift": 0, "clickbait": 0.1, "fine": 0.9}},
        {"calibration": {"strength_scale": 1, "strength_shift": float("nan"), "clickbait": 0.9, "fine": 0.1}},
    ],
)
def test_unknown_info(copy: Path, change: dict[str, object]) -> None:
    info = json.loads((copy / folder.INFO).read_text())
    (copy / folder.INFO).write_text(json.dumps(info | change))
    _reseal(copy)
    _refused(copy)


@pytest.mark.parametrize("wrong", ["dtype", "key", "length", "order", "nan", "shape", "cues", "firmness"])
def test_unknown_arrays(copy: Path, wrong: str) -> None:
    arrays = dict(safetensors.numpy.load((copy / folder.WEIGHTS).read_bytes()))
    weights = arrays["ngram_weights"]
    if wrong == "dtype":
        arrays["ngram_weights"] = weights.astype(np.float64)
    elif wrong == "key":
        arrays["more"] = weights[:1]
    elif wrong == "length":
        arrays["ngram_weights"] = weights[:-1]
    elif wrong == "order":
        arrays["ngram_hashes"] = arrays["ngram_hashes"][::-1].copy()
    elif wrong == "nan":
        arrays["ngram_weights"] = weights.copy()
        arrays["ngram_weights"][0] = np.nan
    elif wrong == "firmness":
        arrays["ngram_firmness"] = -arrays["ngram_firmness"]
    elif wrong == "shape":
        arrays["cue_masks"] = arrays["cue_masks"][:, :3].copy()
    else:
        arrays["style_weights"] = arrays["style_weights"][:-1]
    (copy / folder.WEIGHTS).write_bytes(safetensors.numpy.save(arrays))
    _reseal(copy)
    _refused(copy)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([folder.MANIFEST, folder.INFO, folder.WEIGHTS, folder.CARD]),
    seed=st.integers(0, 2**32),
    seal=st.booleans(),
)
def test_damaged_bytes_are_refused_or_harmless(copy: Path, name: str, seed: int, seal: bool) -> None:
    """Even with the checksums made right: a `ModelError` or a model that scores, never anything else."""
    rng = random.Random(seed)
    whole = (SHIPPED / name).read_bytes()
    data = bytearray(whole)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(min(len(data), rng.choice([64, 4096, len(data)])))
        data[at : at + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
    if rng.random() < 0.2:
        data = data[: rng.randrange(len(data))]
    try:
        (copy / name).write_bytes(data)
        if seal and name != folder.MANIFEST:
            _reseal(copy)
        assert 0 <= clf.load(copy).score(["A headline"])[0].probability <= 1
    except ModelError:
        pass
    finally:
        for file in filter(Path.is_file, SHIPPED.iterdir()):
            shutil.copy(file, copy / file.name)


def test_hostile_json(copy: Path) -> None:
    for text in ("[" * 100_000, "null", "{}", '{"format": 1, "files": []}', '{"format": true, "files": {}}', "\x00"):
        (copy / folder.MANIFEST).write_text(text)
        _refused(copy)


def test_names_leading_elsewhere_are_not_followed(copy: Path) -> None:
    manifest = json.loads((copy / folder.MANIFEST).read_text())
    manifest["files"]["../secret"] = "0" * 64
    (copy / folder.MANIFEST).write_text(json.dumps(manifest))
    _refused(copy)
