from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.errors import CorpusError
from clf.fit.soft_labels import SoftLabels, key
from lab.distil import TEACHERS, teach
from tests.strategies import headlines


class _Parrot:
    """Repeats the grades it was taught, plus its seed; of a text it has not read it says -9."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def fit(self, texts: Sequence[str], grades: np.ndarray, report: Callable[[int, int], None]) -> None:
        self._known = dict(zip(texts, grades.tolist(), strict=True))
        report(1, 1)

    def predict(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([self._known.get(text, -9.0) + self._seed for text in texts])


def test_labels_are_the_mean_of_the_teachers() -> None:
    said: list[str] = []
    labels = teach(_Parrot, ["Read", "Read too"], np.array([0.25, 1.0]), ["A title nobody graded"], said.append)
    mean = (TEACHERS - 1) / 2
    assert labels.find(["READ", "read too", "a title NOBODY graded"]).tolist() == [0.25 + mean, 1 + mean, -9 + mean]
    assert sum("labels" in line for line in said) == TEACHERS


@given(st.lists(headlines, max_size=20))
def test_labels_survive_the_file(texts: list[str]) -> None:
    log_odds = np.linspace(-8, 8, len(texts))
    labels = SoftLabels.of(texts, log_odds)
    found = labels.find(texts)
    assert not np.isnan(found).any()
    for i, text in enumerate(texts):
        assert abs(found[i] - log_odds[[key(t) for t in texts].index(key(text))]) <= 1 / 512


def test_a_written_file_reads_the_same(tmp_path: Path) -> None:
    labels = SoftLabels.of(["One", "Two", "Three"], np.array([0.25, -3.5, 200.0]))
    labels.write(tmp_path / "deep" / "labels.npz")
    again = SoftLabels.read(tmp_path / "deep" / "labels.npz")
    assert again.find(["one", "two", "three", "four"]).tolist()[:3] == [0.25, -3.5, 100.0]
    assert (again.known == labels.known).all()


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04"])
def test_another_file_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "labels.npz").write_bytes(content)
    with pytest.raises(CorpusError, match="python -m lab distil") as caught:
        SoftLabels.read(tmp_path / "labels.npz")
    assert "\n" not in str(caught.value)
