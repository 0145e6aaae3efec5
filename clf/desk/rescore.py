"""Another model is live: items that wait are scored again, batch by batch, and no old score is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from clf.block import HeadlineBlock, Score
from clf.desk.database import Desk, now
from clf.desk.log import note_action
from clf.desk.people import Role, require
from clf.desk.queue import free
from clf.desk.schema import items, scores
from clf.model.scorer import Scorer

BATCH = 500  # items a transaction: other writers wait for no more


def rescore(desk: Desk, actor: str, model: Scorer, going: Callable[[], bool] = lambda: True) -> int:
    """Give the items that wait, and have another model's score, that of ``model``; how many were.

    The old scores stay in `clf.desk.schema.scores`, and decisions keep the score that they were made on. Items in
    somebody's hands are left as they are: `rescore_item` is for those. Each batch is a transaction with its entry in
    the audit log, so that stopping halfway does no harm and doing it twice changes nothing; it stops before a batch
    that ``going`` says no to. Moderators may.
    """
    done, last = 0, 0
    while going() and (rows := _waiting(desk, model.id, last)):
        done += _put(desk, actor, model, rows, "")
        last = rows[-1].id
    return done


def rescore_item(desk: Desk, actor: str, model: Scorer, item: int) -> bool:
    """Give one waiting item, in ``actor``'s hands or nobody's, the score of ``model``; whether it was changed."""
    wanted = sa.select(items.c.id, items.c.headline, items.c.teaser, items.c.model).where(
        items.c.id == item, items.c.status == "waiting", items.c.model != model.id
    )
    with desk.read() as connection:
        rows = list(connection.execute(wanted))
    return bool(rows) and bool(_put(desk, actor, model, rows, actor))


def _waiting(desk: Desk, model: str, last: int) -> list[Any]:
    query = (
        sa.select(items.c.id, items.c.headline, items.c.teaser, items.c.model)
        .where(items.c.id > last, items.c.status == "waiting", items.c.model != model, free("", now()))
        .order_by(items.c.id)
        .limit(BATCH)
    )
    with desk.read() as connection:
        return list(connection.execute(query))


def _put(desk: Desk, actor: str, model: Scorer, rows: list[Any], holder: str) -> int:
    """Write the scores of ``rows``, but for those that were decided, taken or scored by somebody else meanwhile."""
    found = model.score([HeadlineBlock(row.headline, row.teaser) for row in rows])
    fresh: dict[int, Score] = {row.id: score for row, score in zip(rows, found, strict=True)}
    moment = now()
    with desk.write() as connection:
        require(connection, actor, Role.MODERATOR)
        still = (
            sa.select(items.c.id)
            .where(items.c.id.in_(fresh), items.c.status == "waiting", items.c.model != model.id, free(holder, moment))
            .with_for_update(skip_locked=True)
        )
        kept = [(item, fresh[item]) for item in connection.scalars(still)]
        if not kept:
            return 0
        connection.execute(
            sa.update(items).where(items.c.id == sa.bindparam("item")),
            [
                {"item": item, "model": s.model, "probability": s.probability, "strength": s.strength,
                 "certainty": abs(s.probability - 0.5)}
                for item, s in kept
            ],
        )  # fmt: skip
        insert = (postgresql if desk.engine.dialect.name == "postgresql" else sqlite).insert(scores)
        connection.execute(
            # There is a score by it already if it was live before, or scored in silence, which is over now.
            insert.on_conflict_do_update(index_elements=["item_id", "model"], set_={"shadow": False}),
            [
                {"item_id": item, "model": s.model, "probability": s.probability, "strength": s.strength, "at": moment}
                for item, s in kept
            ],
        )
        note_action(connection, actor, "rescore", model=model.id, note=f"{len(kept)} items")
        return len(kept)
