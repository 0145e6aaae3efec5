"""The thresholds a team works with, and what other ones would have meant last month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from clf.desk.people import Role, require
from clf.desk.schema import items, policies
from clf.desk.store import Desk, note_action, now
from clf.errors import DeskError
from clf.types import Thresholds

MONTH = 30 * 24 * 3600 * 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """From which probability an item is clickbait, below which it is fine, and from which it enters the queue."""

    clickbait_from: float
    fine_below: float
    queue_from: float = 0.0

    @property
    def thresholds(self) -> Thresholds:
        """What parts the bands; raises `ValueError` where they are out of order."""
        return Thresholds(self.clickbait_from, self.fine_below)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a policy would mean for the items of a span of time.

    Of ``items``, ``entering`` would enter the queue; ``decided`` of those have been decided clickbait or fine, and
    ``clickbait`` of those clickbait. ``missed`` were decided clickbait and would not have entered.
    """

    items: int
    entering: int
    decided: int
    clickbait: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Share of clickbait among the decided that would enter; None where none has been decided."""
        return self.clickbait / self.decided if self.decided else None


def current_policy(connection: sa.Connection, default: QueuePolicy) -> QueuePolicy:
    """The newest policy, or ``default`` (the thresholds of the model) where none was set."""
    columns = (policies.c.clickbait_from, policies.c.fine_below, policies.c.queue_from)
    row = connection.execute(sa.select(*columns).order_by(policies.c.id.desc()).limit(1)).first()
    return QueuePolicy(*row) if row else default


def set_policy(desk: Desk, actor: str, policy: QueuePolicy) -> None:
    """Make ``policy`` the one in force; leads may. Raises `DeskError`."""
    if not 0 <= policy.fine_below <= policy.clickbait_from <= 1 or not 0 <= policy.queue_from <= 1:
        raise DeskError(f"thresholds must be 0 ≤ fine ≤ clickbait ≤ 1 and 0 ≤ queue ≤ 1, found {policy}")
    with desk.write() as connection:
        require(connection, actor, Role.LEAD)
        values: dict[str, Any] = {"clickbait_from": policy.clickbait_from, "fine_below": policy.fine_below}
        connection.execute(sa.insert(policies).values(at=now(), person=actor, queue_from=policy.queue_from, **values))
        note_action(connection, actor, "policy", note=f"queue from {policy.queue_from}", **values)


def policies_set(desk: Desk, most: int = 100) -> list[tuple[int, str, QueuePolicy]]:
    """When (microseconds since 1970, UTC), by whom, and what; the newest first."""
    columns = (policies.c.clickbait_from, policies.c.fine_below, policies.c.queue_from)
    query = sa.select(policies.c.at, policies.c.person, *columns).order_by(policies.c.id.desc()).limit(most)
    with desk.read() as connection:
        return [(at, person, QueuePolicy(*thresholds)) for at, person, *thresholds in connection.execute(query)]


def spread(desk: Desk, bins: int = 50, since: int | None = None) -> list[int]:
    """How many items of the last month have a probability in each of ``bins`` bins of equal width over 0 to 1."""
    place = sa.cast(sa.func.floor(items.c.probability * bins), sa.Integer).label("place")
    query = sa.select(place, sa.func.count()).where(items.c.added_at >= (now() - MONTH if since is None else since))
    found = [0] * bins
    with desk.read() as connection:
        for at, number in connection.execute(query.group_by(place)):
            found[min(at, bins - 1)] += number
    return found


def effect(desk: Desk, queue_from: float, since: int | None = None) -> Effect:
    """What ``queue_from`` would mean for the items added since ``since`` (by default for a month)."""
    enters = items.c.probability >= queue_from
    judged = items.c.verdict.in_(("clickbait", "fine"))
    bait = items.c.verdict == "clickbait"
    count = sa.func.count()
    query = sa.select(
        count,
        count.filter(enters),
        count.filter(enters, judged),
        count.filter(enters, bait),
        count.filter(~enters, bait),
    ).where(items.c.added_at >= (now() - MONTH if since is None else since))
    with desk.read() as connection:
        return Effect(*connection.execute(query).one())
