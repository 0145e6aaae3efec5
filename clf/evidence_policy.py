"""The rules that turn evidence into a level: a team may change each in the table ``[misinformation]`` of a policy file.

    [misinformation]
    repeats_false = "high"      # closely resembles a claim rated false or mostly false
    resembles_false = "medium"  # resembles such a claim, less closely
    repeats_other = "medium"    # resembles a claim rated in part, unproven or satire
    asks = "low"                # puts such a claim as a question
    differs = "low"             # resembles it, but for a number
    denies = "none"             # denies or debunks it
    outlet_watched = "medium"   # the outlet is on the team's watch list
    outlet_poor = "medium"      # a list rates the outlet below poor_below, of 0 to 1
    poor_below = 0.35
    together = "high"           # match and outlet are both at least medium
    wording_cues = "none"       # its wording has a marked cue, such as a miracle cure or urgent sharing
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum


class EvidenceLevel(StrEnum):
    """How much speaks for having a closer look. None found is no sign that a headline is true."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 to 3."""
        return list(EvidenceLevel).index(self)


@dataclass(frozen=True, slots=True)
class MisinformationPolicy:
    """What each piece of evidence comes to; the level is that of the strongest, or ``together``.

    Levels may be given by name. Raises `ValueError` for an unknown one.

    >>> MisinformationPolicy(asks="medium").asks.value  # type: ignore[arg-type]
    'medium'
    """

    repeats_false: EvidenceLevel = EvidenceLevel.HIGH
    resembles_false: EvidenceLevel = EvidenceLevel.MEDIUM
    repeats_other: EvidenceLevel = EvidenceLevel.MEDIUM
    asks: EvidenceLevel = EvidenceLevel.LOW
    differs: EvidenceLevel = EvidenceLevel.LOW
    denies: EvidenceLevel = EvidenceLevel.NONE
    outlet_watched: EvidenceLevel = EvidenceLevel.MEDIUM
    outlet_poor: EvidenceLevel = EvidenceLevel.MEDIUM
    together: EvidenceLevel = EvidenceLevel.HIGH
    wording_cues: EvidenceLevel = EvidenceLevel.NONE
    poor_below: float = 0.35

    def __post_init__(self) -> None:
        for name in (field.name for field in fields(self) if field.name != "poor_below"):
            value = getattr(self, name)
            if value not in set(EvidenceLevel):
                raise ValueError(f"{name} must be one of {', '.join(EvidenceLevel)}, found {str(value)[:40]!r}")
            object.__setattr__(self, name, EvidenceLevel(value))
        poor = self.poor_below
        if isinstance(poor, bool) or not isinstance(poor, int | float) or not 0 <= poor <= 1:
            raise ValueError(f"poor_below must be a number from 0 to 1, found {str(poor)[:40]!r}")
