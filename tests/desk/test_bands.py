from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from clf.desk.decisions import Verdict, decide, last_decision, undo
from clf.desk.schema import items
from clf.desk.store import Desk, now
from clf.desk.thresholds import QueuePolicy
from clf.desk.trends import Agreed, bands_agreed
from clf.types import Band
from tests.desk.conftest import THRESHOLDS


def test_bands_are_held_against_the_verdicts_in_force(filled: Desk) -> None:
    told = [  # score, verdict
        (0.95, Verdict.CLICKBAIT),
        (0.9, Verdict.CLICKBAIT),
        (0.7, Verdict.FINE),
        (0.5, Verdict.UNSURE),
        (0.3, Verdict.CLICKBAIT),
        (0.1, Verdict.FINE),
        (0.2, Verdict.SKIP),
        (0.05, Verdict.UNSURE),
    ]
    with filled.write() as connection:
        for item, (score, _) in enumerate(told, 1):
            connection.execute(sa.update(items).where(items.c.id == item).values(probability=score))
    for item, (_, verdict) in enumerate(told, 1):
        decide(filled, "max", item, 0, verdict, THRESHOLDS)
    policy = QueuePolicy(0.7, 0.2)
    found = bands_agreed(filled, policy, 0)
    assert found == [Agreed(Band.CLICKBAIT, 3, 2), Agreed(Band.UNSURE, 2, 1), Agreed(Band.FINE, 2, 1)]
    assert bands_agreed(filled, QueuePolicy(0.8, 0.2), 0)[:2] == [
        Agreed(Band.CLICKBAIT, 2, 2),
        Agreed(Band.UNSURE, 3, 1),
    ]
    assert sum(row.decided for row in bands_agreed(filled, QueuePolicy(0.3, 0.3), 0)) == 7
    assert [row.decided for row in bands_agreed(filled, policy, now() + 1)] == [0, 0, 0]
    last = last_decision(filled, "max")
    assert last is not None
    undo(filled, "max", last.id)
    assert bands_agreed(filled, policy, 0)[2] == Agreed(Band.FINE, 1, 1)


@given(decided=st.integers(1, 10_000), part=st.floats(0, 1))
def test_the_interval_holds_the_share_and_narrows(decided: int, part: float) -> None:
    row = Agreed(Band.FINE, decided, round(part * decided))
    assert row.share is not None
    low, high = row.interval
    assert 0 <= low <= row.share + 1e-9
    assert row.share - 1e-9 <= high <= 1
    more = Agreed(Band.FINE, 4 * decided, 4 * row.agreed).interval
    assert more[1] - more[0] < high - low


def test_nothing_decided_is_no_share() -> None:
    assert (Agreed(Band.FINE, 0, 0).share, Agreed(Band.FINE, 0, 0).interval) == (None, (0.0, 1.0))
    assert Agreed(Band.FINE, 10, 10).interval[0] == pytest.approx(0.722, abs=0.001)
