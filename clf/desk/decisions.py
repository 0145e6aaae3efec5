"""Decisions: made on the version that the moderator saw, and stored with the score and thresholds of that moment.

`judgements` gives them to retraining, which makes labels of them (`clf.retrain.labels`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from clf.desk.people import Role, require
from clf.desk.queue import free
from clf.desk.schema import check_text, decisions, items
from clf.desk.store import Desk, add_decision, moment, note_action, now
from clf.desk.thresholds import QueuePolicy, current_policy
from clf.errors import DeskError, StaleError
from clf.types import HeadlineBlock


class Verdict(StrEnum):
    """What a moderator decides; ``skip`` leaves the item to somebody else."""

    CLICKBAIT = "clickbait"
    FINE = "fine"
    UNSURE = "unsure"
    SKIP = "skip"


def decide(
    desk: Desk,
    actor: str,
    item: int,
    version: int,
    verdict: Verdict,
    default: QueuePolicy,
    reason: str = "",
    note: str = "",
) -> int:
    """Decide ``item`` as it was at ``version`` and return the decision's id; it is on the disk then.

    ``default`` are the thresholds where the team set none. Raises `StaleError`, and writes nothing, if the item
    was decided since or is in somebody else's hands, and `DeskError` if reason or note cannot be stored.
    """
    _check(verdict, reason, note)
    with desk.write() as connection:
        require(connection, actor, Role.MODERATOR)
        return _decide(connection, actor, item, version, verdict, default, reason, note)


def decide_all(
    desk: Desk, actor: str, chosen: Sequence[tuple[int, int]], verdict: Verdict, default: QueuePolicy, reason: str = ""
) -> tuple[int, list[str]]:
    """Decide many (item, version) at once; leads may. How many were, and why each other one was not."""
    _check(verdict, reason, "")
    refused = []
    with desk.write() as connection:
        require(connection, actor, Role.LEAD)
        for item, version in chosen:
            try:
                _decide(connection, actor, item, version, verdict, default, reason, "in bulk")
            except StaleError as error:
                refused.append(f"item {item}: {error}")
    return len(chosen) - len(refused), refused


def undo(desk: Desk, actor: str, decision: int) -> int:
    """Take a decision back and return its item, which has the decision before it again, or waits if there was none.

    Moderators may undo their own, leads anybody's. Raises `StaleError` if it is not the item's last one.
    """
    with desk.write() as connection:
        role = require(connection, actor, Role.MODERATOR)
        row = connection.execute(sa.select(decisions).where(decisions.c.id == decision)).first()
        if row is None:
            raise DeskError(f"there is no decision {decision}")
        if row.person != actor and not role.covers(Role.LEAD):
            raise DeskError(f"decision {decision} is {row.person}'s: a lead may undo it")
        standing = (
            sa.select(decisions)
            .where(decisions.c.item_id == row.item_id, decisions.c.undone_at.is_(None), decisions.c.blind.is_(False))
            .order_by(decisions.c.at.desc(), decisions.c.id.desc())
            .limit(2)
        )
        last, *earlier = [*connection.execute(standing), None]
        if last is None or last.id != decision:
            raise StaleError("this decision was undone or overtaken already: nothing was changed")
        undone_at = note_action(  # first: a trigger asks for it
            connection,
            actor,
            "undo",
            item_id=row.item_id,
            decision_id=decision,
            model=row.model,
            probability=row.probability,
            clickbait_from=row.clickbait_from,
            fine_below=row.fine_below,
            verdict=row.verdict,
        )
        connection.execute(sa.update(decisions).where(decisions.c.id == decision).values(undone_at=undone_at))
        verdict = in_force(earlier[0]) if earlier[0] else _WAITS
        changed = sa.update(items).where(items.c.id == row.item_id)
        connection.execute(changed.values(version=items.c.version + 1, **verdict))
        return int(row.item_id)


_WAITS = {"status": "waiting", "verdict": None, "decided_by": None, "decided_at": None}


def in_force(decision: Any) -> dict[str, Any]:
    """The columns of an item whose last standing decision is ``decision``, a row of `clf.desk.schema.decisions`."""
    return {
        "status": "skipped" if decision.verdict == Verdict.SKIP else "decided",
        "verdict": decision.verdict,
        "decided_by": decision.person,
        "decided_at": decision.at,
    }


def last_decision(desk: Desk, actor: str) -> sa.Row[Any] | None:
    """What ``actor`` decided last and has not undone."""
    mine = sa.select(decisions).where(
        decisions.c.person == actor, decisions.c.undone_at.is_(None), decisions.c.blind.is_(False)
    )
    with desk.read() as connection:
        return connection.execute(mine.order_by(decisions.c.id.desc()).limit(1)).first()


def _decide(
    connection: sa.Connection,
    actor: str,
    item: int,
    version: int,
    verdict: Verdict,
    default: QueuePolicy,
    reason: str,
    note: str,
) -> int:
    at, policy = moment(connection), current_policy(connection, default)
    changed = connection.execute(
        sa.update(items)
        .where(items.c.id == item, items.c.version == version, free(actor, now()))
        .values(
            status="skipped" if verdict is Verdict.SKIP else "decided",
            version=items.c.version + 1,
            verdict=verdict,
            decided_by=actor,
            decided_at=at,
            claimed_by=None,
            claimed_until=None,
        )
        .returning(items.c.model, items.c.probability, items.c.strength)
    ).first()
    if changed is None:
        raise StaleError(_why(connection, actor, item, version))
    made = {
        "item_id": item,
        "person": actor,
        "at": at,
        "verdict": verdict,
        "reason": reason,
        "note": note,
        "model": changed.model,
        "probability": changed.probability,
        "strength": changed.strength,
        "clickbait_from": policy.clickbait_from,
        "fine_below": policy.fine_below,
    }
    return add_decision(connection, actor, "decide", made)


def _check(verdict: str, reason: str, note: str) -> None:
    if verdict not in list(Verdict):
        raise DeskError(f"a verdict must be one of {', '.join(Verdict)}, found {verdict!r}")
    check_text("reason", reason)
    check_text("note", note)


def _why(connection: sa.Connection, actor: str, item: int, version: int) -> str:
    row = connection.execute(sa.select(items).where(items.c.id == item)).first()
    if row is None:
        return f"there is no item {item}"
    if row.version == version:
        return f"{row.claimed_by} is working on this item now: your decision was not written"
    if row.decided_by:
        return f"{row.decided_by} decided “{row.verdict}” since you opened this item: your decision was not written"
    return "this item has changed since you opened it: your decision was not written"


JUDGED = ("clickbait", "fine", "unsure")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What ``person`` made of a headline block at ``at`` (microseconds since 1970, UTC).

    ``item`` is its number at the desk, 0 where it comes from elsewhere.
    """

    headline: str
    teaser: str
    verdict: str
    person: str
    at: int
    item: int = 0


