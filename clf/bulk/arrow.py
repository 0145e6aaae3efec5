"""Scores of Arrow data: of a record batch, and set beside the columns that they were made from.

The string buffers go to the kernel as they are, without the GIL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clf.errors import InputError, extra
from clf.inputs import Columns
from clf.model import Model, load, sigmoid
from clf.text import DISGUISED, Packed, is_blank, notices_of, pack_buffer
from clf.types import Band, HeadlineBlock

with extra("tables"):
    import pyarrow as pa
    import pyarrow.compute as pc

SCORED = ("probability", "strength", "band", "model", "notices")
_TEXTS = ("string", "large_string", "string_view")


def score_batch(
    batch: Any, model: Model | None = None, headline: str = "", teaser: str = "", *, any_language: bool = True
) -> Any:
    """Scores of a `pyarrow.RecordBatch` (n rows): a record batch of n rows with the columns of `SCORED`.

    ``headline`` and ``teaser`` name columns of text; they are guessed from the names otherwise. Results are those of
    `Model.score` bit for bit; a row without a headline (null) has nulls, and so have the numbers of rows in other
    languages unless ``any_language``. May be called from many threads. Raises `InputError` if no column holds
    headlines, one is no text, or text is not valid UTF-8.

    >>> batch = pa.record_batch({"title": ["Two ministers resign over harbour contract", None]})
    >>> score_batch(batch).column("band").to_pylist()
    ['fine', None]
    """
    places = Columns(headline, teaser).places(batch.schema.names, "batch")
    texts = as_text(batch.column(places.headline), places.names[places.headline])
    teasers = None if places.teaser < 0 else as_text(batch.column(places.teaser), places.names[places.teaser])
    return score_texts(texts, teasers, model or load(), any_language=any_language)


def as_text(column: Any, name: str) -> Any:
    """``column`` as an Arrow array of strings; raises `InputError` if it holds anything else."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if str(kind) not in _TEXTS:
        raise InputError(f"column {name!r} is no text, found {kind}: name another with --headline-column or its like")
    return column.cast(pa.large_string()) if str(kind) == "string_view" else column


def score_texts(headlines: Any, teasers: Any, model: Model, *, any_language: bool = True) -> Any:
    """As `score_batch`, of arrays of strings; ``teasers`` may be None."""
    texts = packed(headlines)
    rows = np.zeros(0, np.int64) if teasers is None else _with_teaser(teasers)
    under = teasers.take(pa.array(rows)) if len(rows) else pa.array([], pa.string())
    log_odds, bits = model.linear.packed_log_odds(texts, rows, packed(under))
    disguised = bits & DISGUISED != 0
    probability = sigmoid(log_odds)
    codes = model.thresholds.band_codes(probability, disguised)
    missing = np.asarray(headlines.is_null())
    unknown = missing
    if not any_language:
        from clf.language import supported

        foreign = ~supported(texts) & ~missing & ~disguised
        codes[foreign] = Band.UNSUPPORTED.code
        unknown = missing | foreign
    strength = model.calibration.strength(log_odds)
    hidden = unknown if unknown.any() else None
    return pa.RecordBatch.from_arrays(
        [
            pa.array(probability, mask=hidden),
            pa.array(strength, mask=hidden),
            _words([band.value for band in Band], codes, missing),
            _words([model.id], np.zeros(len(codes), np.int8), missing),
            _notices(bits, missing),
        ],
        names=list(SCORED),
    )


def blocks_of(headlines: Any, teasers: Any, rows: NDArray[np.int64]) -> list[HeadlineBlock]:
    """The blocks at ``rows``, as Python objects."""
    picked = pa.array(rows)
    texts = headlines.take(picked).to_pylist()
    under = [""] * len(rows) if teasers is None else teasers.take(picked).to_pylist()
    return [HeadlineBlock(text or "", teaser or "") for text, teaser in zip(texts, under, strict=True)]


