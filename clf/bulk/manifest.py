"""What makes a run's output whole or not there: files that appear at once, receipts, the manifest.

A run writes into ``OUT.partial``. A shard gets its name when it is complete and on the disk; then its receipt says so.
When all are there, the manifest is written and the folder renamed to ``OUT``: whoever finds ``OUT`` finds all of it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from clf.errors import ClfError, InputError
from clf.paths import appearing, sync, write

FORMAT = 1
SAID = 20  # bad rows that a manifest names; all are in the side file
PLAN, MANIFEST, LOCK = "_plan.json", "_manifest.json", "_lock"  # engines skip names that begin so


@dataclass(frozen=True, slots=True)
class Receipt:
    """A finished unit of work: its shard (empty if no row was good), its bad rows, sizes in rows and bytes."""

    unit: int
    shard: str
    rows: int
    bad: int
    size: int
    said: tuple[str, ...] = ()  # the first bad rows, for people

    def keep(self, folder: Path) -> None:
        """Put on the disk that the unit is done."""
        write(folder / f"_done-{self.unit:06d}.json", json.dumps(asdict(self)))


def receipts(folder: Path) -> dict[int, Receipt]:
    """Receipts of units whose shards are there with the size they had; a damaged receipt is as good as none."""
    found = {}
    for path in folder.glob("_done-*.json"):
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            receipt = Receipt(**{**values, "said": tuple(values["said"])})
        except (ValueError, TypeError, KeyError):
            continue
        shard = folder / receipt.shard
        if not receipt.shard or (shard.is_file() and shard.stat().st_size == receipt.size):
            found[receipt.unit] = receipt
    return found


def partial(out: Path) -> Path:
    """Where a run to ``out`` works; raises `InputError` if ``out`` does not name a folder (``.``, ``..`` or ``/``)."""
    if out.name in ("", ".."):
        raise InputError(f"{out}: not a name for a new folder: give another --out")
    return out.with_name(out.name + ".partial")


def begun_with(out: Path) -> str | None:
    """Id of the model of the run to ``out`` that was stopped, or that is done; None if there is none."""
    for path in (partial(out) / PLAN, out / MANIFEST):
        with suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(path.read_text(encoding="utf-8"))
            return str(said.get("plan", said)["model"])
    return None


def finished(out: Path, plan: dict[str, Any]) -> dict[str, Any] | None:
    """The manifest of ``out`` if it is there, and of ``plan``.

    Raises `InputError` if anything else is there, a symbolic link included.
    """
    try:
        manifest: dict[str, Any] = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        finished_plan = dict(manifest["plan"])
    except (OSError, ValueError, TypeError, KeyError):
        if out.is_symlink():
            raise InputError(f"{out}: is a symbolic link: give the folder it stands for to --out") from None
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError(f"{out}: there is something else already: give a new folder to --out") from None
        return None
    if odd := _differing(finished_plan, plan):
        raise InputError(f"{out}: finished with other {odd}: give a new folder to --out, or delete this one")
    return manifest


@contextmanager
def begun(out: Path, plan: dict[str, Any]) -> Iterator[Path]:
    """The folder of a run, new or started before, locked against other runs.

    Raises `InputError` if it was started with another plan or is not a folder of a run, `ClfError` if another run is
    writing there.
    """
    folder = partial(out)
    if folder.is_symlink():
        raise InputError(f"{folder}: is a symbolic link: delete it, or give another --out")
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / LOCK).is_symlink():  # the lock does not follow it either
        raise InputError(f"{folder / LOCK}: is a symbolic link: delete {folder}, or give another --out")
    try:
        lock = FileLock(folder / LOCK, timeout=0).acquire()
    except Timeout:
        raise ClfError(f"{folder}: another run is writing there: wait for it or give another --out") from None
    with lock:
        path = folder / PLAN
        if not path.exists():
            write(path, json.dumps(plan, indent=1))
        elif odd := _differing(_plan_in(path), plan):
            raise InputError(f"{folder}: was started with other {odd}: delete it, or give another --out")
        for left in folder.glob("_*.tmp"):
            left.unlink(missing_ok=True)
        yield folder


def _plan_in(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise InputError(f"{path}: damaged: delete {path.parent}, or give another --out") from None


def finish(out: Path, plan: dict[str, Any], done: dict[int, Receipt]) -> dict[str, Any]:
    """Gather bad rows, write the manifest, and give the folder its name. Returns the manifest."""
    folder = partial(out)
    ordered = [done[unit] for unit in sorted(done)]
    with appearing(folder / "_bad.jsonl") as temporary, temporary.open("wb") as gathered:
        for receipt in ordered:
            if receipt.bad:
                with (folder / bad_name(receipt.unit)).open("rb") as part:
                    shutil.copyfileobj(part, gathered)
    manifest = {
        "format": FORMAT,
        "rows": sum(receipt.rows for receipt in ordered),
        "bad": sum(receipt.bad for receipt in ordered),
        "shards": [{"file": r.shard, "rows": r.rows, "size": r.size} for r in ordered if r.shard],
        "said": [line for receipt in ordered for line in receipt.said][:SAID],
        "plan": plan,
    }
    write(folder / MANIFEST, json.dumps(manifest, indent=1))
    keep = {MANIFEST, "_bad.jsonl", *(receipt.shard for receipt in ordered)}
    folder.rename(out)  # over an empty folder, too
    sync(out.parent)
    for path in out.iterdir():
        if path.name not in keep:
            path.unlink(missing_ok=True)
    return manifest


def bad_name(unit: int) -> str:
    """File of a unit's bad rows."""
    return f"_bad-{unit:06d}.jsonl"


def _differing(old: dict[str, Any], new: dict[str, Any]) -> str:
    return ", ".join(key for key in new if old.get(key) != new[key])
