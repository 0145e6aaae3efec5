from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clf.errors import ModelError
from clf.text.table import build_sieve, build_table, find_slot, may_hold, spread


def mixed(number: int) -> int:
    """A hash with all its bits in use, as those of the kernel."""
    return int.from_bytes(hashlib.blake2b(number.to_bytes(8), digest_size=8).digest())


HASHES = st.sets(st.integers(0, 2**64 - 1).map(mixed), max_size=300)


def array(hashes: set[int]) -> np.ndarray:
    return np.array(sorted(hashes), np.uint64)


@given(HASHES, HASHES)
def test_what_was_put_in_is_found_where_it_was_put_and_nothing_else(known: set[int], asked: set[int]) -> None:
    table, slot_of = build_table(array(known))
    assert [find_slot(table, h) for h in array(known)] == slot_of.tolist()
    assert len(set(slot_of.tolist())) == len(known)
    marks = {h >> 32 | 1 for h in known}
    for h in array({h for h in asked if h >> 32 | 1 not in marks}):
        assert find_slot(table, h) == -1


@pytest.mark.parametrize("size", [0, 1, 48, 49, 5_000, 200_000])
def test_a_table_of_any_size_has_room_for_all(size: int) -> None:
    hashes = np.unique(np.random.default_rng(size).integers(0, 2**64, size, dtype=np.uint64))
    table, slot_of = build_table(hashes)
    assert len(np.unique(slot_of)) == len(hashes) <= 0.75 * len(table.keys)
    assert (table.keys[slot_of] == (hashes >> np.uint64(32)).astype(np.uint32) | 1).all()


def test_a_hash_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ModelError, match="cannot be told apart"):
        build_table(np.array([5, 5], np.uint64))


@given(HASHES)
def test_a_sieve_lets_all_pass_that_it_was_made_of(known: set[int]) -> None:
    sieve = build_sieve(array(known))
    assert all(may_hold(sieve, h) for h in array(known))


def test_values_stand_where_their_hashes_do() -> None:
    assert spread(np.array([7, 8]), np.array([2, 0]), 4, -1).tolist() == [8, -1, 7, -1]
