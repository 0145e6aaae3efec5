"""The unit of work: a part of a file, or all of it, and the pure function that makes a shard of it.

A unit and its settings are small and can be sent anywhere; what comes back is a receipt. Doing one twice gives the
same shard, so a unit whose worker died is simply done again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from clf.bulk.ahead import in_order
from clf.bulk.arrow import SCORED, beside, blocks_of, score_texts
from clf.bulk.chunks import Chunk, Groups, parquet_chunks
from clf.bulk.evidence import evidence_of, evidencer_of
from clf.bulk.manifest import SAID, Receipt, bad_name
from clf.bulk.text import PIECE, text_chunks
from clf.bulk.units import SLOW, Unit
from clf.errors import InputError, extra
from clf.inputs import BadRow, Columns
from clf.model import MANIFEST, Model, find_model, load
from clf.paths import appearing
from clf.policy import Policy
from clf.types import MAX_REASONS

with extra("tables"):
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

_LOOKED_AT = 10_000  # rows of a shard, to choose how its columns are written
_REASONS = pa.list_(pa.struct([("text", pa.string()), ("contribution", pa.float64())]))


@dataclass(frozen=True, slots=True)
class Settings:
    """How rows are read and scored, the same for all units."""

    model: str | None = None  # folder or id; the live one
    policy: Policy | None = None
    columns: Columns = field(default_factory=Columns)
    encoding: str = "auto"
    any_language: bool = False
    reasons: bool = False
    evidence: bool = False
    claims: str | None = None  # folders; the user's own
    sources: str | None = None

    @property
    def plain(self) -> bool:
        """Whether nothing is asked for that Python does, row by row."""
        return not self.reasons and not self.evidence


def do(unit: Unit, settings: Settings, folder: Path, workers: int = 1) -> Receipt:
    """Score ``unit`` into a shard in ``folder``; what cannot be read goes to its side file.

    With ``workers``, this one reads and writes while so many score; the shard is the same.
    """
    shard = folder / f"part-{unit.number:06d}.parquet"
    bad, rows = 0, 0
    said: list[str] = []
    with (
        appearing(folder / bad_name(unit.number)) as bad_path,
        bad_path.open("w", encoding="utf-8") as side,
        appearing(shard) as path,
    ):
        writer = None
        score = partial(_scored, settings=settings)
        for found, scored in in_order(score, _chunks(unit, settings), workers, not settings.plain):
            for row in found.bad if isinstance(found, Chunk) else [found]:
                side.write(json.dumps({"place": row.place, "reason": row.reason}, ensure_ascii=False) + "\n")
                bad += row.rows
                said += [f"{row.place}: {row.reason}"] if len(said) < SAID else []
            if scored is None:
                continue
            if writer is None:
                writer = _writer(path, scored)
            writer.write_batch(scored)
            rows += scored.num_rows
        if writer is None:
            path.touch()
        else:
            writer.close()
    if not rows:
        shard.unlink()
    name, size = (shard.name, shard.stat().st_size) if rows else ("", 0)
    receipt = Receipt(unit.number, name, rows, bad, size, tuple(said))
    receipt.keep(folder)
    return receipt


def _scored(found: Chunk | BadRow, settings: Settings) -> Any | None:
    if isinstance(found, BadRow) or not found.batch.num_rows:
        return None
    return scored_batch(found, model_of(settings.model, settings.policy), settings)


def scored_batch(chunk: Chunk, model: Model, settings: Settings) -> Any:
    """The rows of ``chunk`` with their own columns, then `SCORED`, then reasons and evidence if asked for."""
    scores = score_texts(chunk.headlines, chunk.teasers, model, any_language=settings.any_language)
    made = dict(zip(SCORED, scores.columns, strict=True))
    if settings.reasons:
        made["reasons"] = _reasons(chunk, scores, model)
    if settings.evidence:
        rules = (settings.policy or Policy()).misinformation
        evidencer = evidencer_of(settings.claims, settings.sources, rules)
        made |= evidence_of(chunk.headlines, chunk.teasers, chunk.urls, evidencer)
    return beside(chunk.batch, made)


def _reasons(chunk: Chunk, scores: Any, model: Model) -> Any:
    rows = np.arange(len(chunk.headlines))
    known = scores.column("probability").is_valid().to_pylist()
    blocks = blocks_of(chunk.headlines, chunk.teasers, rows)
    found = [
        model.explain(block, what_ifs=False).reasons[:MAX_REASONS] if good else ()
        for block, good in zip(blocks, known, strict=True)
    ]
    told = [[{"text": r.text, "contribution": r.contribution} for r in reasons] for reasons in found]
    return pa.array(told, _REASONS)


def _chunks(unit: Unit, settings: Settings) -> Iterator[Chunk | BadRow]:
    """Chunks of a unit, and last what ended them early, if anything did."""
    try:
        if isinstance(unit.part, Groups):
            yield from parquet_chunks(unit.name, unit.part, settings.columns)
        else:
            size = PIECE if settings.plain else SLOW.bytes
            yield from text_chunks(unit.name, settings.columns, settings.encoding, unit.part, size)
    except InputError as error:
        yield BadRow(unit.name, 0, str(error).removeprefix(f"{unit.name}: "))
    except OSError as error:
        yield BadRow(unit.name, 0, f"cannot be read: {error.strerror or error}")


def _writer(path: Path, first: Any) -> Any:
    """A writer of batches like the ``first``. A dictionary of what hardly repeats costs more than the rest of writing,
    and nobody skips rows by the least and the greatest text."""
    repeated = [name for name in first.schema.names if _repeats(first.column(name).slice(0, _LOOKED_AT))]
    ordered = [field.name for field in first.schema if not _is_text(field.type)]
    return parquet.ParquetWriter(path, first.schema, use_dictionary=repeated, write_statistics=ordered)


def _repeats(values: Any) -> bool:
    """Whether values are there twice on average."""
    try:
        return bool(2 * pc.count_distinct(values, mode="all").as_py() <= max(len(values), 2))
    except pa.ArrowNotImplementedError:  # lists and the like
        return False


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def model_of(path: str | None, policy: Policy | None) -> Model:
    """The model of a run, read once a process; a folder that was written anew, or another live model, is read anew."""
    folder = find_model(path)
    try:
        manifest = (folder / MANIFEST).read_bytes()
    except OSError:  # which reading it will say
        manifest = b""
    return _model_of(folder, manifest, policy)


@lru_cache(maxsize=4)
def _model_of(folder: Path, manifest: bytes, policy: Policy | None) -> Model:
    model = load(folder)
    return model if policy is None else model.with_policy(policy)
