"""Scores beyond the first one: rescoring for a new live model, and shadow mode for a candidate.

Old scores are kept. A candidate's scores are stored beside those that moderators see, and are shown to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from clf.desk.people import Role, require
from clf.desk.queue import free
from clf.desk.schema import items, scores
from clf.desk.store import Desk, note_action, now, read_setting, write_setting
from clf.desk.thresholds import QueuePolicy
from clf.model import Scorer
from clf.types import HeadlineBlock, Notice, Score

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
                {
                    "item": item,
                    "model": s.model,
                    "probability": s.probability,
                    "strength": s.strength,
                    "certainty": abs(s.probability - 0.5),
                    "disguised": Notice.DISGUISED in s.notices,
                }
                for item, s in kept
            ],
        )
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
        "item_id": item,
        "model": score.model,
        "probability": score.probability,
        "strength": score.strength,
        "at": now(),
        "shadow": True,
    }


def _insert(connection: sa.Connection, values: list[dict[str, Any]]) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(scores).on_conflict_do_nothing(), values)


_SETTING = "shadow"


@dataclass(frozen=True, slots=True)
class Shadow:
    """How a candidate compares with what moderators see, over ``items`` that wait or were decided lately.

    ``moved`` of them are in another band; ``bands`` has how many for each pair of live and candidate band. Of
    those that were decided clickbait or fine and are clickbait to just one of the two, ``live_right`` were as the live
    model had it and ``candidate_right`` as the candidate had it.
    """

    items: int
    moved: int
    bands: dict[tuple[str, str], int]
    live_right: int
    candidate_right: int


def set_shadow(desk: Desk, actor: str, model: str) -> None:
    """Let the model with the id ``model`` of the registry score along, or none where it is empty; leads may."""
    with desk.write() as connection:
        require(connection, actor, Role.LEAD)
        write_setting(connection, actor, _SETTING, model)
        note_action(connection, actor, "shadow", model=model or None, note=model or "off")


def shadow_model(desk: Desk) -> str:
    """Id of the model that scores along; empty if none does."""
    with desk.read() as connection:
        return read_setting(connection, _SETTING)


def compare(desk: Desk, candidate: str, live: QueuePolicy, its: QueuePolicy, since: int) -> Shadow:
    """Compare over what waits and what was decided since ``since``, under the thresholds of each model."""
    one, other = _band(items.c.probability, live), _band(scores.c.probability, its)
    count = sa.func.count()
    pairs = _joined([one.label("one"), other.label("other"), count.label("number")], candidate, since)
    split = _joined([one.label("one"), other.label("other"), items.c.verdict, count.label("number")], candidate, since)
    judged = items.c.verdict.in_(("clickbait", "fine"))
    with desk.read() as connection:
        bands = {(row.one, row.other): row.number for row in connection.execute(pairs.group_by(one, other))}
        decided = connection.execute(split.where(judged).group_by(one, other, items.c.verdict)).all()
    right = [0, 0]
    for row in decided:
        if (row.one == "clickbait") != (row.other == "clickbait"):
            right[(row.other == "clickbait") == (row.verdict == "clickbait")] += row.number
    moved = sum(number for (mine, theirs), number in bands.items() if mine != theirs)
    return Shadow(sum(bands.values()), moved, bands, *right)


def disagreements(
    desk: Desk, candidate: str, live: QueuePolicy, its: QueuePolicy, since: int, most: int = 100
) -> Sequence[sa.Row[Any]]:
    """Items in another band (id, headline, verdict, live, candidate, one, other), the largest difference first."""
    one, other = _band(items.c.probability, live), _band(scores.c.probability, its)
    columns = [
        items.c.id,
        items.c.headline,
        items.c.verdict,
        items.c.probability.label("live"),
        scores.c.probability.label("candidate"),
        one.label("one"),
        other.label("other"),
    ]
    apart = sa.func.abs(items.c.probability - scores.c.probability)
    query = _joined(columns, candidate, since).where(one != other).order_by(apart.desc(), items.c.id).limit(most)
    with desk.read() as connection:
        return connection.execute(query).all()


def _joined(columns: Sequence[sa.ColumnElement[Any]], candidate: str, since: int) -> sa.Select[Any]:
    recent = sa.or_(items.c.status == "waiting", items.c.decided_at >= since)
    both = scores.join(items, items.c.id == scores.c.item_id)
    return sa.select(*columns).select_from(both).where(scores.c.model == candidate, recent)


def _band(probability: sa.ColumnElement[float], policy: QueuePolicy) -> sa.ColumnElement[str]:
    """As `clf.types.Thresholds.band` has it. Written out: PostgreSQL groups by no parameter."""
    high, low = float(policy.thresholds.clickbait), float(policy.thresholds.fine)
    return sa.case(
        (probability >= sa.literal_column(repr(high)), sa.literal_column("'clickbait'")),
        (probability < sa.literal_column(repr(low)), sa.literal_column("'fine'")),
        else_=sa.literal_column("'unsure'"),
    )
