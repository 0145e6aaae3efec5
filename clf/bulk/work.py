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

from clf.api import Model, load
from clf.bulk.ahead import in_order
from clf.bulk.arrow import SCORED, blocks_of, score_texts
from clf.bulk.chunks import Bad, Chunk, Groups, parquet_chunks
from clf.bulk.evidence import COLUMNS as EVIDENCE
from clf.bulk.evidence import evidence_of, evidencer_of
from clf.bulk.manifest import SAID, Receipt, bad_name
from clf.bulk.text import PIECE, text_chunks
from clf.bulk.units import SLOW, Unit
from clf.errors import InputError, extra
from clf.extract.columns import Columns
from clf.files import appearing
from clf.model.folder import MANIFEST
from clf.policy import Policy
from clf.registry.live import find_model

with extra("tables"):
    import pyarrow as pa
    from pyarrow import parquet

_TOP_REASONS = 5
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
    bad, rows, said = 0, 0, []
    with (
        appearing(folder / bad_name(unit.number)) as bad_path,
        bad_path.open("w", encoding="utf-8") as side,
        appearing(shard) as path,
    ):
        writer = None
        score = partial(_scored, settings=settings)
        for found, scored in in_order(score, _chunks(unit, settings), workers, not settings.plain):
            for row in found.bad if isinstance(found, Chunk) else [found]:
                side.write(json.dumps(row._asdict(), ensure_ascii=False) + "\n")
                bad += 1
                said += [f"{row.place}: {row.reason}"] if bad <= SAID else []
            if scored is None:
                continue
            if writer is None:
                writer = _writer(path, scored.schema)
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


def _scored(found: Chunk | Bad, settings: Settings) -> Any | None:
    if isinstance(found, Bad) or not found.batch.num_rows:
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
    taken = {*SCORED, "reasons", *EVIDENCE}
    names = [f"input_{name}" if name in taken else name for name in chunk.batch.schema.names]
    own = [field.with_name(name) for field, name in zip(chunk.batch.schema, names, strict=True)]
    schema = pa.schema([*own, *(pa.field(name, array.type) for name, array in made.items())])
    return pa.RecordBatch.from_arrays([*chunk.batch.columns, *made.values()], schema=schema)


def _reasons(chunk: Chunk, scores: Any, model: Model) -> Any:
    rows = np.arange(len(chunk.headlines))
    known = scores.column("probability").is_valid().to_pylist()
    blocks = blocks_of(chunk.headlines, chunk.teasers, rows)
    found = [model.explain(block, what_ifs=False).reasons[:_TOP_REASONS] if good else ()
             for block, good in zip(blocks, known, strict=True)]  # fmt: skip
    told = [[{"text": r.text, "contribution": r.contribution} for r in reasons] for reasons in found]
    return pa.array(told, _REASONS)


def _chunks(unit: Unit, settings: Settings) -> Iterator[Chunk | Bad]:
    """Chunks of a unit, and last what ended them early, if anything did."""
    try:
        if isinstance(unit.part, Groups):
            yield from parquet_chunks(unit.name, unit.part, settings.columns)
        else:
            size = PIECE if settings.plain else SLOW.bytes
            yield from text_chunks(unit.name, settings.columns, settings.encoding, unit.part, size)
    except InputError as error:
        yield Bad(unit.name, str(error).removeprefix(f"{unit.name}: "))
    except OSError as error:
        yield Bad(unit.name, f"cannot be read: {error.strerror or error}")


def _writer(path: Path, schema: Any) -> Any:
    plain = ("probability", "strength", "evidence_claim")
    repeated = [name for name in schema.names if name not in plain]
    return parquet.ParquetWriter(path, schema, use_dictionary=repeated, write_statistics=True)


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
