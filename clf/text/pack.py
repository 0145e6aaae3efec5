"""Texts as the kernel reads them: one UTF-8 buffer, offsets, and which of them Python has folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clf.text.fold import Folded, fold
from clf.text.fold_table import fold_table, learn
from clf.text.kernel import MAX_CHARS, needs_python
from clf.types import MAX_LENGTH, Notice

CUT, DISGUISED = 1, 2
_NOTICES = ((), (Notice.CUT,), (Notice.DISGUISED,), (Notice.CUT, Notice.DISGUISED))
__all__ = [
    "CUT",
    "DISGUISED",
    "Packed",
    "encoded",
    "fold_table",
    "folded_rows",
    "notice_bits",
    "notices_of",
    "pack",
    "pack_buffer",
    "pack_folded",
]


class Packed(NamedTuple):
    """``n`` texts: bytes ``buf[offsets[i]:offsets[i + 1]]`` are text ``i``, folded already where ``ready``."""

    buf: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    ready: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.offsets) - 1


def encoded(texts: Iterable[str]) -> Packed:
    """Texts as they are, for `clf.model.linear.Linear`, which folds on the way what needs Python."""
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    return _join(parts, np.zeros(len(parts), np.bool_))


def pack(texts: Iterable[str]) -> Packed:
    """Pack ``texts``; those that the kernel cannot fold are folded.

    >>> len(pack(["One", "Two"]))
    2
    """
    packed = encoded(texts)
    rows = np.flatnonzero(needs_python(packed.buf, packed.offsets, fold_table()) & ~packed.ready)
    if not len(rows):
        return packed
    some, _ = folded_rows(packed, rows)
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


def folded_rows(packed: Packed, rows: NDArray[np.intp]) -> tuple[Packed, NDArray[np.uint8]]:
    """Some of the texts alone, such that the kernel reads all of them: folded in Python where it cannot fold them.

    Also, of each of them, the bits `CUT` and `DISGUISED`. Characters that are met for the first time are learned on the
    way.
    """
    raw = [packed.buf[a:b].tobytes() for a, b in zip(packed.offsets[rows], packed.offsets[rows + 1], strict=True)]
    texts = [str(text, "utf-8", "surrogatepass") for text in raw]
    learn(ord(char) >> 8 for char in set("".join(texts)))
    alone = _join(raw, np.zeros(len(raw), np.bool_))
    needed = needs_python(alone.buf, alone.offsets, fold_table()) & ~packed.ready[rows]
    bits = np.zeros(len(rows), np.uint8)
    for place in np.flatnonzero(needed).tolist():
        folded = fold(texts[place])
        raw[place] = folded.text[:MAX_CHARS].encode()
        bits[place] = notice_bits(texts[place], folded)
    return _join(raw, needed), bits


def notice_bits(text: str, folded: Folded) -> int:
    """`CUT` if not all of ``text`` is read, and `DISGUISED` if tricks were undone."""
    cut = len(text) > MAX_LENGTH or len(folded.text) > MAX_CHARS
    return CUT * cut | DISGUISED * bool(folded.disguises)


def notices_of(bits: int) -> tuple[Notice, ...]:
    """The notices that ``bits`` stand for.

    >>> notices_of(CUT | DISGUISED)
    (<Notice.CUT: 'cut'>, <Notice.DISGUISED: 'disguised'>)
    """
    return _NOTICES[bits]


def _join(parts: Sequence[bytes], ready: NDArray[np.bool_]) -> Packed:
    return Packed(np.frombuffer(b"".join(parts), np.uint8), _offsets([len(part) for part in parts]), ready)


def _offsets(sizes: ArrayLike) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
