from __future__ import annotations

import pickle
from typing import Any

import pyarrow as pa
import pytest

from clf.bulk import score_batch, with_scores
from clf.bulk.arrow import SCORED
from clf.errors import InputError
from clf.model.model import Model, load
from tests.bulk.test_arrow import KINDS
from tests.varied import varied

ROWS = varied()
TABLE = pa.table({"id": range(len(ROWS)), "title": [row[0] for row in ROWS], "summary": [row[1] for row in ROWS]})
BATCH = TABLE.combine_chunks().to_batches()[0]


@pytest.fixture(scope="module")
def expected(model: Model) -> list[dict[str, Any]]:
    scores = score_batch(BATCH, model).to_pylist()
    return [own | score for own, score in zip(BATCH.to_pylist(), scores, strict=True)]


def test_what_goes_in_comes_out_with_scores(model: Model, expected: list[dict[str, Any]]) -> None:
    batch = with_scores(BATCH, model)
    assert isinstance(batch, pa.RecordBatch)
    assert batch.schema.names == ["id", "title", "summary", *SCORED]
    table = with_scores(pa.concat_tables([TABLE.slice(0, 100), TABLE.slice(100)]), model)
    assert isinstance(table, pa.Table)
    assert batch.to_pylist() == table.to_pylist() == expected


def test_a_reader_is_read_as_its_result_is(model: Model, expected: list[dict[str, Any]]) -> None:
    read: list[int] = []

    def batches() -> Any:
        for start in range(0, len(BATCH), 50):
            read.append(start)
            yield BATCH.slice(start, 50)

    reader = with_scores(pa.RecordBatchReader.from_batches(BATCH.schema, batches()), model)
    assert isinstance(reader, pa.RecordBatchReader)
    first = reader.read_next_batch()
    assert read == [0]
    assert first.to_pylist() + reader.read_all().to_pylist() == expected


@pytest.mark.parametrize("kind", [*KINDS, pa.null()])
def test_no_rows_have_the_same_columns(model: Model, kind: pa.DataType) -> None:
    schema = pa.schema([("title", kind), ("n", pa.int64())])
    columns = with_scores(pa.RecordBatch.from_pylist([{"title": None, "n": 1}], schema=schema), model).schema
    assert with_scores(schema.empty_table(), model).schema.equals(columns)
    assert with_scores(pa.RecordBatchReader.from_batches(schema, []), model).schema.equals(columns)


def test_own_columns_metadata_and_names_stay(model: Model) -> None:
    schema = pa.schema([pa.field("text", pa.string(), metadata={"a": "b"}), ("band", pa.string())], {"c": "d"})
    found = with_scores(pa.Table.from_pylist([{"text": "Rain", "band": "FM"}], schema=schema), model, "text")
    assert found.column_names == ["text", "input_band", *SCORED]
    assert found.column("input_band").to_pylist() == ["FM"]
    assert (found.schema.metadata, found.schema.field("text").metadata) == ({b"c": b"d"}, {b"a": b"b"})


def test_what_has_no_headlines_is_refused_before_it_is_read(model: Model) -> None:
    reader = pa.RecordBatchReader.from_batches(pa.schema([("id", pa.int64())]), iter([]))
    with pytest.raises(InputError, match="no column of headlines"):
        with_scores(reader, model)
    with pytest.raises(TypeError, match=r"found builtins\.dict"):
        with_scores({"title": ["Rain"]}, model)


def test_a_model_that_was_used_travels_to_workers_as_small_as_a_new_one(model: Model) -> None:
    scores = score_batch(BATCH, model)
    raw = pickle.dumps(model)
    assert len(raw) == len(pickle.dumps(load()))
    assert score_batch(BATCH, pickle.loads(raw)).equals(scores)
