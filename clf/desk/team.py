"""Who decided what, how far moderators agree (by NLTK's measures), and where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from clf.desk.people import Role, require
from clf.desk.schema import check_text, decisions, items, reviews
from clf.desk.store import Desk, add_decision, moment, note_action, now
from clf.errors import DeskError, StaleError


@dataclass(frozen=True, slots=True)
class Work:
    """One person's judgements by verdict; ``undone`` were taken back, ``blind`` were second opinions."""

    person: str
    clickbait: int
    fine: int
    unsure: int
    skip: int
    undone: int
    blind: int
    last_at: int  # microseconds since 1970, UTC

    @property
    def judged(self) -> int:
        """How many stand and are no skips."""
        return self.clickbait + self.fine + self.unsure


def work_since(desk: Desk, since: int) -> list[Work]:
    """Everybody's work from ``since`` (microseconds since 1970, UTC) on, the busiest first."""
    stands, count = decisions.c.undone_at.is_(None), sa.func.count()
    verdicts = [
        count.filter(stands, decisions.c.verdict == name).label(name)
        for name in ("clickbait", "fine", "unsure", "skip")
    ]
    query = (
        sa.select(
            decisions.c.person,
            *verdicts,
            count.filter(~stands).label("undone"),
            count.filter(stands, decisions.c.blind).label("blind"),
            sa.func.max(decisions.c.at).label("last_at"),
        )
        .where(decisions.c.at >= since)
        .group_by(decisions.c.person)
    )
    with desk.read() as connection:
        found = [Work(**row) for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda work: (-work.judged, work.person))


_JUDGED = ("clickbait", "fine", "unsure")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Over ``items`` judged by two or more: Krippendorff's alpha of all, Cohen's kappa of each pair (1: as one).

    None where there is too little to tell, or nobody ever chose anything else.
    """

    items: int
    alpha: float | None
    kappa: dict[tuple[str, str], float | None]


def measure(labels: Sequence[tuple[str, int, str]]) -> Agreement:
    """Agreement of (person, item, verdict) triples, the last one counting where a person judged an item twice.

    Krippendorff (2004), Content Analysis, ch. 11; Cohen (1960), doi:10.1177/001316446002000104; nominal distance.

    >>> measure([("ann", 1, "fine"), ("bob", 1, "fine"), ("ann", 2, "clickbait"), ("bob", 2, "clickbait")]).alpha
    1.0
    """
    kept = {(person, item): verdict for person, item, verdict in labels}
    judges: dict[int, list[str]] = {}
    for person, item in kept:
        judges.setdefault(item, []).append(person)
    shared = {item for item, by in judges.items() if len(by) > 1}
    triples = [(person, item, verdict) for (person, item), verdict in kept.items() if item in shared]
    if not triples:
        return Agreement(0, None, {})
    persons = sorted({person for person, _, _ in triples})
    kappa: dict[tuple[str, str], float | None] = {}
    for place, one in enumerate(persons):
        for other in persons[place + 1 :]:
            both = {item for item in shared if {one, other} <= set(judges[item])}
            if both:
                kappa[one, other] = _of([t for t in triples if t[0] in (one, other) and t[1] in both], "kappa")
    return Agreement(len(shared), _of(triples, "alpha"), kappa)


def _of(triples: list[tuple[str, int, str]], measure: str) -> float | None:
    from nltk.metrics.agreement import AnnotationTask

    if len({verdict for _, _, verdict in triples}) < 2:  # chance alone would agree: undefined
        return None
    return float(getattr(AnnotationTask(data=triples), measure)())


def team_agreement(desk: Desk) -> Agreement:
    """Agreement over every judgement that stands, first and blind second ones alike."""
    columns = (decisions.c.person, decisions.c.item_id, decisions.c.verdict)
    with desk.read() as connection:
        rows = connection.execute(sa.select(*columns).where(*_standing()).order_by(decisions.c.id))
        return measure([(row.person, row.item_id, row.verdict) for row in rows])


def disagreements(desk: Desk, most: int = 100) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Items (id, headline, lowest and highest verdict) on which judgements differ, newest first."""
    low, high = sa.func.min(decisions.c.verdict), sa.func.max(decisions.c.verdict)
    query = (
        sa.select(items.c.id, items.c.headline, low.label("one"), high.label("other"))
        .join(decisions, decisions.c.item_id == items.c.id)
        .where(*_standing())
        .group_by(items.c.id, items.c.headline)
        .having(low != high)
        .order_by(items.c.id.desc())
        .limit(most)
    )
    with desk.read() as connection:
        return connection.execute(query).all()


