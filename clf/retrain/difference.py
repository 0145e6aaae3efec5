"""What changed from one model to another, in plain words: weights, thresholds, phrases, and decided headlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clf.model import Model
from clf.text import document_frequency, fold, look_up, spelled
from clf.types import HeadlineBlock

_EXAMPLES = 20
_SHOWN = 10
_LEAST_TEXTS = 3  # an n-gram that fewer of the texts have is not named
_MOST_FOLDED = 10_000  # texts that phrases are looked for in
_SMALL = 0.005  # of log-odds: not worth a line


@dataclass(frozen=True, slots=True)
class Shift:
    """A word, phrase or cue, and what it adds to the log-odds in the old and in the new model."""

    name: str
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class Moved:
    """A headline that is in another band now; ``verdict`` is what was decided about it, if anything was."""

    headline: str
    old: str
    new: str
    old_probability: float
    new_probability: float
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """From the model ``old`` to ``new``. The longest moves come first; ``bands`` counts "old band → new band"."""

    old: str
    new: str
    thresholds: dict[str, tuple[float, float]]
    cues: list[Shift]
    words: list[Shift]
    phrases: list[Shift]
    headlines: int
    bands: dict[str, int]
    moved: list[Moved] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """All of it, as JSON takes it."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """All of it, for people."""
        yield f"From {self.old} to {self.new}"
        for name, (old, new) in self.thresholds.items():
            edge = {"clickbait": "clickbait from", "fine": "fine below"}[name]
            yield f"{edge} {old:.1%}" + (f", now {new:.1%}" if old != new else ", as before")
        for title, shifts in (("Cues", self.cues), ("Words", self.words), ("Phrases", self.phrases)):
            for way, chosen in (
                ("gained", [s for s in shifts if s.new > s.old]),
                ("lost", [s for s in shifts if s.new < s.old]),
            ):
                if chosen:
                    said = ", ".join(f"{s.name} ({s.old:+.2f} to {s.new:+.2f})" for s in chosen[:_SHOWN])
                    yield f"{title} that {way} weight: {said}"
        changed = sum(self.bands.values())
        yield f"{changed:,} of {self.headlines:,} headlines changed band"
        yield from (f"  {count:,} {pair}" for pair, count in self.bands.items())
        for m in self.moved[:_SHOWN]:
            said = f", decided {m.verdict}" if m.verdict else ""
            yield f"  {m.old_probability:.0%} to {m.new_probability:.0%}{said}: {m.headline}"


def difference(
    old: Model, new: Model, decided: Sequence[tuple[HeadlineBlock, str]], texts: Sequence[str]
) -> Difference:
    """What changed from ``old`` to ``new``, seen on ``decided`` blocks with their verdicts and on other ``texts``.

    Models know n-grams by hash only: those that occur in the headlines at hand can be named.
    """
    named = [*(block.headline for block, _ in decided), *texts]
    moved = _moved(old, new, decided)
    return Difference(
        old.id,
        new.id,
        {name: (getattr(old.thresholds, name), getattr(new.thresholds, name)) for name in ("clickbait", "fine")},
        _cues(old, new),
        _words(old, new, named),
        _phrases(old, new, named),
        len(decided),
        dict(Counter(f"{m.old} → {m.new}" for m in moved).most_common()),
        moved[:_EXAMPLES],
    )


def _longest(shifts: list[Shift]) -> list[Shift]:
    kept = [s for s in shifts if abs(s.new - s.old) >= _SMALL]
    return sorted(kept, key=lambda s: (-abs(s.new - s.old), s.name))[:_EXAMPLES]


def _cues(old: Model, new: Model) -> list[Shift]:
    before, after = old.cue_weights(), new.cue_weights()
    return _longest([Shift(name, before.get(name, 0.0), after.get(name, 0.0)) for name in {**before, **after}])


def _words(old: Model, new: Model, texts: Sequence[str]) -> list[Shift]:
    found, count = document_frequency(texts)
    found, count = found[count >= _LEAST_TEXTS], count[count >= _LEAST_TEXTS]
    before, after = _weights(old, found), _weights(new, found)
    # A move counts for as much as it touches: a rare word's large one and a common word's small one.
    order = np.argsort(-np.abs(after - before) * np.sqrt(count), kind="stable")[: 20 * _EXAMPLES]
    names = spelled(texts, found[order])
    shifts = [
        Shift(names[h], float(before[i]), float(after[i]))
        for i, h in zip(order.tolist(), found[order].tolist(), strict=True)
        if not names[h].startswith("/")  # pieces of words tell people little
    ]
    return _longest(shifts[: 2 * _EXAMPLES])


def _weights(model: Model, hashes: NDArray[np.uint64]) -> NDArray[np.float64]:
    return look_up(model.linear.hashes, model.linear.weights, hashes, np.float32(0)).astype(np.float64)


def _phrases(old: Model, new: Model, texts: Sequence[str]) -> list[Shift]:
    """Of the pairs of words that belong together, by likelihood ratio (Dunning 1993), those that moved most."""
    from nltk.collocations import BigramCollocationFinder  # slow to import, and needed nowhere else
    from nltk.metrics import BigramAssocMeasures

    finder = BigramCollocationFinder.from_documents([fold(text).text.split() for text in texts[:_MOST_FOLDED]])
    finder.apply_freq_filter(_LEAST_TEXTS)
    finder.apply_word_filter(lambda word: not any(c.isalpha() for c in word))
    pairs = [" ".join(pair) for pair in finder.nbest(BigramAssocMeasures.likelihood_ratio, 300)]
    if not pairs:
        return []
    bare = [HeadlineBlock(pair) for pair in pairs]
    before, after = (m.log_odds(bare) - m.linear.intercept for m in (old, new))
    return _longest([Shift(*row) for row in zip(pairs, before.tolist(), after.tolist(), strict=True)])


def _moved(old: Model, new: Model, decided: Sequence[tuple[HeadlineBlock, str]]) -> list[Moved]:
    blocks = [block for block, _ in decided]
    found = [
        Moved(block.headline, str(a.band), str(b.band), a.probability, b.probability, verdict)
        for (block, verdict), a, b in zip(decided, old.score(blocks), new.score(blocks), strict=True)
        if a.band is not b.band
    ]
    return sorted(found, key=lambda m: -abs(m.new_probability - m.old_probability))
