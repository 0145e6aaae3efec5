"""Static hash tables from 64-bit hashes to slots, laid out for the compiled kernel: one look-up, one place to look.

Hashes are known when a table is built, so each bucket of some four of them gets a *shift* that sends all of them to
slots nobody else has ("hash, displace and compress": Belazzougui, Botelho and Dietzfelbinger, ESA 2009). A slot holds
the high 32 bits of its hash (the lowest of them set, as 0 marks an empty slot), so that an n-gram the model has never
seen meets another's weight but by an accident of about 1 in 2**31.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from clf.errors import ModelError
from clf.text.compiled import leaf

_LOAD = 0.75  # of the slots, at most
_IN_BUCKET = 4
_MOST_SHIFT = 1 << 16
_GROWTH = 64  # times as many slots as hashes, at most
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio: Knuth's multiplicative hashing
_SIEVE_BITS = 8  # for each hash, at least: one in nine of the unknown passes, at most


class Table(NamedTuple):
    """``keys`` (slots,): the mark of the hash in each slot, or 0. ``shifts``: a number a bucket. Both powers of two."""

    keys: NDArray[np.uint32]
    shifts: NDArray[np.uint16]


@leaf(inline="always")
def mark_of(h):  # type: ignore[no-untyped-def]
    """What the slot of hash ``h`` holds."""
    return np.uint32(h >> uint64(32)) | np.uint32(1)


@leaf(inline="always")
def slot_for(shifts, slots, h):  # type: ignore[no-untyped-def]
    """The only slot where hash ``h`` can be, of a number ``slots`` of them."""
    g = h * _MIX
    shift = uint64(shifts[g >> uint64(40) & uint64(shifts.shape[0] - 1)])
    return h + shift * ((g ^ h) >> uint64(44) | uint64(1)) & uint64(slots - 1)


@leaf(inline="always")
def find_slot(table, h):  # type: ignore[no-untyped-def]
    """Slot of hash ``h``, or -1."""
    slot = slot_for(table.shifts, table.keys.shape[0], h)
    return np.int64(slot) if table.keys[slot] == mark_of(h) else np.int64(-1)


@leaf()
def _place(hashes, order, bounds, keys, shifts, slot_of):  # type: ignore[no-untyped-def]
    """Give each bucket a shift, the fullest first; False if one has none. ``order`` sorts the hashes by bucket."""
    buckets = shifts.shape[0]
    fullest = 0
    for b in range(buckets):
        fullest = max(fullest, bounds[b + 1] - bounds[b])
    for size in range(fullest, 0, -1):
        for b in range(buckets):
            if bounds[b + 1] - bounds[b] != size:
                continue
            placed = -1
            shift = 0
            while placed < size and shift < _MOST_SHIFT:
                shifts[b] = shift
                placed = 0
                for k in range(bounds[b], bounds[b + 1]):
                    slot = slot_for(shifts, keys.shape[0], hashes[order[k]])
                    if keys[slot] != 0:
                        break
                    keys[slot] = mark_of(hashes[order[k]])
                    slot_of[order[k]] = slot
                    placed += 1
                if placed < size:
                    for k in range(bounds[b], bounds[b] + placed):
                        keys[slot_of[order[k]]] = 0
                shift += 1
            if placed < size:
                return False
    return True


def build_table(hashes: NDArray[np.uint64]) -> tuple[Table, NDArray[np.int64]]:
    """A table that holds ``hashes``, and the slot each one got.

    Hashes use all their bits, as those of `clf.text.kernel` do. Raises `ModelError` if some cannot be told apart, as
    those that are there twice.
    """
    size = 64
    while size * _LOAD < len(hashes):
        size *= 2
    buckets = max(1, size // _IN_BUCKET)
    bucket = (hashes * _MIX >> np.uint64(40) & np.uint64(buckets - 1)).astype(np.int64)
    order = np.argsort(bucket, kind="stable")
    bounds = np.concatenate(([0], np.cumsum(np.bincount(bucket, minlength=buckets))))
    slot_of = np.zeros(len(hashes), np.int64)
    while size <= _GROWTH * max(len(hashes), 64):
        table = Table(np.zeros(size, np.uint32), np.zeros(buckets, np.uint16))
        if _place(hashes, order, bounds, table.keys, table.shifts, slot_of):
            return table, slot_of
        size *= 2
    raise ModelError("hashes of n-grams that cannot be told apart: get the model again")


@leaf(inline="always")
def may_hold(sieve, h):  # type: ignore[no-untyped-def]
    """1 if hash ``h`` may be one of those of the ``sieve`` (`build_sieve`), 0 if it is not."""
    at = h >> uint64(16) & uint64(sieve.shape[0] * 64 - 1)
    return sieve[at >> uint64(6)] >> (at & uint64(63)) & uint64(1)


def build_sieve(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The filter of `may_hold`: a bit for each of ``hashes`` (a Bloom filter with one hash function)."""
    size = 1024
    while size < _SIEVE_BITS * len(hashes):
        size *= 2
    at = hashes >> np.uint64(16) & np.uint64(size - 1)
    sieve = np.zeros(size // 64, np.uint64)
    np.bitwise_or.at(sieve, at >> np.uint64(6), np.uint64(1) << (at & np.uint64(63)))
    return sieve


def look_up(known: NDArray[Any], values: NDArray[Any], wanted: NDArray[Any], missing: Any) -> NDArray[Any]:
    """For each of ``wanted`` the value that belongs to it in ``known`` (ascending), or ``missing``.

    >>> look_up(np.array([2, 5]), np.array([0.5, 0.25]), np.array([5, 3]), 0.0).tolist()
    [0.25, 0.0]
    """
    if not len(known):
        return np.full(wanted.shape, missing)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, values[at], missing)


def spread(values: NDArray[Any], slot_of: NDArray[np.int64], size: int, empty: Any = 0) -> NDArray[Any]:
    """``values`` in slot order, as the kernel reads them; ``empty`` elsewhere."""
    out = np.full(size, empty, values.dtype)
    out[slot_of] = values
    return out
