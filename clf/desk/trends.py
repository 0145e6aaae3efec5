"""Scores per week, words that became frequent lately, and how often bands agreed with moderators."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from clf.desk.decisions import JUDGED
from clf.desk.schema import items
from clf.desk.store import Desk, now
from clf.desk.thresholds import QueuePolicy
from clf.types import Band

WEEK = 7 * 24 * 3600 * 1_000_000  # microseconds
_WORD = r"[^\W\d_](?:['’]?[^\W\d_])+"  # of two letters or more
_MOST = 20_000  # headlines of each span that are read


@dataclass(frozen=True, slots=True)
class Week:
    """Items that came in during the seven days from ``start`` (microseconds since 1970, UTC).

    ``median`` probability (0 to 1), and how many were at or above the clickbait threshold or below the fine one.
    """

    start: int
    items: int
    median: float
    clickbait: int
    fine: int


@dataclass(frozen=True, slots=True)
class Risen:
    """A word that is in ``now`` of a thousand recent headlines, and was in ``before`` of a thousand earlier ones.

    ``strength`` is Dunning's log-likelihood ratio: from about 10.8 up, chance alone would do this once in a thousand.
    """

    word: str
    now: float
    before: float
    strength: float


def weekly_scores(desk: Desk, policy: QueuePolicy, weeks: int = 12) -> list[Week]:
    """The last ``weeks`` weeks in which anything came in, oldest first; the last one ends now."""
    moment, thresholds = now(), policy.thresholds
    week = ((sa.literal(moment, sa.BigInteger) - items.c.added_at) // sa.literal(WEEK, sa.BigInteger)).label("week")
    rank = sa.func.row_number().over(partition_by=week, order_by=(items.c.probability, items.c.id)).label("rank")
    inside = (
        sa.select(week, items.c.probability, rank).where(items.c.added_at > moment - weeks * WEEK).subquery("inside")
    )
    value, number = inside.c.probability, sa.func.count().label("number")
    many = (
        sa.select(
            inside.c.week,
            number,
            sa.func.count().filter(value >= thresholds.clickbait).label("clickbait"),
            sa.func.count().filter(value < thresholds.fine).label("fine"),
        )
        .group_by(inside.c.week)
        .subquery("many")
    )
    middle = sa.func.avg(value).filter(2 * inside.c.rank >= many.c.number, 2 * inside.c.rank <= many.c.number + 2)
    columns = (many.c.week, many.c.number, many.c.clickbait, many.c.fine)
    query = (
        sa.select(*columns, middle.label("median"))
        .join(inside, inside.c.week == many.c.week)
        .group_by(*columns)
        .order_by(many.c.week.desc())
    )
    with desk.read() as connection:
        rows = connection.execute(query).all()
    return [
        Week(moment - (int(row.week) + 1) * WEEK, row.number, float(row.median), row.clickbait, row.fine)
        for row in rows
    ]


def risen_words(desk: Desk, days: int = 14, most: int = 20) -> list[Risen]:
    """Words in more of the headlines of the last ``days`` days than in those of before, the surest first."""
    since = now() - days * WEEK // 7
    newest = sa.select(items.c.headline).order_by(items.c.added_at.desc()).limit(_MOST)
    with desk.read() as connection:
        recent = connection.scalars(newest.where(items.c.added_at >= since)).all()
        earlier = connection.scalars(newest.where(items.c.added_at < since)).all()
    return risen(recent, earlier, most)


def risen(recent: Iterable[str], earlier: Iterable[str], most: int = 20) -> list[Risen]:
    """`risen_words` of given headlines; a word counts once a headline.

    Dunning (1993), Accurate Methods for the Statistics of Surprise and Coincidence.

    >>> found = risen(["Storm hits port"] * 20, ["Council meets"] * 20)
    >>> [word.word for word in found], found[0].now
    (['hits', 'port', 'storm'], 1000.0)
    """
    from nltk.metrics import BigramAssocMeasures

    new, old = list(recent), list(earlier)
    if not new or not old:
        return []
    counted, before = _headlines_with(new), _headlines_with(old)
    found = []
    for word, here in counted.items():
        there = before[word]
        if here < 3 or here * len(old) <= there * len(new):
            continue
        table = (here, (here + there, len(new)), len(new) + len(old))
        strength = float(BigramAssocMeasures.likelihood_ratio(*table))
        found.append(Risen(word, 1000 * here / len(new), 1000 * there / len(old), strength))
    return sorted(found, key=lambda risen: (-risen.strength, risen.word))[:most]


def _headlines_with(headlines: Iterable[str]) -> Counter[str]:
    return Counter(word for text in headlines for word in set(re.findall(_WORD, text.casefold())))


@dataclass(frozen=True, slots=True)
class Agreed:
    """Of ``decided`` items whose score is in ``band``, ``agreed`` were decided to be what the band says."""

    band: Band
    decided: int
    agreed: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where nothing was decided."""
        return self.agreed / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float]:
        """The share with 95 % confidence, by Wilson (1927), doi:10.1080/01621459.1927.10502953; 0 to 1 if none.

        >>> [round(edge, 3) for edge in Agreed(Band.FINE, 10, 9).interval]
        [0.596, 0.982]
        """
        if not self.decided:
            return 0.0, 1.0
        from scipy.stats import binomtest

        found = binomtest(self.agreed, self.decided).proportion_ci(method="wilson")
        return float(found.low), float(found.high)


def bands_agreed(desk: Desk, policy: QueuePolicy, since: int) -> list[Agreed]:
    """By the verdict in force of items decided since ``since`` (microseconds since 1970, UTC), skips left out.

    Each counts with the score that it was decided on, in the band that ``policy`` puts it into.
    """
    score, thresholds = items.c.probability, policy.thresholds
    where = {
        Band.CLICKBAIT: score >= thresholds.clickbait,
        Band.UNSURE: sa.and_(score >= thresholds.fine, score < thresholds.clickbait),
        Band.FINE: score < thresholds.fine,
    }
    count = sa.func.count()
    decided = [count.filter(inside) for inside in where.values()]
    agreed = [count.filter(inside, items.c.verdict == band.value) for band, inside in where.items()]
    judged = items.c.status == "decided", items.c.decided_at >= since, items.c.verdict.in_(JUDGED)
    with desk.read() as connection:
        row = connection.execute(sa.select(*decided, *agreed).where(*judged)).one()
    return [Agreed(*facts) for facts in zip(where, row[: len(where)], row[len(where) :], strict=True)]
