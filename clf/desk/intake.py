"""Blocks come in: each is scored once a model, and the same block of the same source is kept once."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import sqlalchemy as sa

from clf.desk.evidence import levels, rules_of
from clf.desk.people import Role, require
from clf.desk.schema import MAX_POSITION, items, scores, storable_block
from clf.desk.store import Desk, note_action, now
from clf.desk.thresholds import QueuePolicy, current_policy
from clf.evidence import Evidencer
from clf.model import Scorer
from clf.types import HeadlineBlock, Notice, Score

BELOW = "below"
_CHUNK = 500  # rows a statement
_ALL = QueuePolicy(1.0, 0.0)  # where no policy was set, everything enters
_UNKNOWN: dict[str, object] = {"evidence": -1, "evidence_rules": ""}


def digest(block: HeadlineBlock) -> str:
    """What makes two blocks the same: headline, teaser, address and source."""
    parts = (block.headline, block.teaser, block.url, block.source)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def add_blocks(
    desk: Desk,
    actor: str,
    blocks: Sequence[HeadlineBlock],
    scored: Sequence[Score],
    evidencer: Evidencer | None = None,
    shadow: Scorer | None = None,
) -> list[int]:
    """Put ``blocks`` with their scores into the queue; ids of the new items. Known ones are left as they are.

    Texts are made storable (`clf.desk.schema.storable_block`). A block without a score, as those in unsupported
    languages have none, or with a position out of range is left out; the audit log says how many of how many came in.

    Those that score below the policy's ``queue_from`` are kept with the status `BELOW`: they wait for nobody, and
    what the policy misses can still be counted; disguised ones wait whatever they score. A later policy moves none of
    them, nor of those that wait.
    With an ``evidencer``, the level of the evidence about each new one is kept beside it; without, it is looked for
    later (`clf.desk.evidence.look_again`). A ``shadow`` model scores the new ones too, shown to nobody
    (`clf.desk.scores`).
    """
    rows: dict[str, tuple[HeadlineBlock, Score]] = {}
    for block, score in zip(blocks, scored, strict=True):
        if 0 <= score.probability <= 1 and 0 <= score.strength <= 1 and 0 <= block.position <= MAX_POSITION:
            kept = storable_block(block)
            rows.setdefault(digest(kept), (kept, score))
    evidence = _evidence(desk, rows, evidencer)  # before the transaction: it would hold up other writers
    silent = _silent(rows, shadow)
    with desk.write() as connection:
        require(connection, actor, Role.MODERATOR)
        for known in _chunks(list(rows)):
            for found in connection.scalars(sa.select(items.c.digest).where(items.c.digest.in_(known))):
                del rows[found]
        moment, low = now(), current_policy(connection, _ALL).queue_from
        added = []
        for chunk in _chunks(list(rows)):
            values = [_row(name, *rows[name], actor, moment, low) | evidence.get(name, _UNKNOWN) for name in chunk]
            connection.execute(sa.insert(items), values)
            ids = dict(connection.execute(sa.select(items.c.digest, items.c.id).where(items.c.digest.in_(chunk))).all())
            connection.execute(
                sa.insert(scores),
                [
                    {
                        "item_id": ids[name],
                        "model": score.model,
                        "probability": score.probability,
                        "strength": score.strength,
                        "at": moment,
                        "shadow": number > 0,
                    }
                    for name in chunk
                    for number, score in enumerate([rows[name][1], *silent.get(name, ())])
                ],
            )
            added += [ids[name] for name in chunk]
        note_action(connection, actor, "add", note=f"{len(added)} new of {len(blocks)} blocks")
    return added


def _evidence(
    desk: Desk, rows: dict[str, tuple[HeadlineBlock, Score]], evidencer: Evidencer | None
) -> dict[str, dict[str, object]]:
    if evidencer is None:
        return {}
    fresh = set(rows)
    with desk.read() as connection:
        for chunk in _chunks(list(rows)):
            fresh -= set(connection.scalars(sa.select(items.c.digest).where(items.c.digest.in_(chunk))))
    names, rules = sorted(fresh), rules_of(evidencer)
    found = levels(desk, [rows[name][0] for name in names], evidencer)
    return {name: {"evidence": level, "evidence_rules": rules} for name, level in zip(names, found, strict=True)}


def _silent(rows: dict[str, tuple[HeadlineBlock, Score]], shadow: Scorer | None) -> dict[str, list[Score]]:
    if shadow is None:
        return {}
    given = shadow.score(block for block, _ in rows.values())
    return {
        name: [score] for (name, (_, seen)), score in zip(rows.items(), given, strict=True) if score.model != seen.model
    }


def _row(name: str, block: HeadlineBlock, score: Score, actor: str, moment: int, low: float) -> dict[str, object]:
    return {
        **block.to_dict(),
        "digest": name,
        "added_at": moment,
        "added_by": actor,
        "status": BELOW if score.probability < low and Notice.DISGUISED not in score.notices else "waiting",
        "model": score.model,
        "probability": score.probability,
        "strength": score.strength,
        "certainty": abs(score.probability - 0.5),
        "disguised": Notice.DISGUISED in score.notices,
    }


def _chunks(names: list[str]) -> list[list[str]]:
    return [names[start : start + _CHUNK] for start in range(0, len(names), _CHUNK)]
