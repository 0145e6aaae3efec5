"""Texts as the kernel reads them: one UTF-8 buffer, offsets, and which of them Python has folded."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clf.text.compiled import compiled
from clf.text.fold import fold
from clf.text.kernel import MAX_BYTES, MAX_CHARS
from clf.text.unmask import LEET, SEPARATORS

_MOST = 4  # folded characters from one
_SIMPLE = (*range(0x250), *range(0x2010, 0x2028), *range(0x2030, 0x205F), *range(0x20A0, 0x20C1))
_TABLE = 0x20C1
_OTHER, _LETTER, _LEET, _SEPARATOR, _SKIPPED = range(5)
_SWAPPED = _LETTER << 4 | _LEET << 2 | _LETTER
_SPREAD = _LETTER << 8 | _SEPARATOR << 6 | _LETTER << 4 | _SEPARATOR << 2 | _LETTER


class Packed(NamedTuple):
    """``n`` texts: bytes ``buf[offsets[i]:offsets[i + 1]]`` are text ``i``, folded already where ``ready``."""

    buf: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    ready: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.offsets) - 1


@cache
def fold_table() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """What each simple code point folds to: length (255: let Python fold the text) and code points.

    Simple are those whose folding depends on nothing around them: Latin letters, punctuation, currency signs.
    """
    lengths = np.full(_TABLE, 255, np.uint8)
    folded_to = np.zeros((_TABLE, _MOST), np.uint32)
    for cp in _SIMPLE:
        char = chr(cp)
        # Between two letters, so that neither trimming nor cutting touches what is asked for.
        folded = fold(f"a{char}a").text[1:-1] if not char.isspace() else " "
        if not char.isspace() and folded != fold(f"1{char}1").text[1:-1]:
            continue  # it depends on its neighbours after all: the micro sign is Greek
        if len(folded) <= _MOST and all(ord(c) < 0x250 or 0x2010 <= ord(c) < 0x2C00 for c in folded):
            lengths[cp] = len(folded)
            folded_to[cp, : len(folded)] = [ord(c) for c in folded]
    return lengths, folded_to


@cache
def _roles() -> NDArray[np.uint8]:
    """Role of each simple code point in tricks with letters (`clf.text.unmask`)."""
    lengths, folded_to = fold_table()
    roles = np.full(_TABLE, _OTHER, np.uint8)
    for cp in _SIMPLE:
        folded = {chr(c) for c in folded_to[cp, : lengths[cp]]} if lengths[cp] != 255 else set()
        if lengths[cp] == 0:
            roles[cp] = _SKIPPED
        elif any("a" <= c <= "z" for c in folded):
            roles[cp] = _LETTER
        elif folded & LEET.keys():
            roles[cp] = _LEET
        elif folded & set(SEPARATORS):
            roles[cp] = _SEPARATOR
    return roles


@compiled()
def _needs_python(buf, offsets, lengths, roles):  # type: ignore[no-untyped-def]
    out = np.zeros(offsets.shape[0] - 1, np.bool_)
    for row in range(out.shape[0]):
        lo, hi = offsets[row], offsets[row + 1]
        out[row] = hi - lo > MAX_BYTES
        i = lo
        past = np.uint32(0)  # roles of the last eight characters, two bits each
        while i < hi and not out[row]:
            b = np.uint32(buf[i])
            if b < 0x80:
                cp = b
                i += 1
            elif b < 0xE0:
                cp = (b & 0x1F) << 6 | (np.uint32(buf[i + 1]) & 0x3F)
                i += 2
            elif b < 0xF0:
                cp = (b & 0x0F) << 12 | (np.uint32(buf[i + 1]) & 0x3F) << 6 | (np.uint32(buf[i + 2]) & 0x3F)
                i += 3
            else:
                cp = np.uint32(_TABLE)
            if cp >= _TABLE or lengths[cp] == 255:
                out[row] = True
            elif roles[cp] != _SKIPPED and not (roles[cp] == past & 3 == _SEPARATOR):  # gaps count as one
                past = past << 2 | roles[cp]
                if past & 3 == _LETTER:
                    out[row] = past & 0x3F == _SWAPPED or (past & 0x3FF == _SPREAD and past >> 10 & 3 != _LETTER)
    return out


def pack_buffer(buf: NDArray[np.uint8], offsets: NDArray[np.int64]) -> Packed:
    """Pack texts that lie in one valid UTF-8 buffer already; folds in Python what the kernel cannot."""
    lengths, _ = fold_table()
    ready = _needs_python(buf, offsets, lengths, _roles())
    if not ready.any():
        return Packed(buf, offsets, ready)
    raw = memoryview(buf.tobytes())
    parts: list[bytes | memoryview] = []
    sizes = np.diff(offsets)
    done = int(offsets[0])
    for row in np.flatnonzero(ready).tolist():
        lo, hi = int(offsets[row]), int(offsets[row + 1])
        folded = _fold_to_bytes(str(raw[lo:hi], "utf-8"))
        parts += raw[done:lo], folded
        sizes[row], done = len(folded), hi
    parts.append(raw[done : int(offsets[-1])])
    return Packed(np.frombuffer(b"".join(parts), np.uint8), _offsets(sizes), ready)


def pack(texts: Iterable[str]) -> Packed:
    """Pack ``texts``.

    >>> len(pack(["One", "Two"]))
    2
    """
    parts: list[bytes] = []
    broken: list[int] = []
    for row, text in enumerate(texts):
        try:
            parts.append(text.encode())
        except UnicodeEncodeError:  # lone surrogates
            parts.append(_fold_to_bytes(text))
            broken.append(row)
    packed = _join(parts, np.zeros(len(parts), np.bool_))
    packed = pack_buffer(packed.buf, packed.offsets)
    packed.ready[broken] = True
    return packed


def _fold_to_bytes(text: str) -> bytes:
    return fold(text).text[:MAX_CHARS].encode()


def _join(parts: list[bytes], ready: NDArray[np.bool_]) -> Packed:
    return Packed(np.frombuffer(b"".join(parts), np.uint8), _offsets([len(part) for part in parts]), ready)


def _offsets(sizes: ArrayLike) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
