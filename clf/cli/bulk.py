"""`clf score --out`: progress while it runs, and one line at the end."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from clf.bulk import score_files
from clf.cli.inputs import Failures
from clf.cli.options import load_numba_without_scipy
from clf.inputs import Columns
from clf.policy import read_policy


def score_to(
    out: Path,
    items: list[str],
    model: Path | None,
    policy: Path | None,
    columns: Columns,
    encoding: str,
    any_language: bool,
    reasons: bool,
    jobs: int,
    evidence: tuple[Path | None, Path | None] | None,
    cluster: str = "",
) -> int:
    """Score ``items`` into the folder ``out``; 65 if there were bad rows.

    ``evidence`` are the folders of claims and lists (the user's own, where None) if it is asked for.
    """
    load_numba_without_scipy()
    from clf.bulk.manifest import Receipt
    from clf.bulk.units import Unit
    from clf.bulk.work import Settings

    rules = None if policy is None else read_policy(policy)
    claims, sources = (str(folder) if folder else None for folder in evidence or (None, None))
    settings = Settings(
        str(model) if model else None,
        rules,
        columns,
        encoding,
        any_language,
        reasons,
        evidence is not None,
        claims,
        sources,
    )
    failures = Failures()
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f} a second,"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=console,
        disable=not console.is_terminal,
    )
    with progress:
        task: TaskID = progress.add_task("scoring", total=None, rows=0, rate=0.0)
        rows = 0

        def begin(units: list[Unit], done: dict[int, Receipt]) -> None:
            weight = sum(unit.weight for unit in units if unit.number not in done)
            progress.reset(task, total=max(weight, 1), rows=0, rate=0.0)
            if done:
                console.print(f"clf: going on: {len(done)} of {len(units)} parts were done before", highlight=False)

        def told(receipt: Receipt, unit: Unit) -> None:
            nonlocal rows
            rows += receipt.rows
            seconds = progress.tasks[0].elapsed or 0.0
            progress.update(task, advance=unit.weight, rows=rows, rate=rows / seconds if seconds else 0.0)

        manifest = score_files(items, out, settings, jobs=jobs, cluster=cluster, begin=begin, told=told)
    for line in manifest["said"]:
        failures(line)
    failures.count = manifest["bad"]
    bad = f"; {manifest['bad']:,} bad rows in {out / '_bad.jsonl'}" if manifest["bad"] else ""
    print(f"clf: {manifest['rows']:,} rows in {len(manifest['shards'])} shards in {out}{bad}", file=sys.stderr)
    return failures.exit_code()
