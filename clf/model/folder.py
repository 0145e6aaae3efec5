"""Read and write a model folder: data only, checksummed, and refused if anything about it is unknown.

    manifest.json         format version, and the SHA-256 of each other file
    model.json            what the weights mean: id, calibration, cues, how it was trained
    weights.safetensors   the arrays
    README.md             the model card
    report/               what it was measured to be worth (optional; see `clf.model.report`)

There is no other loader to fall back to, and nothing in the folder is ever executed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from clf.errors import ModelError
from clf.model.calibration import Calibration
from clf.model.linear import Firmness, Linear
from clf.model.operating import Operating
from clf.text import style

FORMAT = 3
MANIFEST, INFO, WEIGHTS, CARD, REPORT = ("manifest.json", "model.json", "weights.safetensors", "README.md", "report")
REQUIRED = {INFO, WEIGHTS, CARD}
MOST_BYTES = 8 * 1024 * 1024
ARRAYS: dict[str, tuple[str, int]] = {
    "ngram_hashes": ("uint64", 1),
    "ngram_weights": ("float32", 1),
    "cue_hashes": ("uint64", 1),
    "cue_masks": ("uint64", 2),
    "phrase_weights": ("float64", 1),
    "style_weights": ("float64", 1),
    "ngram_firmness": ("float16", 1),
    "cue_firmness": ("float32", 1),
}
Arrays = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]
OPERATING = "operating"
INFO_KEYS = {"name", "scalars", "calibration", "cues", "ngrams", "training", OPERATING}
SCALARS = ("intercept", "teaser_share", "teaser_intercept")


@dataclass(frozen=True)
class ModelFolder:
    """What a model folder holds. ``info`` is `model.json` as read."""

    id: str
    linear: Linear
    calibration: Calibration
    info: dict[str, Any]
    card: str
    operating: Operating
    firmness: Firmness


def write(
    path: Path,
    linear: Linear,
    calibration: Calibration,
    info: Mapping[str, Any],
    card: str,
    operating: Operating,
    firmness: Firmness,
) -> str:
    """Write a model folder and return the model's id; the same content gives the same bytes.

    ``info`` has ``name``, ``cues``, ``ngrams`` and ``training``; the rest is added here. The string
    ``{id}`` in ``card`` is replaced by the id. A report of the model that was in the folder before stays, and is no
    longer shown. Raises `ModelError` if the folder would be larger than 8 MB.
    """
    arrays = {
        "ngram_hashes": linear.hashes,
        "ngram_weights": linear.weights,
        "cue_hashes": linear.cue_hashes,
        "cue_masks": linear.cue_masks,
        "phrase_weights": linear.phrase_weights,
        "style_weights": linear.style_weights,
        "ngram_firmness": firmness.ngrams,
        "cue_firmness": firmness.cues,
    }
    content = {
        **info,
        "scalars": {name: getattr(linear, name) for name in SCALARS},
        "calibration": calibration.numbers(),
        OPERATING: operating.to_json(),
    }
    files = {
        INFO: (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode(),
        WEIGHTS: safetensors.numpy.save({k: np.ascontiguousarray(v) for k, v in sorted(arrays.items())}),
    }
    model_id = _id(content["name"], files)
    files[CARD] = card.replace("{id}", model_id).encode()
    size = sum(map(len, files.values()))
    if size > MOST_BYTES:
        raise ModelError(f"the model would take {size:,} bytes, at most {MOST_BYTES:,} are allowed: raise min_df")
    path.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (path / name).write_bytes(data)
    manifest = {"format": FORMAT, "files": {n: hashlib.sha256(d).hexdigest() for n, d in sorted(files.items())}}
    (path / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return model_id


def read(path: Path) -> ModelFolder:
    """Read a model folder; raises `ModelError`, in one line, for anything missing, damaged or unknown."""
    if not path.is_dir():
        raise ModelError(f"no model folder at {path}: give the folder that `clf train --out` wrote")
    files = _checked_files(path)
    try:
        info = json.loads(files[INFO])
        card = files[CARD].decode("utf-8")
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: not readable as text or JSON ({error}): get the model again") from None
    if not isinstance(info, dict) or set(info) != INFO_KEYS:
        found = ", ".join(sorted(info)) if isinstance(info, dict) else type(info).__name__
        raise ModelError(f"{path / INFO}: unknown content ({found[:200]}): it is of another version of clf")
    try:
        calibration = Calibration.from_numbers(**info["calibration"])
        scalars = {name: float(info["scalars"][name]) for name in SCALARS}
        names = [(str(c["name"]), str(c["title"]), str(c["reason"])) for c in info["cues"]]
        if len(info["scalars"]) != len(SCALARS) or not np.isfinite(list(scalars.values())).all():
            raise ValueError("scalars are unknown or not finite")
        if not isinstance(info["name"], str) or not isinstance(info["training"], dict):
            raise ValueError("name or training is of the wrong type")
        operating = Operating.from_json(info[OPERATING])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelError(f"{path / INFO}: wrong value ({str(error)[:200]}): get the model again") from None
    arrays, firmness = _checked_arrays(path / WEIGHTS, files[WEIGHTS], len(names))
    linear = Linear(*arrays, scalars["intercept"], scalars["teaser_share"], scalars["teaser_intercept"])
    return ModelFolder(_id(info["name"], files), linear, calibration, info, card, operating, firmness)


def _id(name: str, files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(files[INFO] + files[WEIGHTS]).hexdigest()
    return f"{name}-{digest[:12]}"


def _checked_files(path: Path) -> dict[str, bytes]:
    """The files, checked against the manifest; a report beside them is left for `clf.model.report` to judge."""
    try:
        present = {entry.name for entry in path.iterdir() if not entry.name.startswith(".")} - {REPORT}
        if sum((path / name).stat().st_size for name in present) > MOST_BYTES + 65536:
            raise ModelError(f"{path}: larger than {MOST_BYTES:,} bytes, so it is no model of clf")
        raw = (path / MANIFEST).read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror or error}: not a complete model folder") from None
    try:
        manifest = json.loads(raw)
        version, sums = manifest["format"], dict(manifest["files"])
        known = set(manifest) == {"format", "files"}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ModelError(f"{path / MANIFEST}: not a manifest of clf: get the model again") from None
    if version != FORMAT or not isinstance(version, int):
        found = str(version)[:40]
        raise ModelError(f"{path}: model format {found}, but this release reads {FORMAT}: train the model again")
    if not known or set(sums) != REQUIRED or present != set(sums) | {MANIFEST}:
        odd = sorted(present ^ (set(sums) | {MANIFEST})) or sorted(map(str, sums))
        raise ModelError(f"{path}: files are missing or unknown ({', '.join(odd)[:200]}): get the model again")
    files = {}
    for name, digest in sums.items():
        try:
            files[name] = (path / name).read_bytes()
        except OSError as error:
            raise ModelError(f"{path / name}: {error.strerror or error}") from None
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise ModelError(f"{path / name}: checksum does not match the manifest: get the model again")
    return files


def _checked_arrays(path: Path, data: bytes, cues: int) -> tuple[Arrays, Firmness]:
    try:
        arrays = safetensors.numpy.load(data)
    except (safetensors.SafetensorError, ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        raise ModelError(f"{path}: not readable ({str(error)[:200]}): get the model again") from None
    shapes = {name: (str(array.dtype), array.ndim) for name, array in arrays.items()}
    if shapes != ARRAYS:
        raise ModelError(f"{path}: unknown arrays ({str(shapes)[:200]}): it is of another version of clf")
    hashes, weights, cue_hashes, masks, phrase, styles, firm_ngrams, firm_cues = (arrays[name] for name in ARRAYS)
    if len(hashes) != len(weights) or masks.shape != (len(cue_hashes), 4):
        raise ModelError(f"{path}: arrays of unequal length ({len(hashes)} and {len(weights)} n-grams)")
    if len(styles) != len(style.NAMES) or len(phrase) + len(styles) != cues or len(phrase) > 63:
        raise ModelError(f"{path}: {len(phrase)} + {len(styles)} cue weights for {cues} cues: it is of another version")
    if any((a[1:] <= a[:-1]).any() for a in (hashes, cue_hashes)):
        raise ModelError(f"{path}: hashes out of order: get the model again")
    if not all(np.isfinite(a).all() for a in (weights, phrase, styles)):
        raise ModelError(f"{path}: weights that are not finite: get the model again")
    firmness = Firmness(firm_ngrams, firm_cues)
    if not firmness.fits(len(hashes), cues):
        raise ModelError(f"{path}: the firmness of its weights is not as it should be: get the model again")
    return (hashes, weights, cue_hashes, masks, phrase, styles), firmness
