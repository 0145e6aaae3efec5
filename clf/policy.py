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

A moderator team's own targets: a policy file says what the bands are to promise, a model what that costs.

    [bands]
    precision = 0.90    # of headlines called clickbait, this share is to be clickbait
    npv = 0.95          # of headlines called fine, this share is not to be clickbait

Instead of either, the probability itself can be given: `clickbait = 0.8`, `fine = 0.2`.
The section [misinformation] says what evidence comes to (`clf.policy`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from clf.errors import PolicyError


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
        for name in (each.name for each in fields(self) if each.name != "poor_below"):
            value = getattr(self, name)
            if value not in set(EvidenceLevel):
                raise ValueError(f"{name} must be one of {', '.join(EvidenceLevel)}, found {str(value)[:40]!r}")
            object.__setattr__(self, name, EvidenceLevel(value))
        poor = self.poor_below
        if isinstance(poor, bool) or not isinstance(poor, int | float) or not 0 <= poor <= 1:
            raise ValueError(f"poor_below must be a number from 0 to 1, found {str(poor)[:40]!r}")


@dataclass(frozen=True, slots=True)
class Bands:
    """Of each band either a target (``precision``, ``npv``) or a probability (``clickbait``, ``fine``); 0 to 1."""

    precision: float | None = None
    npv: float | None = None
    clickbait: float | None = None
    fine: float | None = None

    def __post_init__(self) -> None:
        for name, value in ((name, getattr(self, name)) for name in self.__dataclass_fields__):
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise ValueError(f"{name} must be a number from 0 to 1, found {str(value)[:40]!r}")
        for target, threshold in (("precision", "clickbait"), ("npv", "fine")):
            if getattr(self, target) is not None and getattr(self, threshold) is not None:
                raise ValueError(f"{target} and {threshold} both set the same threshold: give one of them")
        if self.clickbait is not None and self.fine is not None and self.fine > self.clickbait:
            raise ValueError(f"fine ({self.fine}) must not be above clickbait ({self.clickbait})")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a policy file says; each section is a field."""

    bands: Bands = field(default_factory=Bands)
    misinformation: MisinformationPolicy = field(default_factory=MisinformationPolicy)


_SECTIONS: Mapping[str, Any] = {"bands": Bands, "misinformation": MisinformationPolicy}


def read_policy(path: Path) -> Policy:
    """The policy in a TOML file; raises `PolicyError`, in one line, for anything that it does not know."""
    try:
        return parse_policy(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PolicyError(f"{path}: {error.strerror or error}: check the name") from None
    except (ValueError, RecursionError) as error:  # TOML and UTF-8 errors are ValueErrors
        raise PolicyError(f"{path}: {' '.join(str(error).split())[:300]}") from None


def parse_policy(content: Mapping[str, Any]) -> Policy:
    """The policy of a parsed file; raises `ValueError`.

    >>> parse_policy({"bands": {"precision": 0.8}}).bands.precision
    0.8
    """
    sections = {}
    for name, values in content.items():
        if name not in _SECTIONS:
            raise ValueError(f"unknown section or key {name!r}: known are {', '.join(f'[{s}]' for s in _SECTIONS)}")
        if not isinstance(values, dict):
            raise ValueError(f"{name!r} is a section: write [{name}]")
        known = _SECTIONS[name].__dataclass_fields__
        if odd := [key for key in values if key not in known]:
            raise ValueError(f"unknown key {odd[0]!r} in [{name}]: known are {', '.join(known)}")
        sections[name] = _SECTIONS[name](**values)
    return Policy(**sections)
