"""Texts as the kernel reads them: one UTF-8 buffer, offsets, and which of them Python has folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clf.text.fold import fold
from clf.text.fold_table import fold_table, learn
from clf.text.kernel import MAX_CHARS, needs_python

__all__ = ["Packed", "encoded", "fold_table", "folded_rows", "pack", "pack_buffer", "pack_folded"]


class Packed(NamedTuple):
    """``n`` texts: bytes ``buf[offsets[i]:offsets[i + 1]]`` are text ``i``, folded already where ``ready``."""

    buf: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    ready: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.offsets) - 1


def encoded(texts: Iterable[str]) -> Packed:
    """Texts as they are, for `clf.model.linear.Linear`, which folds on the way what needs Python."""
    parts: list[bytes] = []
    broken: list[int] = []
    for row, text in enumerate(texts):
        try:
            parts.append(text.encode())
        except UnicodeEncodeError:  # lone surrogates
            parts.append(_fold_to_bytes(text))
            broken.append(row)
    packed = _join(parts, np.zeros(len(parts), np.bool_))
    packed.ready[broken] = True
    return packed


def pack(texts: Iterable[str]) -> Packed:
    """Pack ``texts``; those that the kernel cannot fold are folded.

    >>> len(pack(["One", "Two"]))
    2
    """
    packed = encoded(texts)
    rows = np.flatnonzero(needs_python(packed.buf, packed.offsets, fold_table()) & ~packed.ready)
    if not len(rows):
        return packed
    some = folded_rows(packed, rows)
    parts = [packed.buf[a:b].tobytes() for a, b in zip(packed.offsets, packed.offsets[1:], strict=False)]
    for i, row in enumerate(rows.tolist()):
        parts[row] = some.buf[some.offsets[i] : some.offsets[i + 1]].tobytes()
    packed.ready[rows] = some.ready
    return _join(parts, packed.ready)


def pack_buffer(buf: NDArray[np.uint8], offsets: NDArray[np.int64]) -> Packed:
    """Texts that lie in one valid UTF-8 buffer already, as they are: `Linear` folds on the way what needs Python."""
    return Packed(buf, offsets, np.zeros(len(offsets) - 1, np.bool_))


def pack_folded(text: str) -> Packed:
    """One text that `clf.text.fold.fold` has folded already."""
    return _join([text[:MAX_CHARS].encode()], np.ones(1, np.bool_))


def folded_rows(packed: Packed, rows: NDArray[np.intp]) -> Packed:
    """Some of the texts alone, such that the kernel reads all of them: folded in Python where it cannot fold them.

    Characters that are met for the first time are learned on the way.
    """
    raw = [packed.buf[a:b].tobytes() for a, b in zip(packed.offsets[rows], packed.offsets[rows + 1], strict=True)]
    texts = [str(text, "utf-8") for text in raw]
    learn(ord(char) >> 8 for char in set("".join(texts)))
    alone = _join(raw, np.zeros(len(raw), np.bool_))
    needed = needs_python(alone.buf, alone.offsets, fold_table()) & ~packed.ready[rows]
    if not needed.any():
        return alone
    parts = [_fold_to_bytes(text) if need else own for text, own, need in zip(texts, raw, needed, strict=True)]
    return _join(parts, needed)


def _fold_to_bytes(text: str) -> bytes:
    return fold(text).text[:MAX_CHARS].encode()


def _join(parts: Sequence[bytes], ready: NDArray[np.bool_]) -> Packed:
    return Packed(np.frombuffer(b"".join(parts), np.uint8), _offsets([len(part) for part in parts]), ready)


def _offsets(sizes: ArrayLike) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
