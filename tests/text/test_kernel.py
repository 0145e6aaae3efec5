"""The compiled kernel against the oracle: the same features on any text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.fit.vectorizer import HeadlineVectorizer
from clf.text.cues import phrase_cues, style_cues
from clf.text.fold import fold
from clf.text.ngrams import spell
from clf.text.pack import pack
from tests.strategies import texts
from tests.text import oracle

batches = st.lists(texts, min_size=1, max_size=6)


def _by_name(vectorizer: HeadlineVectorizer, seen: list[str]) -> list[str]:
    names: dict[int, str] = {}
    for text in seen:
        names |= spell(text)
    return [names[h] for h in vectorizer.hashes_.tolist()]


@given(texts)
def test_spelled_ngrams_are_the_oracles(text: str) -> None:
    assert set(spell(text).values()) == set(oracle.word_ngrams(text)) | set(oracle.char_ngrams(text))


@given(batches, batches)
def test_the_matrix_is_the_oracles(learned: list[str], others: list[str]) -> None:
    vectorizer = HeadlineVectorizer(min_df=1).fit(learned)
    names = _by_name(vectorizer, learned)
    matrix, _, _ = vectorizer.transform_parts(pack(learned + others))
    for row, text in enumerate(learned + others):
        _, columns = matrix[row].nonzero()
        found = {names[c]: matrix[row, c] for c in columns}
        assert found == pytest.approx(oracle.values(text, names))


@given(st.lists(st.one_of(texts, st.sampled_from([p for c in phrase_cues() for p in c.phrases[:20]])), max_size=3))
def test_phrase_cues_are_the_oracles(parts: list[str]) -> None:
    text = " ".join(parts)
    _, phrases, _ = HeadlineVectorizer(min_df=1).fit(["x"]).transform_parts(pack([text]))
    found = {cue.name for cue, present in zip(phrase_cues(), phrases[0], strict=True) if present}
    assert found == oracle.phrase_cues(text, phrase_cues())


@given(texts)
def test_folded_or_not_the_features_are_the_same(text: str) -> None:
    vectorizer = HeadlineVectorizer(min_df=1).fit([text])
    parts = vectorizer.transform_parts(pack([text, text.upper(), fold(text).text]))
    for part in parts:
        rows = part.toarray() if hasattr(part, "toarray") else part
        assert np.array_equal(rows[0], rows[1])
        assert np.array_equal(rows[0], rows[2])


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("17 dogs who voted", "list_number"),
        ("Who pays for the bridge?", "question"),
        ("It rained!", "exclamation"),
        ("Rained?!", "repeat"),
        ("Rain: will it end?", "late_question"),
        ("Report: rain", "colon"),
        ("He said “no”", "quote"),
        ("Rain - more rain", "dash"),
        ("Costs €5", "money"),
        ("Up 5% today", "percent"),
        ("Rain (again)", "bracket"),
        ("Elected in 2019", "year"),
        ("One #tag", "tag"),
        ("Ask @mayor", "mention"),
        ("It rained.", "stop"),
        ("No. one", "inner_stop"),
        ("Rain 🌧 again", "emoji"),
        ("Rain", "words_1_4"),
        ("of " * 30, "words_19_up"),
        ("Unconstitutionality", "very_long_word"),
    ],
)
def test_style_cues(text: str, cue: str) -> None:
    _, _, styles = HeadlineVectorizer(min_df=1).fit(["x"]).transform_parts(pack([text, "x"]))
    index = [c.name for c in style_cues()].index(cue)
    assert styles[0][index] == 1


def test_very_long_text_is_cut_not_refused() -> None:
    vectorizer = HeadlineVectorizer(min_df=1).fit(["word " * 5000, "ё" * 5000])
    assert len(vectorizer.hashes_)
