"""Whether recent headlines are still what the model was made for: by scores, by words, and by decisions of the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clf.desk import DAY, Desk, Risen, decided, headlines, judgements, now, risen
from clf.fit import OWN, own_folder
from clf.model import Model, sigmoid
from clf.retrain.adapt import seen_until
from clf.text import ngram_hashes
from clf.types import Band, HeadlineBlock

BINS = 10
LEAST = 100  # headlines below which a distribution says nothing
LEAST_DECIDED = 30
STABLE = 0.1  # population stability index up to which nothing has happened
SHIFTED = 0.25  # population stability index from which a population is taken to be another
STRANGE = 1.5  # times as many unknown n-grams as in clf's own blocks
SLIPPED = 0.1  # precision lost in the clickbait band
ENOUGH_NEW = 200  # decisions that the live model has not learned from, with which retraining usually shows a gain


@dataclass(frozen=True, slots=True)
class Drift:
    """``psi``: population stability index of scores against those of the headlines that calibrated the model.
    ``unknown`` and ``usual``: share of n-grams that the model does not know, here and in clf's own blocks.
    ``precision`` and ``promised``: of the clickbait band, by decisions, and as the model's table has it; None where too
    little is known. ``new``: decisions since the live model. ``words``: on the rise. ``due``: why to retrain.
    """

    model: str
    headlines: int
    psi: float | None
    unknown: float
    usual: float
    precision: float | None
    promised: float
    new: int
    against: int
    words: Sequence[Risen]
    due: Sequence[str]

    def to_json(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    def verdict(self) -> str:
        """Whether retraining is due, and why, in one line."""
        counted = _counted(self.new, self.against)
        if self.due:
            rest = "" if self.new >= ENOUGH_NEW else f"; {counted}"
            return f"Retraining is due: {'; '.join(self.due)}{rest}"
        moved = (
            "nothing else has moved far enough"
            if self.psi is not None
            else (f"{self.headlines:,} recent headlines ({LEAST} are needed) do not tell whether they changed")
        )
        return f"Retraining is not due yet: {counted}; {moved}"

    def lines(self) -> Iterator[str]:
        """For people."""
        yield self.verdict()
        yield f"{self.headlines:,} headlines, scored by {self.model}"
        if self.psi is None:
            yield f"scores: fewer than {LEAST} headlines say nothing of their distribution"
        else:
            moved = "moved a little" if self.psi < SHIFTED else "another population"
            kind = "as in training" if self.psi < STABLE else moved
            yield f"scores: stability index {self.psi:.2f} ({kind})"
        yield f"words: {self.unknown:.1%} of n-grams are unknown to the model; in clf's own blocks {self.usual:.1%}"
        if self.precision is not None:
            yield f"clickbait band: {self.precision:.0%} of the decided were clickbait, {self.promised:.0%} promised"
        if self.words:
            rising = (f"{word.word} ({word.before:.1f} → {word.now:.1f} in 1,000)" for word in self.words[:12])
            yield f"on the rise: {', '.join(rising)}"


def drift(
    model: Model,
    recent: Sequence[HeadlineBlock],
    earlier: Sequence[str],
    own: Sequence[HeadlineBlock],
    decided: Sequence[tuple[HeadlineBlock, str]],
    new: Sequence[tuple[HeadlineBlock, str]],
) -> Drift:
    """Compare ``recent`` blocks with what ``model`` was made from, and its clickbait band with ``decided`` ones.

    ``earlier`` are headlines of before, for words on the rise; ``own`` are clf's own blocks; ``new`` are decisions that
    the model has not learned from.
    """
    probability = sigmoid(model.log_odds(recent)) if recent else np.zeros(0)
    table = model.folder.operating
    psi = None
    if len(recent) >= LEAST:
        expected = np.interp(np.linspace(0, 1, BINS + 1), table.threshold, table.fine_share)
        psi = _stability(np.diff(expected), np.histogram(probability, BINS, (0.0, 1.0))[0] / len(recent))
    unknown, usual = _unknown(model, recent), _unknown(model, own)
    in_band = [
        verdict
        for (_, verdict), score in zip(decided, model.score([b for b, _ in decided]), strict=True)
        if score.probability >= model.thresholds.clickbait and verdict != "unsure"
    ]
    precision = in_band.count("clickbait") / len(in_band) if len(in_band) >= LEAST_DECIDED else None
    promised = table.clickbait(model.thresholds.clickbait).purity
    due = []
    if psi is not None and psi >= SHIFTED:
        due.append(f"scores are those of another population (stability index {psi:.2f}, due from {SHIFTED})")
    if len(recent) >= LEAST and unknown > STRANGE * usual:
        due.append(f"{unknown:.1%} of n-grams are unknown, more than {STRANGE} times the usual {usual:.1%}")
    if precision is not None and precision < promised - SLIPPED:
        due.append(f"of the clickbait band {precision:.0%} was clickbait, {promised:.0%} promised")
    against = _against(model, new)
    if len(new) >= ENOUGH_NEW:
        due.insert(0, _counted(len(new), against))
    words = risen([block.headline for block in recent], earlier)
    return Drift(model.id, len(recent), psi, unknown, usual, precision, promised, len(new), against, words, due)


def _against(model: Model, judged: Sequence[tuple[HeadlineBlock, str]]) -> int:
    """How many were decided clickbait where ``model`` says fine, or fine where it says clickbait."""
    scores = model.score([block for block, _ in judged])
    opposite = {Band.CLICKBAIT: "fine", Band.FINE: "clickbait"}
    return sum(verdict == opposite.get(score.band) for (_, verdict), score in zip(judged, scores, strict=True))


def _counted(new: int, against: int) -> str:
    said = f"{new:,} decisions that the model has not learned from ({ENOUGH_NEW} are enough)"
    return f"{said}, {against:,} of them against its band"


def _stability(expected: NDArray[np.float64], found: NDArray[np.float64]) -> float:
    """Population stability index; below .1 stable, from .25 up another population, by long custom in credit scoring."""
    a, b = (np.maximum(share, 1e-4) for share in (expected, found))
    return float(np.sum((b - a) * np.log(b / a)))


def _unknown(model: Model, blocks: Sequence[HeadlineBlock]) -> float:
    hashes, _ = ngram_hashes(block.headline for block in blocks)
    known = model.linear.hashes
    if not len(hashes) or not len(known):
        return 0.0
    return float(np.mean(~np.isin(hashes, known)))


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
