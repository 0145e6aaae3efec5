"""A run: cut the input into units, do those that have no receipt on all cores, finish."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from clf.bulk.evidence import evidencer_of
from clf.bulk.inputs import find
from clf.bulk.manifest import Receipt, begun, begun_with, finish, finished, receipts
from clf.bulk.units import PLAIN, SLOW, Unit, units_of
from clf.bulk.work import Settings, do, model_of
from clf.errors import ClfError, extra
from clf.model import SHIPPED, find_model, load
from clf.policy import Policy

Told = Callable[[Receipt, Unit], None]


def score_files(
    items: list[str],
    out: str | Path,
    settings: Settings | None = None,
    *,
    jobs: int = -1,
    cluster: str = "",
    begin: Callable[[list[Unit], dict[int, Receipt]], None] | None = None,
    told: Told | None = None,
) -> dict[str, Any]:
    """Score the files, folders, globs and object-store addresses ``items`` into the new folder ``out``.

    ``jobs`` is how many cores to use, all by default; ``cluster`` the address of a Dask scheduler whose workers see
    the same files and ``out`` (see `clf.bulk.cluster`). ``begin`` is told the units and the receipts of those done
    before, then ``told`` each receipt as it comes. Returns the manifest: ``rows`` scored, ``bad`` ones, ``shards``.
    A run that was stopped goes on where it was. Raises `InputError` if an input is not there or ``out`` is of another
    run, `ClfError` if ``out`` cannot be written.
    """
    with extra("bulk"):
        from joblib import effective_n_jobs
    out = Path(out)
    settings = replace(settings or Settings(), model=_model_folder((settings or Settings()).model, out))
    sources, sizes = find(items), PLAIN if settings.plain else SLOW
    model = model_of(settings.model, settings.policy)
    model.score(["Ready"])  # compiled before threads ask for it
    plan = {
        "model": model.id,
        "bands": model.thresholds.to_dict(),
        "options": {
            **asdict(settings.columns),
            "encoding": settings.encoding,
            "reasons": settings.reasons,
            "any_language": settings.any_language,
            "units": list(sizes),
            "evidence": _coverage(settings),
        },
        "inputs": [list(source) for source in sources],
    }
    try:
        if (manifest := finished(out, plan)) is not None:
            return manifest
        with begun(out, plan) as folder:
            threads = effective_n_jobs(jobs)
            units = units_of(sources, sizes, settings.columns, settings.encoding, threads)
            done = receipts(folder)
            if begin:
                begin(units, done)
            by_number = {unit.number: unit for unit in units}
            left = [unit for unit in units if unit.number not in done]
            for receipt in (
                _cluster_results(left, settings, folder, cluster) if cluster else _results(left, settings, folder, jobs)
            ):
                done[receipt.unit] = receipt
                if told:
                    told(receipt, by_number[receipt.unit])
            return finish(out, plan, done)
    except OSError as error:
        raise ClfError(f"{error.filename or out}: cannot be written: {error.strerror or error}") from None


def _model_folder(named: str | None, out: Path) -> str:
    """The model that is named, else the one with which the run to ``out`` began, else the live one."""
    began = begun_with(out) if named is None else None
    if began is None:
        return str(find_model(named))
    kept = find_model(began)
    return str(kept if kept.is_dir() else find_model(SHIPPED if load(SHIPPED).id == began else None))


def _coverage(settings: Settings) -> str:
    """What evidence is looked for in, so that a run does not go on with other claims; empty if none is asked for."""
    if not settings.evidence:
        return ""
    rules = (settings.policy or Policy()).misinformation
    return f"{evidencer_of(settings.claims, settings.sources, rules).coverage} {rules}"


def _cluster_results(units: list[Unit], settings: Settings, folder: Path, cluster: str) -> Iterator[Receipt]:
    from clf.bulk.cluster import results

    return results(units, settings, folder.resolve(), cluster)


def _results(units: list[Unit], settings: Settings, folder: Path, jobs: int) -> Iterator[Receipt]:
    """Receipts as they come. Threads where Arrow and the kernel do the work, processes where Python does."""
    from joblib import Parallel, delayed, effective_n_jobs
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    threads = settings.plain and all(unit.compiled for unit in units)
    run = Parallel(
        n_jobs=jobs,
        backend="threading" if threads else "loky",
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch="2*n_jobs",
    )
    try:
        if len(units) < 2:
            long = settings.plain or any(unit.part is None and unit.weight > SLOW.bytes for unit in units)
            yield from (do(unit, settings, folder, effective_n_jobs(jobs) if long else 1) for unit in units)
        else:
            yield from run(delayed(do)(unit, settings, folder) for unit in units)
    except TerminatedWorkerError:
        raise ClfError("a worker was killed (out of memory?): run again to go on, with fewer --jobs") from None
