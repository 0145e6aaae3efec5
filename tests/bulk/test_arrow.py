from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.bulk import score_batch
from clf.bulk.arrow import packed
from clf.errors import InputError
from clf.language.check import is_supported, supported
from clf.model.model import Model
from clf.types import HeadlineBlock
from tests import strategies

LANGUAGES = Path(__file__).parents[1] / "languages.tsv"
SPOKEN = (
    "it's ",
    "don't",
    "Won’t ",
    "here's",
    "'s",
    "'",
    "t ",
    "the",
    "The ",
    "you're ",
    "can't ",
    " of ",
    "is ",
    "_",
    "9",
    "é",
    "É ",
    "’",
    "Der ",
    "beschließt ",
    "haushalt",
    " ",
    "\u00a0",
    "🙂",
    "❤️",
    "²",
    "…",
    "İ",
    "Σ",
    "\x1c",
    "\x00",
    "-",
)
KINDS = (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()))
whole = strategies.texts.map(lambda text: text.encode("utf-8", "replace").decode())  # Arrow holds no lone surrogates
rows = st.lists(st.tuples(whole, st.one_of(st.just(""), whole)), min_size=1, max_size=12)


@given(rows, st.sampled_from(KINDS), st.integers(0, 3))
def test_scores_are_those_of_the_library_bit_for_bit(model: Model, rows: list, kind: pa.DataType, skip: int) -> None:
    titles = pa.array(["left out"] * skip + [title for title, _ in rows], pa.string()).cast(kind)
    teasers = pa.array(["left out"] * skip + [teaser for _, teaser in rows])
    batch = pa.record_batch({"title": titles, "summary": teasers}).slice(skip)
    expected = model.score([HeadlineBlock(*row) for row in rows])
    found = score_batch(batch, model).to_pylist()
    assert found == [score.to_dict() for score in expected]


foreign = st.sampled_from([line.split("\t")[1] for line in LANGUAGES.read_text("utf-8").splitlines()])
spoken = st.one_of(whole, foreign, st.lists(st.sampled_from(SPOKEN), max_size=12).map("".join))


@given(st.lists(st.tuples(spoken, st.one_of(st.just(""), spoken)), min_size=1, max_size=12))
def test_languages_are_told_as_the_library_does(rows: list) -> None:
    titles = packed(pa.array([row[0] for row in rows]))
    assert supported(titles).tolist() == [is_supported(HeadlineBlock(title)) for title, _ in rows]


def test_other_languages_have_no_numbers(model: Model) -> None:
    batch = pa.record_batch({"title": ["Der Stadtrat beschließt den Haushalt", "Why you should never eat this"]})
    found = score_batch(batch, model, any_language=False).to_pylist()
    assert found[0] == {
        "probability": None,
        "strength": None,
        "band": "unsupported language",
        "model": model.id,
        "notices": [],
    }
    assert found[1]["probability"] is not None


def test_nulls_and_emptiness(model: Model) -> None:
    found = score_batch(pa.record_batch({"title": pa.array([None, ""], pa.string())}), model)
    assert found.to_pylist()[0] == dict.fromkeys(found.schema.names)
    assert found.column("probability")[1].as_py() == model.score([""])[0].probability
    assert score_batch(pa.record_batch({"title": pa.array([], pa.string())}), model).num_rows == 0
    assert score_batch(pa.record_batch({"title": pa.nulls(2)}), model).column("band").null_count == 2


def test_what_cannot_be_scored_is_named(model: Model) -> None:
    with pytest.raises(InputError, match="no column of headlines"):
        score_batch(pa.record_batch({"id": [1]}), model)
    with pytest.raises(InputError, match="'title' is no text, found int64"):
        score_batch(pa.record_batch({"title": [1]}), model)
    broken = pa.array([b"Fire \xff", b"cut \xe2\x82"], pa.binary()).view(pa.string())
    with pytest.raises(InputError, match="UTF-8"):
        score_batch(pa.record_batch({"title": broken}), model)


def test_buffers_are_not_copied_unless_folded_in_python() -> None:
    texts = pa.array(["Council approves budget", "Rain in the north"])
    assert np.shares_memory(packed(texts).buf, np.frombuffer(texts.buffers()[2], np.uint8))


def test_threads_share_a_model(model: Model) -> None:
    batch = pa.record_batch({"title": [f"You will never guess what number {i} did" for i in range(500)]})
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: score_batch(batch, model), range(8)))
    assert all(one.equals(found[0]) for one in found)
