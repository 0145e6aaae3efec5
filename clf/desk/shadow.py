"""Shadow mode: a candidate scores what comes in, shown to nobody, and is compared with the live model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from clf.desk.database import Desk
from clf.desk.log import note_action
from clf.desk.people import Role, require
from clf.desk.policy import Policy
from clf.desk.schema import items, scores
from clf.desk.settings import read_setting, write_setting

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


def compare(desk: Desk, candidate: str, live: Policy, its: Policy, since: int) -> Shadow:
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
    desk: Desk, candidate: str, live: Policy, its: Policy, since: int, most: int = 100
) -> Sequence[sa.Row[Any]]:
    """Items in another band (id, headline, verdict, live, candidate, one, other), the largest difference first."""
    one, other = _band(items.c.probability, live), _band(scores.c.probability, its)
    columns = [
        items.c.id, items.c.headline, items.c.verdict, items.c.probability.label("live"),
        scores.c.probability.label("candidate"), one.label("one"), other.label("other"),
    ]  # fmt: skip
    apart = sa.func.abs(items.c.probability - scores.c.probability)
    query = _joined(columns, candidate, since).where(one != other).order_by(apart.desc(), items.c.id).limit(most)
    with desk.read() as connection:
        return connection.execute(query).all()


def _joined(columns: Sequence[sa.ColumnElement[Any]], candidate: str, since: int) -> sa.Select[Any]:
    recent = sa.or_(items.c.status == "waiting", items.c.decided_at >= since)
    both = scores.join(items, items.c.id == scores.c.item_id)
    return sa.select(*columns).select_from(both).where(scores.c.model == candidate, recent)


def _band(probability: sa.ColumnElement[float], policy: Policy) -> sa.ColumnElement[str]:
    """As `clf.model.calibration.Calibration.band` has it. Written out: PostgreSQL groups by no parameter."""
    high, low = float(policy.clickbait_from), float(policy.fine_below)
    return sa.case(
        (probability >= sa.literal_column(repr(high)), sa.literal_column("'clickbait'")),
        (probability < sa.literal_column(repr(low)), sa.literal_column("'fine'")),
        else_=sa.literal_column("'unsure'"),
    )
