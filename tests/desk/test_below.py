from __future__ import annotations

from clf.desk.intake import BELOW, add_blocks
from clf.desk.queue import Filter, claim_next, count, page
from clf.desk.store import Desk
from clf.desk.thresholds import QueuePolicy, effect, set_policy
from clf.model.model import Model
from clf.types import Band, HeadlineBlock, Notice, Score
from tests.desk.conftest import HEADLINES


def test_what_scores_below_the_policy_stays_out_of_the_queue_and_is_counted(filled: Desk, model: Model) -> None:
    set_policy(filled, "lee", QueuePolicy(0.9, 0.1, 1.0))
    assert count(filled, Filter()) == len(HEADLINES)  # those that wait go on waiting
    blocks = [HeadlineBlock("Another headline", source="late")]
    assert len(add_blocks(filled, "max", blocks, model.score(blocks))) == 1
    assert count(filled, Filter()) == len(HEADLINES)
    assert count(filled, Filter(status=BELOW)) == 1
    assert claim_next(filled, "max", Filter(source="late")) is None
    assert effect(filled, 0.0).items == len(HEADLINES) + 1
    set_policy(filled, "lee", QueuePolicy(0.9, 0.1, 0.0))
    assert count(filled, Filter(status=BELOW)) == 1


def test_a_disguised_item_waits_and_is_never_in_the_band_fine(filled: Desk) -> None:
    set_policy(filled, "lee", QueuePolicy(0.9, 0.1, 1.0))
    blocks = [HeadlineBlock(f"Odd headline {number}", source="odd") for number in range(3)]
    scored = [
        Score(0.01, 0.1, Band.UNSURE, "m", (Notice.DISGUISED,)),
        Score(0.95, 0.9, Band.CLICKBAIT, "m", (Notice.DISGUISED,)),
        Score(0.01, 0.1, Band.FINE, "m"),
    ]
    add_blocks(filled, "max", blocks, scored)

    def found(band: str, status: str = "") -> list[str]:
        chosen = Filter(status=status, source="odd", band=band, fine_below=0.1, clickbait_from=0.9)
        return sorted(row.headline[-1] for row in page(filled, chosen).rows)

    assert found("", "waiting") == ["0", "1"]
    assert (found("unsure"), found("clickbait"), found("fine")) == (["0"], ["1"], ["2"])
