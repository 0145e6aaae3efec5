"""The report of an evaluation, kept in a model's folder beside the model.

    report/manifest.json   format version, id of the model, and the SHA-256 of each other file
    report/report.json     all figures
    report/report.md       for people

The model's own manifest and id know nothing of it, and nothing in it is read to score: a report that is damaged, or of
another model, is said to be so by whoever wants to show it, and stops nobody else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from clf.errors import ModelError

FORMAT = 1
FOLDER, MANIFEST = "report", "manifest.json"
JSON, MARKDOWN = "report.json", "report.md"
NAMES = (JSON, MARKDOWN)
MOST_BYTES = 2_000_000


class Report(NamedTuple):
    """A report as read: ``figures`` is what `lab.run.evaluate` returned."""

    figures: dict[str, Any]
    markdown: str


def write(folder: Path, files: Mapping[str, str], model: str | None = None) -> None:
    """Write the files of a report into ``folder``; where ``model`` is given, with a manifest that binds it to it.

    Raises `ModelError` for other files than `NAMES`.
    """
    if set(files) != set(NAMES):
        raise ModelError(f"a report consists of {', '.join(NAMES)}, found {', '.join(sorted(files))[:200]}")
    data = {name: text.encode("utf-8") for name, text in files.items()}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    for name, content in data.items():
        (folder / name).write_bytes(content)
    if model is not None:
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(data.items())}
        manifest = {"format": FORMAT, "model": model, "files": sums}
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def read(model_folder: Path, model: str) -> Report | None:
    """The report of the model with the id ``model``; ``None`` where its folder has none.

    Raises `ModelError`, in one line, for one that is damaged, unknown, or of another model.
    """
    folder = model_folder / FOLDER
    if not folder.exists():
        return None
    again = "run `python -m lab evaluate` again"
    try:
        present = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".")}
        if present != {MANIFEST, *NAMES}:
            odd = ", ".join(sorted(present ^ {MANIFEST, *NAMES}))[:200]
            raise ModelError(f"{folder}: files are missing or unknown ({odd}): {again}")
        if sum((folder / name).stat().st_size for name in present) > MOST_BYTES:
            raise ModelError(f"{folder}: larger than {MOST_BYTES:,} bytes: {again}")
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if not isinstance(manifest, dict) or set(manifest) != {"format", "model", "files"}:
            raise ModelError(f"{folder / MANIFEST}: not a manifest of a report: {again}")
        if manifest["format"] != FORMAT or isinstance(manifest["format"], bool):
            raise ModelError(f"{folder}: report format {str(manifest['format'])[:40]}, this release reads {FORMAT}")
        if manifest["model"] != model:
            raise ModelError(f"{folder}: a report of {str(manifest['model'])[:80]}, not of {model}: {again}")
        data = {name: (folder / name).read_bytes() for name in NAMES}
        if manifest["files"] != {name: hashlib.sha256(data[name]).hexdigest() for name in NAMES}:
            raise ModelError(f"{folder}: checksums do not match the manifest: {again}")
        figures = json.loads(data[JSON])
        if not isinstance(figures, dict) or figures.get("model") != model:
            raise ModelError(f"{folder / JSON}: not the figures of {model}: {again}")
        return Report(figures, data[MARKDOWN].decode("utf-8"))
    except OSError as error:
        raise ModelError(f"{folder}: {error.strerror or error}: {again}") from None
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{folder}: not readable ({str(error)[:100]}): {again}") from None


def summary(figures: Mapping[str, Any]) -> str:
    """The figures in a few lines; raises `ModelError` if they are not as `python -m lab evaluate` writes them."""
    try:
        lines = []
        for test in figures["tests"]:
            found = {name: m["value"] for name, m in test["metrics"].items() if m}
            parts = [
                f"{title} {found[name]:.3f}"
                for name, title in (("auc", "AUC"), ("r2", "R²"), ("f1_f1", "F1"), ("ece", "ECE"))
                if name in found
            ]
            if not parts:
                parts = [f"not fine {found['recall_not_fine']:.1%}"]
            lines.append(f"{test['title']}: {', '.join(parts)} ({test['rows']:,} rows)")
        if rows := figures["targets"]:
            lines.append(f"{sum(bool(row['met']) for row in rows)} of {len(rows)} targets met")
        return "\n".join(lines)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"the report is of another version of clf ({str(error)[:80]})"
        raise ModelError(f"{what}: run `python -m lab evaluate` again") from None
