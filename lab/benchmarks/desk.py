"""The desk with many items: how long its queue, its filters and an item take. Texts are made up here.

python -m lab.benchmarks.desk --items 200000 [--store postgresql://...]
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

import clf
from clf.app.state import decided_of, warm_up
from clf.desk import (
    Decided,
    Desk,
    Filter,
    Order,
    Role,
    add_blocks,
    add_person,
    choices,
    claim,
    claim_next,
    count,
    get_item,
    history,
    levels,
    now,
    open_desk,
    opinions,
    page,
    prepare,
    rules_of,
    scores_of,
    sign_in,
)
from clf.desk.queue import After
from clf.desk.schema import items
from clf.desk.teach import BATCH
from clf.evidence import Evidencer
from clf.types import HeadlineBlock

WHO = [
    "council",
    "mayor",
    "nurse",
    "pilot",
    "singer",
    "farmer",
    "minister",
    "coach",
    "baker",
    "doctor",
    "judge",
    "driver",
    "teacher",
    "sailor",
]
DID = [
    "opens",
    "closes",
    "sells",
    "finds",
    "loses",
    "wins",
    "hides",
    "praises",
    "fears",
    "paints",
    "sinks",
    "repairs",
    "shares",
    "reveals",
]
WHAT = [
    "harbour",
    "bridge",
    "school",
    "garden",
    "secret",
    "trick",
    "budget",
    "museum",
    "ferry",
    "recipe",
    "tower",
    "letter",
    "medal",
    "orchard",
]
WHEN = ["today", "at last", "and nobody knew", "for the first time", "in Orlo", "as rain falls", "you won't believe"]


def filled(desk: Desk, number: int) -> None:
    """``number`` made-up items, half of them decided, from 40 sources."""
    pick = random.Random(7)
    model, evidencer = clf.load(), Evidencer.load()
    sign_in(desk, "ada")
    add_person(desk, "ada", "max", Role.MODERATOR)
    for start in range(0, number, 20_000):
        blocks = [
            HeadlineBlock(
                f"{pick.choice(WHO).capitalize()} {pick.choice(DID)} {pick.choice(WHAT)} number {start + i} "
                f"{pick.choice(WHEN)}",
                f"The {pick.choice(WHAT)} was seen",
                source=f"source-{pick.randrange(40)}.example",
                section=pick.choice(("", "News", "Most read", "Life")),
                position=i,
            )
            for i in range(min(20_000, number - start))
        ]
        add_blocks(desk, "ada", blocks, model.score(blocks))
    rank = sa.case((items.c.id % 97 == 0, 3), (items.c.id % 31 == 0, 2), (items.c.id % 11 == 0, 1), else_=0)
    with desk.write() as connection:
        connection.execute(
            sa.update(items).values(
                evidence=rank, evidence_rules=rules_of(evidencer), added_at=items.c.added_at - items.c.id * 20_000_000
            )
        )
        connection.execute(
            sa.update(items)
            .where(items.c.id % 2 == 0)
            .values(status="decided", verdict="fine", decided_by="max", decided_at=now() - items.c.id, version=1)
        )


def timed(name: str, act: Callable[[], object], times: int = 5) -> None:
    """Print the first and the median time of ``act``."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - begin))
    print(f"{name:44} {took[0]:8.0f} {statistics.median(took):8.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--store", help="an empty store; by default an SQLite file that is thrown away")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(given.store or str(Path(folder) / "desk.sqlite"))
        filled(desk, given.items)
        print(f"{given.items:,} items in {desk.engine.dialect.name}{'':24}    first   median  (ms)")
        measure(desk)
        desk.close()


def measure(desk: Desk) -> None:
    def shown(chosen: Filter, order: Order = Order.RISK, after: After | None = None) -> Callable[[], object]:
        return lambda: (page(desk, chosen, order, after), count(desk, chosen))

    timed("the batch that teaches the most", lambda: prepare(desk, "ada", clf.load(), BATCH), 1)
    for order in Order:
        timed(f"queue by {order}", shown(Filter(), order))
    with desk.read() as connection:
        waiting = sa.select(items.c.probability, items.c.id).where(items.c.status == "waiting")
        deep = connection.execute(waiting.order_by(items.c.probability, items.c.id).offset(100).limit(1)).one()
    timed("queue, its last pages", shown(Filter(), Order.RISK, (deep[0], deep[1])))
    day = 24 * 3600 * 1_000_000
    for name, chosen in {
        "all statuses": Filter(status=""),
        "score 40 to 60 %": Filter(low=0.4, high=0.6),
        "source": Filter(source="source-7.example"),
        "section": Filter(section="Most read"),
        "last day": Filter(since=now() - day),
        "moderator": Filter(status="decided", person="max"),
        "evidence medium or more": Filter(evidence=2),
        "text, common": Filter(text="harbour"),
        "text, rare": Filter(text="number 1234 "),
        "text, nowhere": Filter(text="zzzz"),
    }.items():
        timed(f"filter: {name}", shown(chosen))
    timed("filter: evidence, sorted by it", shown(Filter(evidence=1), Order.EVIDENCE))
    timed("sources and sections to choose from", lambda: (choices(desk, "source"), choices(desk, "section")))
    evidencer, model = Evidencer.load(), clf.load()
    evidencer.find("warm up")
    ids = iter(range(1, 1000, 2))

    def opened(decided: Decided) -> None:
        row = claim(desk, "ada", next(ids))
        item = get_item(desk, row.id)
        assert item
        block = HeadlineBlock(item.headline, item.teaser, item.url, item.source)
        model.explain(block)
        opinions(desk, block.headline, evidencer.find(block))
        decided.nearest(block.headline, row.id)
        history(desk, row.id)
        scores_of(desk, row.id)

    model.explain("warm up")
    timed("the first item, the decided not yet read", lambda: opened(Decided(desk)), 3)
    warm_up(desk)  # as the first page does
    decided = decided_of(desk)
    timed("until the decided are read, in the background", lambda: decided.nearest("warm up"), 1)
    timed("the first item, the decided read", lambda: opened(decided), 1)
    timed("an item: claimed, explained, evidence, similar", lambda: opened(decided), 20)
    timed("the next item", lambda: claim_next(desk, "ada"), 20)
    blocks = [HeadlineBlock(f"Pilot hides letter {i} and you won't believe why", source="new") for i in range(100)]
    timed("100 blocks: scored and explained first", lambda: (model.score(blocks), model.explain(blocks[0])))
    timed("100 blocks: levels of evidence", lambda: levels(desk, blocks, evidencer))
    timed("100 blocks: into the queue", lambda: add_blocks(desk, "ada", blocks, model.score(blocks), evidencer), 1)


if __name__ == "__main__":
    main()