def packed(texts: Any) -> Packed:
    """An Arrow array of strings as the kernel reads it; a null is empty. Raises `InputError` if it is no UTF-8."""
    if len(texts) == 0:
        return Packed(np.zeros(0, np.uint8), np.zeros(1, np.int64), np.zeros(0, np.bool_))
    if texts.null_count:
        texts = texts.fill_null("")
    try:
        texts.validate(full=True)  # the kernel trusts what it reads
    except pa.ArrowInvalid as error:
        raise InputError(f"text that is not valid UTF-8: {error}") from None
    _, offsets, data = texts.buffers()
    width = np.dtype(np.int64 if pa.types.is_large_string(texts.type) else np.int32)
    ends = np.frombuffer(offsets, width, len(texts) + 1, texts.offset * width.itemsize).astype(np.int64)
    first, last = int(ends[0]), int(ends[-1])
    bytes_ = np.frombuffer(data, np.uint8)[first:last] if last > first else np.zeros(0, np.uint8)
    return pack_buffer(bytes_, ends - first)


def _with_teaser(teasers: Any) -> NDArray[np.int64]:
    """Rows whose teaser is not blank, as `clf.text.fold.is_blank` has it; Python is asked only where no ASCII tells."""
    plain = np.asarray(pc.match_substring_regex(teasers, "[0-9A-Za-z]").fill_null(False))
    some = np.asarray(pc.greater(pc.binary_length(teasers), 0).fill_null(False))
    asked = np.flatnonzero(some & ~plain)
    texts = teasers.take(pa.array(asked)).to_pylist()
    plain = plain.copy()
    plain[asked] = [not is_blank(text) for text in texts]
    return np.flatnonzero(plain)


def _notices(bits: NDArray[np.uint8], missing: NDArray[np.bool_]) -> Any:
    """Lists of notices, one a row: hardly any row has one."""
    sizes = np.array([len(notices_of(kind)) for kind in range(4)])[bits]
    named = [notice.value for kind in bits[bits > 0].tolist() for notice in notices_of(kind)]
    offsets = pa.array(np.concatenate(([0], np.cumsum(sizes))), pa.int32(), mask=np.append(missing, False))
    return pa.ListArray.from_arrays(offsets, pa.array(named, pa.string()))


def _words(words: Sequence[str], codes: NDArray[np.int8], missing: NDArray[np.bool_]) -> Any:
    indices = pa.array(codes, mask=missing if missing.any() else None)
    return pa.array(words).take(indices)


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
    ['id', 'title', 'probability', 'strength', 'band', 'model', 'notices']
    """
    model = model or load()

    def scored(batch: Any) -> Any:
        scores = score_batch(batch, model, headline, teaser, any_language=any_language)
        return beside(batch, dict(zip(SCORED, scores.columns, strict=True)))

    if isinstance(rows, pa.RecordBatch):
        return scored(rows)
    if not isinstance(rows, pa.Table | pa.RecordBatchReader):
        raise TypeError(
            "a pyarrow RecordBatch, Table or RecordBatchReader is needed, found "
            f"{type(rows).__module__}.{type(rows).__qualname__}"
        )
    schema = scored(pa.RecordBatch.from_pylist([], schema=rows.schema)).schema
    if isinstance(rows, pa.RecordBatchReader):
        return pa.RecordBatchReader.from_batches(schema, map(scored, rows))
    return pa.Table.from_batches([scored(batch) for batch in rows.to_batches()], schema)


def beside(batch: Any, made: Mapping[str, Any]) -> Any:
    """``batch`` with the arrays ``made`` after its own columns, of which those of the same names get ``input_``."""
    own = [field.with_name(f"input_{field.name}") if field.name in made else field for field in batch.schema]
    schema = pa.schema([*own, *(pa.field(name, array.type) for name, array in made.items())], batch.schema.metadata)
    return pa.RecordBatch.from_arrays([*batch.columns, *made.values()], schema=schema)
