"""Evidence about misinformation at the desk: the level kept beside each item, and what moderators make of a match.

Opinions are shared by all: a dismissed pair of headline and claim is shown to nobody again, and changes the level.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from clf.desk.people import Role, require
from clf.desk.schema import MAX_TEXT, items, matches, storable
from clf.desk.store import Desk, note_action, now
from clf.evidence import Claim, Evidence, Evidencer, level_of
from clf.text import fold
from clf.types import HeadlineBlock

_CHUNK = 200  # items whose evidence is looked for between two writes


class Opinion(StrEnum):
    """What a moderator makes of a match."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


def rules_of(evidencer: Evidencer) -> str:
    """A short name for the rules, claims and lists that levels are made with: where it differs, look again.

    >>> rules_of(Evidencer.load()) == rules_of(Evidencer.load())
    True
    """
    outlets = evidencer.outlets
    lists = [f"{known.name} {known.date} {len(known.ratings)}" for known in outlets.lists]
    said = [asdict(evidencer.policy), evidencer.coverage, lists, sorted(outlets.allowed), sorted(outlets.watched)]
    return sha256(json.dumps(said).encode()).hexdigest()[:12]


def pair_of(headline: str, claim: Claim) -> str:
    """What makes two matches the same: the headline as folded, the claim's text and its link."""
    parts = (fold(headline).text, claim.text, claim.url)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def opinions(desk: Desk, headline: str, found: Evidence) -> dict[str, sa.Row[Any]]:
    """What was made of the matches in ``found``, by `pair_of`."""
    pairs = [pair_of(headline, match.claim) for match in found.matches]
    if not pairs:
        return {}
    with desk.read() as connection:
        return {row.pair: row for row in connection.execute(sa.select(matches).where(matches.c.pair.in_(pairs)))}


def without_dismissed(found: Evidence, headline: str, told: dict[str, sa.Row[Any]], evidencer: Evidencer) -> Evidence:
    """``found`` without dismissed matches, and the level that is left."""
    dismissed = {pair for pair, row in told.items() if row.opinion == Opinion.DISMISSED}
    kept = tuple(match for match in found.matches if pair_of(headline, match.claim) not in dismissed)
    if len(kept) == len(found.matches):
        return found
    level = level_of(kept, found.outlet, found.cues, evidencer.policy)
    return replace(found, matches=kept, level=level)


def give_opinion(desk: Desk, actor: str, item: int, claim: Claim, opinion: Opinion | None) -> None:
    """Confirm or dismiss the match of ``item`` with ``claim``, or (None) take that back; in the audit log."""
    with desk.write() as connection:
        require(connection, actor, Role.MODERATOR)
        headline = connection.scalar(sa.select(items.c.headline).where(items.c.id == item)) or ""
        pair = pair_of(headline, claim)
        connection.execute(sa.delete(matches).where(matches.c.pair == pair))
        if opinion is not None:
            texts = {"claim": storable(claim.text, MAX_TEXT), "url": storable(claim.url, MAX_TEXT)}
            said = {"headline": headline, "opinion": opinion, "person": actor, **texts}
            connection.execute(sa.insert(matches).values(pair=pair, at=now(), **said))
        # Whatever level is kept beside the item came of another opinion: it counts as not looked for until it is.
        connection.execute(sa.update(items).where(items.c.id == item).values(evidence=-1, evidence_rules=""))
        action = f"match {opinion}" if opinion else "match opinion taken back"
        note_action(connection, actor, action, item_id=item, note=f"{claim.text} ({claim.publisher}, {claim.url})")


def keep_level(desk: Desk, item: int, level: int, rules: str) -> None:
    """Keep the level that was found for ``item`` under ``rules``."""
    with desk.write() as connection:
        connection.execute(sa.update(items).where(items.c.id == item).values(evidence=level, evidence_rules=rules))


def outdated(desk: Desk, rules: str) -> int:
    """How many waiting items have no level, or one of other rules."""
    with desk.read() as connection:
        query = sa.select(sa.func.count()).select_from(items)
        return connection.scalar(query.where(items.c.status == "waiting", items.c.evidence_rules != rules)) or 0


def look_again(desk: Desk, actor: str, evidencer: Evidencer) -> Iterator[int]:
    """Find the level of each waiting item that has none, or one of other rules; yields how many are done so far."""
    rules, done, last = rules_of(evidencer), 0, 0
    with desk.write() as connection:
        require(connection, actor, Role.LEAD)
        note_action(connection, actor, "evidence", note=f"looked for again under rules {rules}")
    query = sa.select(items.c.id, items.c.headline, items.c.teaser, items.c.url).where(items.c.status == "waiting")
    while True:
        with desk.read() as connection:
            older = query.where(items.c.evidence_rules != rules, items.c.id > last).order_by(items.c.id).limit(_CHUNK)
            rows = connection.execute(older).all()
        if not rows:
            return
        blocks = [HeadlineBlock(row.headline, row.teaser, row.url) for row in rows]
        found = levels(desk, blocks, evidencer)
        with desk.write() as connection:
            change = sa.update(items).where(items.c.id == sa.bindparam("one"))
            values = [{"one": row.id, "evidence": level} for row, level in zip(rows, found, strict=True)]
            connection.execute(change.values(evidence=sa.bindparam("evidence"), evidence_rules=rules), values)
        last, done = rows[-1].id, done + len(rows)
        yield done


def levels(desk: Desk, blocks: Sequence[HeadlineBlock], evidencer: Evidencer) -> list[int]:
    """Ranks of the levels of ``blocks``, without what was dismissed at this desk."""
    found = []
    for block in blocks:
        evidence = evidencer.find(block)
        told = opinions(desk, block.headline, evidence)
        found.append(without_dismissed(evidence, block.headline, told, evidencer).level.rank)
    return found
