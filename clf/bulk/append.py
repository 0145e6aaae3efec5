"""Scores set beside the columns they were made from: what engines that speak Arrow hand their rows to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clf.api import Model, load
from clf.bulk.arrow import SCORED, score_batch
from clf.errors import extra

with extra("tables"):
    import pyarrow as pa


def with_scores(
    rows: Any, model: Model | None = None, headline: str = "", teaser: str = "", *, any_language: bool = True
) -> Any:
    """``rows`` with the columns of `SCORED` after their own: a `pyarrow.RecordBatch`, `Table` or `RecordBatchReader`.

    What comes out is of the kind that went in and has as many rows; a reader is read as its result is, a batch at a
    time. Scores, ``headline``, ``teaser`` and errors are those of `score_batch`; anything else raises `TypeError`. A
    column that is called like one of `SCORED` gets ``input_`` in front. Workers elsewhere best get the ``model``, which
    pickles to a few megabytes: the live one, for None, may be another on another machine.

    >>> rows = pa.table({"id": [7], "title": ["Two ministers resign over harbour contract"]})
    >>> with_scores(rows).column_names
    ['id', 'title', 'probability', 'strength', 'band', 'model']
    """
    model = model or load()

    def scored(batch: Any) -> Any:
        scores = score_batch(batch, model, headline, teaser, any_language=any_language)
        return beside(batch, dict(zip(SCORED, scores.columns, strict=True)))

    if isinstance(rows, pa.RecordBatch):
        return scored(rows)
    if not isinstance(rows, pa.Table | pa.RecordBatchReader):
        raise TypeError("a pyarrow RecordBatch, Table or RecordBatchReader is needed, found "
                        f"{type(rows).__module__}.{type(rows).__qualname__}")  # fmt: skip
    schema = scored(pa.RecordBatch.from_pylist([], schema=rows.schema)).schema
    if isinstance(rows, pa.RecordBatchReader):
        return pa.RecordBatchReader.from_batches(schema, map(scored, rows))
    return pa.Table.from_batches([scored(batch) for batch in rows.to_batches()], schema)


def beside(batch: Any, made: Mapping[str, Any]) -> Any:
    """``batch`` with the arrays ``made`` after its own columns, of which those of the same names get ``input_``."""
    own = [field.with_name(f"input_{field.name}") if field.name in made else field for field in batch.schema]
    schema = pa.schema([*own, *(pa.field(name, array.type) for name, array in made.items())], batch.schema.metadata)
    return pa.RecordBatch.from_arrays([*batch.columns, *made.values()], schema=schema)
