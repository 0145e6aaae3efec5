"""Drift at a desk: what came in and what was decided there, held against the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clf.api import Model
from clf.block import HeadlineBlock
from clf.desk.database import DAY, Desk, now
from clf.desk.judgements import decided, headlines, judgements
from clf.retrain.candidate import seen_until
from clf.retrain.drift import Drift, drift
from clf.training.corpora import OWN, own_folder

Judged = Sequence[tuple[HeadlineBlock, str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """``recent`` blocks, and those of before; what was ``decided``; decisions ``new`` to the model."""

    recent: Sequence[HeadlineBlock] = ()
    earlier: Sequence[HeadlineBlock] = ()
    decided: Judged = ()
    new: Judged = ()


def seen_at(desk: Desk, model: Model, days: int = 30, most: int = 50_000) -> Seen:
    """What ``desk`` has seen in the last ``days`` days and before, ``most`` of each, and every decision new to
    ``model``.
    """
    recent, earlier = headlines(desk, now() - days * DAY, most)
    new = judgements(desk, after=seen_until(model))
    return Seen(recent, earlier, decided(desk, most), [(HeadlineBlock(j.headline, j.teaser), j.verdict) for j in new])


def compared(model: Model, seen: Seen) -> Drift:
    """`clf.retrain.drift.drift` of it; clf's own blocks stand in where there is nothing of before."""
    own = [HeadlineBlock(example.headline, example.teaser) for example in OWN.read(own_folder())]
    earlier = [block.headline for block in seen.earlier or own]
    return drift(model, seen.recent, earlier, own, seen.decided, seen.new)
