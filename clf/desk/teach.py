"""Active learning: a batch of waiting items that would teach the model the most, kept as an order of the queue.

Uncertainty sampling (Lewis & Gale 1994) with maximal marginal relevance (Carbonell & Goldstein 1998) for diversity:
the next one is least certain and least like those that were taken before. Measured in docs/active-learning.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from clf.desk.schema import items
from clf.desk.scores import rescore
from clf.desk.similar import distinct
from clf.desk.store import Desk, read_setting, write_setting
from clf.model import Scorer
from clf.text import collect_hashes, fold_table, pack

BATCH = 50
CANDIDATES = 1_500  # least certain waiting items that a batch is picked from
KNOWN = 200  # decided items, the latest, that a batch should not repeat
NEAR_DUPLICATE = 0.8  # cosine of the n-grams of two headlines
_FEW = 5  # of a batch still waiting: time for the next one
_UNPLACED = 1_000_000
_SETTING = "teach"


def pick(headlines: Sequence[str], certainty: Sequence[float], size: int, known: Sequence[str] = ()) -> list[int]:
    """Places of up to ``size`` headlines to ask about, in order; near-duplicates of ``known`` or each other never.

    ``certainty`` is the distance of each probability from one half. Deterministic; ties go to the first.

    >>> pick(["Storm hits port", "Storm hits port!", "Bridge opens"], [0.0, 0.01, 0.2], 3)
    [0, 2]
    """
    if not headlines:
        return []
    vectors = _Vectors([*headlines, *known])
    number = len(headlines)
    nearest = np.zeros(number)
    for place in range(number, number + len(known)):
        np.maximum(nearest, vectors.cosine(place)[:number], out=nearest)
    uncertainty = 1.0 - 2.0 * np.asarray(certainty, np.float64)
    open_ = np.ones(number, bool)
    chosen: list[int] = []
    while len(chosen) < size:
        open_ &= nearest < NEAR_DUPLICATE
        if not open_.any():
            break
        place = int(np.argmax(np.where(open_, uncertainty - nearest, -np.inf)))
        chosen.append(place)
        open_[place] = False
        np.maximum(nearest, vectors.cosine(place)[:number], out=nearest)
    return chosen


class _Vectors:
    """Which n-grams each text has, as unit vectors."""

    def __init__(self, texts: Sequence[str]) -> None:
        hashes, begin = collect_hashes(*pack(texts), fold_table())
        row = np.repeat(np.arange(len(texts)), np.diff(begin))
        names, column = np.unique(hashes, return_inverse=True)
        pairs = distinct(row * np.int64(len(names)) + column)  # an n-gram counts once a text
        self._row, self._column = pairs // len(names), pairs % len(names)
        self._begin = np.searchsorted(self._row, np.arange(len(texts) + 1))
        self._size = np.sqrt(np.maximum(1, np.diff(self._begin)))
        self._wanted = np.zeros(len(names), bool)

    def cosine(self, place: int) -> NDArray[np.float64]:
        """Of one text with each, 0 to 1."""
        mine = self._column[self._begin[place] : self._begin[place + 1]]
        self._wanted[mine] = True
        shared = np.bincount(self._row[self._wanted[self._column]], minlength=len(self._size))
        self._wanted[mine] = False
        cosine: NDArray[np.float64] = shared / (self._size * self._size[place])
        return cosine


def prepare(desk: Desk, actor: str, model: Scorer, size: int = BATCH) -> bool:
    """See to it that there is a batch by ``model``, the live one, with enough left to ask about; whether it is new.

    The whole team works through one batch. Waiting items get the score of ``model`` first, where theirs is of another.
    """
    with desk.read() as connection:
        current = read_setting(connection, _SETTING) == model.id
        left = sa.select(sa.func.count()).where(items.c.status == "waiting", items.c.teach < _UNPLACED)
        if current and (connection.scalar(left) or 0) > _FEW:
            return False
    rescore(desk, actor, model)
    waiting = sa.select(items.c.id, items.c.headline, items.c.certainty).where(items.c.status == "waiting")
    decided = sa.select(items.c.headline).where(items.c.status == "decided").order_by(items.c.decided_at.desc())
    with desk.read() as connection:
        rows = connection.execute(waiting.order_by(items.c.certainty, items.c.id).limit(CANDIDATES)).all()
        known = connection.scalars(decided.limit(KNOWN)).all()
    chosen = pick([row.headline for row in rows], [row.certainty for row in rows], size, known)
    with desk.write() as connection:
        connection.execute(sa.update(items).where(items.c.teach < _UNPLACED).values(teach=_UNPLACED))
        if chosen:
            placed = sa.update(items).where(items.c.id == sa.bindparam("item")).values(teach=sa.bindparam("place"))
            connection.execute(placed, [{"item": rows[i].id, "place": place} for place, i in enumerate(chosen)])
        write_setting(connection, "", _SETTING, model.id)
    return True
