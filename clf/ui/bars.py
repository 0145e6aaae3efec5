"""The strongest contributions of an explanation, ready to be drawn as bars."""

from __future__ import annotations

from dataclasses import dataclass

from clf.block import Explanation

_LEAST = 0.005  # would read 0.00


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a word (with all its occurrences) or a cue."""

    label: str
    contribution: float


def strongest(explanation: Explanation, most: int = 15) -> tuple[list[Bar], list[Bar]]:
    """The ``most`` strongest bars, from most clickbait to most newslike, and the rest.

    >>> import clf
    >>> shown, rest = strongest(clf.load().explain("You won't believe this secret trick"), most=2)
    >>> sorted(bar.label for bar in shown), len(rest) > 2
    (['“You”', '“this”'], True)
    """
    total: dict[str, float] = {}
    seen: dict[tuple[str, str], str] = {}
    for part in explanation.words:
        name = f"“{part.text}”" if part.span.field == "headline" else f"“{part.text}” (teaser)"
        label = seen.setdefault((part.text.casefold(), part.span.field), name)
        total[label] = total.get(label, 0.0) + part.contribution
    for cue in explanation.cues:
        total[cue.title] = total.get(cue.title, 0.0) + cue.contribution
    bars = sorted((Bar(*item) for item in total.items()), key=lambda bar: -abs(bar.contribution))
    shown = [bar for bar in bars[:most] if abs(bar.contribution) >= _LEAST]
    return sorted(shown, key=lambda bar: -bar.contribution), bars[len(shown) :]
