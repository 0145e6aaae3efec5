from __future__ import annotations

from statistics import median

import pytest
import sqlalchemy as sa

from clf.desk.schema import items
from clf.desk.store import Desk, now
from clf.desk.thresholds import QueuePolicy
from clf.desk.trends import WEEK, risen, risen_words, weekly_scores


def test_each_week_has_its_median_and_its_bands(filled: Desk) -> None:
    policy = QueuePolicy(0.5, 0.3)
    with filled.write() as connection:
        rows = connection.execute(sa.select(items.c.id, items.c.probability).order_by(items.c.id)).all()
        for row in rows[:7]:  # these came in three weeks and a bit ago
            changed = sa.update(items).where(items.c.id == row.id)
            connection.execute(changed.values(added_at=now() - 3 * WEEK - WEEK // 2, probability=row.id / 10))
    then, last = weekly_scores(filled, policy)
    assert (then.items, then.median, then.clickbait, then.fine) == (7, pytest.approx(0.4), 3, 2)
    assert last.items == len(rows) - 7
    assert last.median == pytest.approx(median(row.probability for row in rows[7:]))
    assert last.start - then.start == 3 * WEEK
    assert [week.items for week in weekly_scores(filled, policy, weeks=2)] == [last.items]


def test_words_that_rose_are_found_in_the_store(filled: Desk) -> None:
    assert risen_words(filled) == []
    with filled.write() as connection:
        old = sa.update(items).where(items.c.id <= 10)
        connection.execute(old.values(added_at=now() - 5 * WEEK, headline="The mayor opens a bridge"))
    found = {risen.word: risen for risen in risen_words(filled)}
    assert found["amaze"].now == 1000
    assert found["amaze"].before == 0
    assert "mayor" not in found
    assert "the" not in found  # in every headline of both spans


def test_a_word_that_became_rarer_has_not_risen() -> None:
    found = risen(["Rain again", "Rain", "Sun"] * 5, ["Rain"] * 5)
    assert {word.word for word in found} == {"again", "sun"}
