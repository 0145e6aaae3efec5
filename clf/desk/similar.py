"""Decided headlines that share words with one at hand.

The word stems are a flat list in memory that each question scans: a fifth of a million headlines take some tens of
milliseconds, and adding one appends to the list. Distinct numbers are found by sorting: since NumPy 2.3
`numpy.unique` uses a hash table, which is many times slower here.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from clf.desk.schema import items
from clf.desk.store import Desk
from clf.evidence import K1, B, read_terms

Whole = TypeVar("Whole", bound=np.integer)


def distinct(values: NDArray[Whole]) -> NDArray[Whole]:
    """The distinct ones of ``values`` (one dimension), in rising order.

    >>> distinct(np.array([3, 1, 3])).tolist(), distinct(np.array([], np.int64)).tolist()
    ([1, 3], [])
    """
    ordered = np.sort(values)
    found: NDArray[Whole] = ordered[np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)]]
    return found


MOST = 200_000  # decided items that are gone through, the latest
LEAST = 0.35  # share of the weight of a headline's words that another one must have to be called similar
_SPARE = 4  # of those found, more are fetched than shown: some may have been undone since


class Decided:
    """The latest `MOST` decided headlines of a desk, brought up to date whenever it is asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._lock, self._last = desk, Lock(), (0, 0)  # time and id of the newest one read
        self._ids = np.zeros(0, np.int64)
        self._size = np.zeros(0, np.int64)  # distinct stems of each
        self._stems, self._owner = np.zeros(0, np.uint32), np.zeros(0, np.int32)

    def __len__(self) -> int:
        return len(self._ids)

    def refresh(self) -> None:
        """Read what was decided since."""
        key = (items.c.decided_at, items.c.id)
        newer = sa.select(items.c.id, items.c.headline, items.c.decided_at).where(sa.tuple_(*key) > self._last)
        newest = newer.where(items.c.status == "decided").order_by(*(column.desc() for column in key)).limit(MOST)
        with self._lock:
            with self._desk.read() as connection:
                rows = connection.execute(newest).all()[::-1]
            if rows:
                self._last = (rows[-1].decided_at, rows[-1].id)
                self._append(np.array([row.id for row in rows]), [row.headline for row in rows])

    def _append(self, ids: NDArray[np.int64], headlines: Sequence[str]) -> None:
        terms = read_terms(headlines)
        row = np.repeat(np.arange(len(ids), dtype=np.uint64), np.diff(terms.stem_begin))
        once = distinct(row << np.uint64(32) | terms.stems)
        owner, stems = (once >> np.uint64(32)).astype(np.int32), (once & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        self._owner = np.concatenate([self._owner, owner + np.int32(len(self._ids))])
        self._stems = np.concatenate([self._stems, stems])
        self._size = np.concatenate([self._size, np.bincount(owner, minlength=len(ids))])
        self._ids = np.concatenate([self._ids, ids])

    def nearest(self, headline: str, but: int = 0, most: int = 5) -> list[sa.Row[Any]]:
        """Decided items most similar to ``headline``, nearest first; without the item ``but``."""
        self.refresh()
        query = np.unique(read_terms([headline]).stems)
        if not len(self) or not len(query):
            return []
        with self._lock:
            ids, size, stems, owner = self._ids, self._size, self._stems, self._owner
        place = np.minimum(np.searchsorted(query, stems), len(query) - 1)
        hit = np.flatnonzero(query[place] == stems)
        place, owner = place[hit], owner[hit]
        rare = np.log(1 + len(ids) / (np.bincount(place, minlength=len(query)) + 0.5))
        shared = np.bincount(owner, rare[place], minlength=len(ids))
        # BM25 (Robertson & Zaragoza 2009) of stems that are counted once.
        score = shared * (K1 + 1) / (1 + K1 * (1 - B + B * size / size.mean()))
        score[shared < LEAST * rare.sum()] = 0
        best = np.argsort(-score, kind="stable")[: _SPARE * most] if len(ids) < 1000 else _top(score, _SPARE * most)
        order = {int(ids[i]): rank for rank, i in reversed(list(enumerate(best))) if score[i] > 0}
        order.pop(but, None)
        return self._standing(order)[:most]

    def _standing(self, order: dict[int, int]) -> list[sa.Row[Any]]:
        """Those of ``order`` that are decided still."""
        if not order:
            return []
        query = sa.select(items).where(items.c.id.in_(order), items.c.status == "decided")
        with self._desk.read() as connection:
            return sorted(connection.execute(query), key=lambda row: order[row.id])


def _top(score: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    best = np.argpartition(-score, most)[:most]
    return best[np.argsort(-score[best], kind="stable")]
