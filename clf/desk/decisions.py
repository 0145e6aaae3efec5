"""Decisions: made on the version that was looked at, written down with the score and thresholds of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from clf.desk.database import Desk, now
from clf.desk.log import note_action
from clf.desk.people import Role, require
from clf.desk.policy import Policy, current_policy
from clf.desk.queue import free
from clf.desk.schema import decisions, items
from clf.errors import DeskError, StaleError


class Verdict(StrEnum):
    """What a moderator decides; ``skip`` leaves the item to somebody else."""

    CLICKBAIT = "clickbait"
    FINE = "fine"
    UNSURE = "unsure"
    SKIP = "skip"


def decide(
    desk: Desk, actor: str, item: int, version: int, verdict: Verdict, default: Policy, reason: str = "", note: str = ""
) -> int:
    """Decide ``item`` as it was at ``version`` and return the decision's id; it is on the disk then.

    ``default`` are the thresholds where the team set none. Raises `StaleError`, and writes nothing, if the item
    was decided since or is in somebody else's hands.
    """
    with desk.write() as connection:
        require(connection, actor, Role.MODERATOR)
        return _decide(connection, actor, item, version, verdict, default, reason, note)


def decide_all(
    desk: Desk, actor: str, chosen: Sequence[tuple[int, int]], verdict: Verdict, default: Policy, reason: str = ""
) -> tuple[int, list[str]]:
    """Decide many (item, version) at once; leads may. How many were, and why each other one was not."""
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
    """Take a decision back and return its item, which waits again, in ``actor``'s hands.

    Moderators may undo their own, leads anybody's. Raises `StaleError` if it is not the item's last one.
    """
    with desk.write() as connection:
        role = require(connection, actor, Role.MODERATOR)
        query = sa.select(decisions).where(decisions.c.id == decision).with_for_update()
        row = connection.execute(query).first()
        if row is None:
            raise DeskError(f"there is no decision {decision}")
        if row.person != actor and not role.covers(Role.LEAD):
            raise DeskError(f"decision {decision} is {row.person}'s: a lead may undo it")
        later = sa.select(sa.func.max(decisions.c.id)).where(
            decisions.c.item_id == row.item_id, decisions.c.undone_at.is_(None), decisions.c.blind.is_(False)
        )
        if row.blind or row.undone_at is not None or connection.scalar(later) != decision:
            raise StaleError("this decision was undone or overtaken already: nothing was changed")
        connection.execute(sa.update(decisions).where(decisions.c.id == decision).values(undone_at=now()))
        connection.execute(
            sa.update(items)
            .where(items.c.id == row.item_id)
            .values(status="waiting", version=items.c.version + 1, verdict=None, decided_by=None, decided_at=None)
        )
        note_action(
            connection, actor, "undo", item_id=row.item_id, decision_id=decision, model=row.model,
            probability=row.probability, clickbait_from=row.clickbait_from, fine_below=row.fine_below,
            verdict=row.verdict,
        )  # fmt: skip
        return int(row.item_id)


def last_decision(desk: Desk, actor: str) -> sa.Row[Any] | None:
    """What ``actor`` decided last and has not undone."""
    mine = sa.select(decisions).where(
        decisions.c.person == actor, decisions.c.undone_at.is_(None), decisions.c.blind.is_(False)
    )
    with desk.read() as connection:
        return connection.execute(mine.order_by(decisions.c.id.desc()).limit(1)).first()


def _decide(
    connection: sa.Connection, actor: str, item: int, version: int, verdict: Verdict, default: Policy, reason: str,
    note: str,
) -> int:  # fmt: skip
    moment = now()
    policy = current_policy(connection, default)
    changed = connection.execute(
        sa.update(items)
        .where(items.c.id == item, items.c.version == version, free(actor, moment))
        .values(
            status="skipped" if verdict is Verdict.SKIP else "decided", version=items.c.version + 1, verdict=verdict,
            decided_by=actor, decided_at=moment, claimed_by=None, claimed_until=None,
        )
        .returning(items.c.model, items.c.probability, items.c.strength)
    ).first()  # fmt: skip
    if changed is None:
        raise StaleError(_why(connection, actor, item, version))
    facts = {
        "item_id": item, "model": changed.model, "probability": changed.probability, "verdict": verdict,
        "reason": reason, "note": note, "clickbait_from": policy.clickbait_from, "fine_below": policy.fine_below,
    }  # fmt: skip
    made = sa.insert(decisions).values(person=actor, at=moment, strength=changed.strength, **facts)
    decision = connection.execute(made.returning(decisions.c.id)).scalar_one()
    note_action(connection, actor, "decide", decision_id=decision, **facts)
    return int(decision)


def _why(connection: sa.Connection, actor: str, item: int, version: int) -> str:
    row = connection.execute(sa.select(items).where(items.c.id == item)).first()
    if row is None:
        return f"there is no item {item}"
    if row.version == version:
        return f"{row.claimed_by} is working on this item now: your decision was not written"
    if row.decided_by:
        return f"{row.decided_by} decided “{row.verdict}” since you opened this item: your decision was not written"
    return "this item has changed since you opened it: your decision was not written"
