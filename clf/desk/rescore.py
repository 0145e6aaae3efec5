"""Scores by another model than the one that items came in with: kept in `scores`, beside those that are there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from clf.block import HeadlineBlock, Score
from clf.desk.database import Desk, now
from clf.desk.schema import items, scores
from clf.model.scorer import Scorer

_CHUNK = 5_000  # items a transaction: other writers get their turn between two


def fill_scores(desk: Desk, model: Scorer, since: int | None = None) -> int:
    """Score, in silence, what ``model`` has not scored yet, and return how many items that were.

    What waits, and what was decided since ``since`` (microseconds since 1970). What moderators see stays as it is.
    """
    done = sa.exists().where(scores.c.item_id == items.c.id, scores.c.model == model.id)
    wanted = items.c.status == "waiting"
    if since is not None:
        wanted = sa.or_(wanted, items.c.decided_at >= since)
    last = total = 0
    while rows := _rows(desk, last, wanted, ~done):
        values = [_row(row.id, score, shadow=True) for row, score in zip(rows, _scores(model, rows), strict=True)]
        with desk.write() as connection:
            _insert(connection, values)
        last, total = rows[-1].id, total + len(rows)
    return total


def bring_up_to_date(desk: Desk, model: Scorer) -> int:
    """Let every waiting item have the score of ``model``, the live one; how many had another's.

    What is decided keeps the score that it was decided with.
    """
    last = total = 0
    while rows := _rows(desk, last, items.c.status == "waiting", items.c.model != model.id):
        scored = _scores(model, rows)
        changed = sa.update(items).where(items.c.id == sa.bindparam("item"), items.c.status == "waiting")
        with desk.write() as connection:
            _insert(connection, [_row(row.id, score) for row, score in zip(rows, scored, strict=True)])
            connection.execute(
                changed,
                [
                    {"item": row.id, "model": score.model, "probability": score.probability,
                     "strength": score.strength, "certainty": abs(score.probability - 0.5)}
                    for row, score in zip(rows, scored, strict=True)
                ],
            )  # fmt: skip
        last, total = rows[-1].id, total + len(rows)
    return total


def _rows(desk: Desk, after: int, *wanted: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
    query = sa.select(items.c.id, items.c.headline, items.c.teaser).where(items.c.id > after, *wanted)
    with desk.read() as connection:
        return list(connection.execute(query.order_by(items.c.id).limit(_CHUNK)))


def _scores(model: Scorer, rows: list[sa.Row[Any]]) -> list[Score]:
    return model.score([HeadlineBlock(row.headline, row.teaser) for row in rows])


def _row(item: int, score: Score, shadow: bool = False) -> dict[str, Any]:
    return {
        "item_id": item, "model": score.model, "probability": score.probability, "strength": score.strength,
        "at": now(), "shadow": shadow,
    }  # fmt: skip


def _insert(connection: sa.Connection, values: list[dict[str, Any]]) -> None:
    """Leaves alone what is there already, but that a score given in silence is in sight once it is given again."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    made = dialect.insert(scores)
    seen = scores.c.shadow & made.excluded.shadow
    connection.execute(made.on_conflict_do_update(index_elements=["item_id", "model"], set_={"shadow": seen}), values)
