"""Scores given in silence: a candidate's, kept in `scores` beside those that moderators see."""

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
        values = [_row(row.id, score) for row, score in zip(rows, _scores(model, rows), strict=True)]
        with desk.write() as connection:
            _insert(connection, values)
        last, total = rows[-1].id, total + len(rows)
    return total


def _rows(desk: Desk, after: int, *wanted: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
    query = sa.select(items.c.id, items.c.headline, items.c.teaser).where(items.c.id > after, *wanted)
    with desk.read() as connection:
        return list(connection.execute(query.order_by(items.c.id).limit(_CHUNK)))


def _scores(model: Scorer, rows: list[sa.Row[Any]]) -> list[Score]:
    return model.score([HeadlineBlock(row.headline, row.teaser) for row in rows])


def _row(item: int, score: Score) -> dict[str, Any]:
    return {
        "item_id": item, "model": score.model, "probability": score.probability, "strength": score.strength,
        "at": now(), "shadow": True,
    }  # fmt: skip


def _insert(connection: sa.Connection, values: list[dict[str, Any]]) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(scores).on_conflict_do_nothing(), values)