def ask_for_review(desk: Desk, actor: str, size: int) -> int:
    """Put a random ``size`` of decided items up for a second, blind opinion; leads may. How many were."""
    with desk.write() as connection:
        require(connection, actor, Role.LEAD)
        asked = sa.select(reviews.c.item_id)
        sample = sa.select(items.c.id).where(items.c.status == "decided", items.c.id.not_in(asked))
        return _ask(connection, actor, connection.scalars(sample.order_by(sa.func.random()).limit(size)).all())


def ask_about(desk: Desk, actor: str, chosen: Sequence[int]) -> int:
    """Put the decided items ``chosen`` up for a second, blind opinion; leads may. How many were not up already."""
    with desk.write() as connection:
        require(connection, actor, Role.LEAD)
        fresh = items.c.id.in_(chosen), items.c.id.not_in(sa.select(reviews.c.item_id))
        found = sa.select(items.c.id).where(items.c.status == "decided", *fresh)
        return _ask(connection, actor, connection.scalars(found).all())


def next_review(desk: Desk, actor: str) -> sa.Row[*tuple[Any, ...]] | None:
    """An item up for review that ``actor`` has not judged: headline and teaser, not the verdict of the first."""
    judged = sa.select(decisions.c.item_id).where(decisions.c.person == actor, decisions.c.undone_at.is_(None))
    second = sa.select(decisions.c.item_id).where(decisions.c.blind, decisions.c.undone_at.is_(None))
    query = (
        sa.select(items.c.id, items.c.headline, items.c.teaser, items.c.source)
        .join(reviews, reviews.c.item_id == items.c.id)
        .where(items.c.id.not_in(judged), items.c.id.not_in(second))
        .order_by(items.c.id)
        .limit(1)
    )
    with desk.read() as connection:
        return connection.execute(query).first()


def judge_blind(desk: Desk, actor: str, item: int, verdict: str, note: str = "") -> int:
    """Write down ``actor``'s second opinion of ``item``; the first decision stands until a lead changes it."""
    if verdict not in _JUDGED:
        raise DeskError(f"a second opinion must be one of {', '.join(_JUDGED)}, found {verdict!r}")
    check_text("note", note)
    with desk.write() as connection:
        require(connection, actor, Role.MODERATOR)
        standing = sa.select(decisions).where(decisions.c.item_id == item, *_standing())
        rows = connection.execute(standing.order_by(decisions.c.id)).all()
        asked = connection.scalar(sa.select(reviews.c.item_id).where(reviews.c.item_id == item).with_for_update())
        if asked is None or not rows or any(row.blind or row.person == actor for row in rows):
            raise StaleError(f"item {item} is not up for your review (any more): nothing was written")
        last = rows[-1]
        made = {
            "item_id": item,
            "person": actor,
            "at": moment(connection),
            "verdict": verdict,
            "note": note,
            "blind": True,
            "model": last.model,
            "probability": last.probability,
            "strength": last.strength,
            "clickbait_from": last.clickbait_from,
            "fine_below": last.fine_below,
        }
        return add_decision(connection, actor, "second opinion", made)


def _ask(connection: sa.Connection, actor: str, chosen: Sequence[int]) -> int:
    if chosen:
        asked_at = now()
        rows = [{"item_id": item, "asked_by": actor, "asked_at": asked_at} for item in chosen]
        connection.execute(sa.insert(reviews), rows)
    note_action(connection, actor, "review", note=f"{len(chosen)} items")
    return len(chosen)


def _standing() -> tuple[sa.ColumnElement[bool], ...]:
    return decisions.c.undone_at.is_(None), decisions.c.verdict.in_(_JUDGED)
