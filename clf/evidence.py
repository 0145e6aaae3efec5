"""What speaks for having a closer look at a headline: claims it resembles, its outlet, its wording.

Evidence, not a verdict: a level from stated rules (`clf.evidence_policy`), never a chance of being false.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from clf.block import HeadlineBlock
from clf.claims.claim import Verdict
from clf.claims.library import Library
from clf.claims.match import Match
from clf.claims.polarity import Stance
from clf.evidence_policy import EvidenceLevel, MisinformationPolicy
from clf.model.scorer import as_block
from clf.outlets.store import Outlet, OutletLists, Standing
from clf.wording.score import Level, Wording, WordingScorer, wording_model

LIMITS = (
    "Evidence for a closer look, not a verdict. A match says that a headline resembles a checked claim; having none "
    "says nothing, as most claims were never checked. Lists of outlets rate outlets, not stories. Wording tells little."
)
_FALSE = frozenset({Verdict.FALSE, Verdict.MOSTLY_FALSE})


@dataclass(frozen=True, slots=True)
class Evidence:
    """The three signals for one block and the ``level`` they come to.

    ``coverage`` says what was searched: without a match, it is all that can be said.
    """

    level: EvidenceLevel
    matches: tuple[Match, ...]
    outlet: Outlet
    wording: Wording
    coverage: str

    @property
    def any_signal(self) -> bool:
        """Whether there is anything to show: a claim, something known of the outlet, or wording above low."""
        known = self.outlet.standing is not Standing.UNKNOWN
        return bool(self.matches) or known or self.wording.level is not Level.LOW

    @property
    def sentence(self) -> str:
        """The level and what it rests on, in one sentence; without evidence, that this is no sign of truth."""
        parts = [_opening(match.sentence) for match in self.matches[:1]]
        if self.outlet.standing is not Standing.UNKNOWN:
            parts.append(self.outlet.sentence)
        if self.wording.level is not Level.LOW:
            parts.append(self.wording.sentence)
        if not self.any_signal:
            return "None: nothing was found, which is no sign that it is true"
        return f"{self.level.value.capitalize()}: {'; '.join(parts)}"

    def to_dict(self) -> dict[str, Any]:
        """The same content as JSON types, with the limits in plain words."""
        return {
            "level": self.level.value, "sentence": self.sentence, "matches": [m.to_dict() for m in self.matches],
            "outlet": self.outlet.to_dict(), "wording": self.wording.to_dict(), "coverage": self.coverage,
            "limits": LIMITS,
        }  # fmt: skip


def _opening(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def level_of(
    matches: Iterable[Match], outlet: Outlet, wording: Level, policy: MisinformationPolicy
) -> EvidenceLevel:
    """The level that ``policy`` gives to three signals: the strongest one's, or ``together`` of match and outlet."""
    match = max((_match_level(m, policy) for m in matches), key=lambda level: level.rank, default=EvidenceLevel.NONE)
    place = EvidenceLevel.NONE
    if outlet.standing is Standing.WATCHED:
        place = policy.outlet_watched
    elif outlet.quality is not None and outlet.quality < policy.poor_below:
        place = policy.outlet_poor
    said = EvidenceLevel.NONE
    if wording is not Level.LOW:
        said = policy.wording_marked if wording is Level.MARKED else policy.wording_some
    found = [match, place, said]
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

    def __init__(
        self, library: Library, outlets: OutletLists, wording: WordingScorer, policy: MisinformationPolicy
    ) -> None:
        self.library, self.outlets, self.wording, self.policy = library, outlets, wording, policy
        self.coverage = library.summary()

    @classmethod
    def load(
        cls, claims: Path | None = None, sources: Path | None = None, policy: MisinformationPolicy | None = None
    ) -> Self:
        """With the claims and lists in these folders, or in the user's own, and the claims that ship."""
        return cls(Library.load(claims), OutletLists(sources), wording_model(), policy or MisinformationPolicy())

    def find(self, item: str | HeadlineBlock) -> Evidence:
        """The evidence about ``item``: of a block, its headline alone is held against claims."""
        block = as_block(item)
        matches = tuple(self.library.matches(block.headline))
        outlet = self.outlets.lookup(block.url)
        wording = self.wording.read(block)
        level = level_of(matches, outlet, wording.level, self.policy)
        return Evidence(level, matches, outlet, wording, self.coverage)
