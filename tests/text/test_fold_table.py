"""What the kernel folds by its table is what Python folds, and hardly anything is left to Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.text.fold import fold
from clf.text.fold_table import fold_table, learn
from clf.text.kernel import MAX_CHARS, MAX_FOLDED, fold_into, needs_python
from clf.text.unmask import LEET, SEPARATORS
from tests.strategies import texts

MORE = "&;#_xthisnowé\u202e\u200a\u0336ʇɡꓔə🔥\xad"
TRICKY = MORE + "abz19@$" + "".join(LEET) + SEPARATORS + "аeéёсΩñ٣\u0301\u200b\ufe0f'’ſKﬁ①½№İ…[日ꭰ🙂"
tricky = st.text(st.sampled_from(sorted(set(TRICKY))), max_size=24)
long = st.builds(lambda text, times: text * times, texts, st.integers(1, 200))


def by_kernel(text: str) -> str | None:
    """``text`` as the kernel folds it; None where it leaves that to Python."""
    learn(ord(c) >> 8 for c in text)
    raw = np.frombuffer(text.encode(), np.uint8)
    if needs_python(raw, np.array([0, len(raw)]), fold_table())[0]:
        return None
    cps = np.empty(MAX_FOLDED, np.uint32)
    size = fold_into(raw, 0, len(raw), False, fold_table(), cps)
    return "".join(map(chr, cps[:size]))


@given(st.one_of(texts, tricky, long).map(lambda text: text.encode("utf-8", "replace").decode()))
def test_the_kernel_folds_as_python_does_or_not_at_all(text: str) -> None:
    found = by_kernel(text)
    assert found is None or found == fold(text).text


@pytest.mark.parametrize("code", range(128))
def test_every_ascii_character_folds_as_python_folds_it(code: int) -> None:
    for text in (chr(code), f"Plain {chr(code)} words", f"Plain{chr(code)}words", f"Plain words{chr(code)}"):
        found = by_kernel(text)
        assert found is None or found == fold(text).text


@given(st.lists(st.characters(min_codepoint=0xA0, exclude_categories=["Cs"]), min_size=1, max_size=40).map(" x".join))
def test_every_character_by_itself(text: str) -> None:
    found = by_kernel(text)
    assert found is None or found == fold(text).text


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” quotes — and dashes… it’s fine",
        "Café owner’s naïve façade in Łódź\u00a0today",
        "Київ і Львів",
        "Ο δήμαρχος",
        "日本の首相",
        "Holiday ❤️ now 🙂",
        "19th of May: covid19, mp3, 5G",
        "At 4 p.m. the U.S. wins",
        'A b reads "a a wedding"',
        "x" * MAX_CHARS,
        "½ price №5",
    ],
)
def test_common_text_is_not_left_to_python(text: str) -> None:
    assert by_kernel(text) == fold(text).text


@pytest.mark.parametrize(
    "text", ["sесret", "s h o c k", "f.r.e.e", "sh0cking", "Ca$h", "e\u0301", "x" * (MAX_CHARS + 1), "a b" * 2000]
)
def test_tricks_are(text: str) -> None:
    assert by_kernel(text) is None


def test_what_a_table_holds_stays_as_it_is() -> None:
    before = fold_table()
    learn(range(0x100, 0x120))
    after = fold_table()
    assert np.array_equal(after.lengths[: len(before.lengths)], before.lengths)
    known = before.pages >= 0
    assert np.array_equal(after.pages[known], before.pages[known])
