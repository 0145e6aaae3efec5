"""Reasons for a closer look at a headline: claims it resembles, its outlet, cues in its wording.

Evidence, not a verdict: a level from stated rules (`clf.policy`), never a chance of being false.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from clf.evidence.claims.claim import Verdict
from clf.evidence.claims.match import Match
from clf.evidence.claims.polarity import Stance
from clf.evidence.claims.store import Library
from clf.evidence.cues import WordingCue, find_cues
from clf.evidence.outlets import Outlet, OutletLists, Standing
from clf.model import as_block
from clf.policy import EvidenceLevel, MisinformationPolicy
from clf.types import HeadlineBlock

LIMITS = (
    "Evidence for a closer look, not a verdict. A match says that a headline resembles a checked claim; having none "
    "says nothing, as most claims were never checked. Lists of outlets rate outlets, not stories. Cues in the wording "
    "say nothing about truth."
)
_FALSE = frozenset({Verdict.FALSE, Verdict.MOSTLY_FALSE})


@dataclass(frozen=True, slots=True)
class Evidence:
    """The three signals for one block and the ``level`` they come to.

    ``cues`` are the named cues in its wording; they count towards the level only if the policy says so.
    ``coverage`` says what was searched: without a match, it is all that can be said.
    """

    level: EvidenceLevel
    matches: tuple[Match, ...]
    outlet: Outlet
    cues: tuple[WordingCue, ...]
    coverage: str

    @property
    def any_signal(self) -> bool:
        """Whether there is anything to show: a claim, something known of the outlet, or a marked cue."""
        known = self.outlet.standing is not Standing.UNKNOWN
        return bool(self.matches) or known or bool(self.wording)

    @property
    def wording(self) -> str:
        """The titles of the marked cues, in one phrase; empty where there are none."""
        titles = [cue.title.lower() for cue in self.cues if cue.marked]
        return f"wording cues ({', '.join(titles)})" if titles else ""

    @property
    def sentence(self) -> str:
        """The level and what it rests on, in one sentence; without evidence, that this is no sign of truth."""
        parts = [_opening(match.sentence) for match in self.matches[:1]]
        if self.outlet.standing is not Standing.UNKNOWN:
            parts.append(self.outlet.sentence)
        if self.wording:
            parts.append(self.wording)
        if not self.any_signal:
            return "None: nothing was found, which is no sign that it is true"
        return f"{self.level.value.capitalize()}: {'; '.join(parts)}"

    def to_dict(self) -> dict[str, Any]:
        """The same content as JSON types, with the limits in plain words."""
        return {
            "level": self.level.value,
            "sentence": self.sentence,
            "matches": [m.to_dict() for m in self.matches],
            "outlet": self.outlet.to_dict(),
            "cues": [asdict(cue) for cue in self.cues],
            "coverage": self.coverage,
            "limits": LIMITS,
        }


def _opening(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def level_of(
    matches: Iterable[Match], outlet: Outlet, cues: Iterable[WordingCue], policy: MisinformationPolicy
) -> EvidenceLevel:
    """The level that ``policy`` gives to three signals: the strongest one's, or ``together`` of match and outlet."""
    match = max((_match_level(m, policy) for m in matches), key=lambda level: level.rank, default=EvidenceLevel.NONE)
    place = EvidenceLevel.NONE
    if outlet.standing is Standing.WATCHED:
        place = policy.outlet_watched
    elif outlet.quality is not None and outlet.quality < policy.poor_below:
        place = policy.outlet_poor
    wording = policy.wording_cues if any(cue.marked for cue in cues) else EvidenceLevel.NONE
    found = [match, place, wording]
    if min(match.rank, place.rank) >= EvidenceLevel.MEDIUM.rank:
        found.append(policy.together)
    return max(found, key=lambda level: level.rank)


def _match_level(match: Match, policy: MisinformationPolicy) -> EvidenceLevel:
    if match.stance is Stance.DENIES:
        return policy.denies
    if match.stance is Stance.DIFFERS:
        return policy.differs
    if match.stance is Stance.ASKS:
        return policy.asks
    if match.claim.verdict not in _FALSE:
        return policy.repeats_other
    return policy.repeats_false if match.close else policy.resembles_false


class Evidencer:
    """Everything a headline is held against, loaded once; safe to share between threads.

    >>> found = Evidencer.load().find("Bananas at supermarkets injected with blood that carries HIV")
    >>> str(found.level), found.matches[0].claim.verdict.value
    ('high', 'false')
    """

    def __init__(self, library: Library, outlets: OutletLists, policy: MisinformationPolicy) -> None:
        self.library, self.outlets, self.policy = library, outlets, policy
        self.coverage = library.summary()

    @classmethod
    def load(
        cls, claims: Path | None = None, sources: Path | None = None, policy: MisinformationPolicy | None = None
    ) -> Self:
        """With the claims and lists in these folders, or in the user's own, and the claims that ship."""
        return cls(Library.load(claims), OutletLists(sources), policy or MisinformationPolicy())

    def find(self, item: str | HeadlineBlock) -> Evidence:
        """The evidence about ``item``: of a block, its headline alone is held against claims."""
        block = as_block(item)
        matches = tuple(self.library.matches(block.headline))
        outlet = self.outlets.lookup(block.url)
        cues = find_cues(block)
        level = level_of(matches, outlet, cues, self.policy)
        return Evidence(level, matches, outlet, cues, self.coverage)
