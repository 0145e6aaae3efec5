"""Open-addressed hash tables from 64-bit hashes to numbers, laid out for the compiled kernel.

A hash's low bits choose a bucket of four slots, and its high 32 (the lowest of them set, as 0 marks an empty slot)
are its key there; what a full bucket has no room for goes to the slots that follow. Keys are so long that an n-gram
the model has never seen meets no other's weight but by an accident of about 1 in 2**31.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import uint64
from numpy.typing import NDArray

from clf.text.compiled import compiled

_BUCKET = 4
_BUCKETS = ~np.uint64(_BUCKET - 1)


@compiled(inline="always")
def find_slot(keys, h):  # type: ignore[no-untyped-def]
    """Slot of hash ``h``, or -1.

    The whole bucket is looked through before anything is decided: a processor guesses badly whether an n-gram is
    known, and a wrong guess costs it more than the look-up.
    """
    mark = np.uint32(h >> uint64(32)) | np.uint32(1)
    slots = uint64(keys.shape[0] - 1)
    first = h & slots & _BUCKETS
    found = np.int64(-1)
    for slot in range(first, first + uint64(_BUCKET)):
        found = np.int64(slot) if keys[slot] == mark else found
    slot = first + uint64(_BUCKET - 1)
    while keys[slot] != 0 and found < 0:
        slot = (slot + uint64(1)) & slots
        found = np.int64(slot) if keys[slot] == mark else found
    return found


@compiled()
def _fill(keys, slot_of, hashes):  # type: ignore[no-untyped-def]
    slots = uint64(keys.shape[0] - 1)
    for i in range(hashes.shape[0]):
        mark = np.uint32(hashes[i] >> uint64(32)) | np.uint32(1)
        slot = hashes[i] & slots & _BUCKETS
        while keys[slot] != 0 and keys[slot] != mark:
            slot = (slot + uint64(1)) & slots
        slot_of[i] = slot
        keys[slot] = mark


def build_table(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Keys of a table that holds ``hashes``, and the slot each one got.

    At most half are taken: fewer would make look-ups shorter, but a smaller table is nearer to the processor.
    """
    size = 1024
    while size < 2 * len(hashes):
        size *= 2
    keys = np.zeros(size, np.uint32)
    slot_of = np.zeros(len(hashes), np.int64)
    _fill(keys, slot_of, hashes)
    return keys, slot_of


def spread(values: NDArray[Any], slot_of: NDArray[np.int64], size: int, empty: Any = 0) -> NDArray[Any]:
    """``values`` in slot order, as the kernel reads them; ``empty`` elsewhere."""
    out = np.full(size, empty, values.dtype)
    out[slot_of] = values
    return out