def judgements(desk: Desk, after: int = 0) -> list[Judgement]:
    """Every judgement that stands, oldest first: first decisions and blind second ones alike, no skips.

    Of those after ``after`` (microseconds since 1970, UTC).
    """
    query = (
        sa.select(items.c.headline, items.c.teaser, decisions.c.verdict, decisions.c.person, decisions.c.at, items.c.id)
        .join(decisions, decisions.c.item_id == items.c.id)
        .where(decisions.c.undone_at.is_(None), decisions.c.verdict.in_(JUDGED), decisions.c.at > after)
        .order_by(decisions.c.at, decisions.c.id)
    )
    with desk.read() as connection:
        return [Judgement(*row) for row in connection.execute(query)]


def headlines(desk: Desk, since: int, most: int = 50_000) -> tuple[list[HeadlineBlock], list[HeadlineBlock]]:
    """Blocks that came in from ``since`` (microseconds since 1970, UTC) on, and those before; ``most`` of each."""
    newest = sa.select(items.c.headline, items.c.teaser).order_by(items.c.added_at.desc()).limit(most)
    with desk.read() as connection:
        after, before = (
            [HeadlineBlock(*row) for row in connection.execute(newest.where(when))]
            for when in (items.c.added_at >= since, items.c.added_at < since)
        )
    return after, before


def decided(desk: Desk, most: int = 50_000) -> list[tuple[HeadlineBlock, str]]:
    """Blocks with the verdict in force, the latest first, ``most`` of them."""
    query = (
        sa.select(items.c.headline, items.c.teaser, items.c.verdict)
        .where(items.c.status == "decided", items.c.verdict.in_(JUDGED))
        .order_by(items.c.decided_at.desc())
        .limit(most)
    )
    with desk.read() as connection:
        return [(HeadlineBlock(row.headline, row.teaser), row.verdict) for row in connection.execute(query)]
