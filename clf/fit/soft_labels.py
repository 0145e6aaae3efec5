"""Soft labels of a teacher: log-odds of texts known by a hash of their folded form, so that no text is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from clf.errors import CorpusError
from clf.fit.corpora import own_folder
from clf.text import fold, look_up

_STEP = 1 / 256  # of log-odds; finer than any two teachers agree
_LIMIT = 100.0


def key(text: str) -> int:
    """64-bit hash of ``text`` in folded form.

    >>> key("Council approves budget") == key("COUNCIL  approves budget...")
    True
    """
    return int.from_bytes(hashlib.blake2b(fold(text).text.encode(), digest_size=8).digest(), "little")


def keys(texts: Iterable[str]) -> NDArray[np.uint64]:
    """`key` of each text."""
    return np.fromiter(map(key, texts), np.uint64)


@dataclass(frozen=True, slots=True)
class SoftLabels:
    """``known`` hashes in rising order and the teacher's ``log_odds`` of each; both of shape (n,)."""

    known: NDArray[np.uint64]
    log_odds: NDArray[np.float64]

    @classmethod
    def of(cls, texts: Sequence[str], log_odds: NDArray[np.float64]) -> SoftLabels:
        """Labels of ``texts``; of those that fold to the same, the first counts.

        >>> labels = SoftLabels.of(["A", "b"], np.array([1.0, -2.0]))
        >>> labels.find(["B", "a", "c"]).tolist()
        [-2.0, 1.0, nan]
        """
        known, first = np.unique(keys(texts), return_index=True)
        return cls(known, np.round(np.clip(log_odds[first], -_LIMIT, _LIMIT) / _STEP) * _STEP)

    def find(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Log-odds of each of ``texts``, NaN where the teacher has not read it."""
        return look_up(self.known, self.log_odds, keys(texts), np.nan)

    def digest(self) -> str:
        """SHA-256 of the labels."""
        return hashlib.sha256(self.known.tobytes() + self.log_odds.tobytes()).hexdigest()

    def write(self, path: Path) -> None:
        """Write an ``.npz`` file of the hashes and of log-odds in steps of 1/256."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, known=self.known, log_odds=np.round(self.log_odds / _STEP).astype(np.int16))

    @classmethod
    def read(cls, path: Path) -> SoftLabels:
        """Read what `write` wrote. Raises `CorpusError` where the file is not of that kind."""
        try:
            with np.load(path, allow_pickle=False) as file:
                known, steps = file["known"], file["log_odds"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise CorpusError(
                f"{path}: no soft labels ({str(error)[:100]}): make them with `python -m lab distil`"
            ) from None
        if known.dtype != np.uint64 or steps.dtype != np.int16 or known.shape != steps.shape or known.ndim != 1:
            raise CorpusError(
                f"{path}: no soft labels ({known.dtype}, {steps.dtype}): make them with `python -m lab distil`"
            )
        return cls(known, steps.astype(np.float64) * _STEP)


def shipped_labels() -> SoftLabels | None:
    """The labels that come with clf, of Webis-17 and Chakraborty 2016; None where they were taken away."""
    path = own_folder() / "teacher" / "webis-17.npz"
    return SoftLabels.read(path) if path.exists() else None
