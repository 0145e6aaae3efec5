"""A moderator team's own targets: a policy file says what the bands are to promise, a model what that costs.

    [bands]
    precision = 0.90    # of headlines called clickbait, this share is to be clickbait
    npv = 0.95          # of headlines called fine, this share is not to be clickbait

Instead of either, the probability itself can be given: `clickbait = 0.8`, `fine = 0.2`.
The section [misinformation] says what evidence comes to (`clf.evidence_policy`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clf.errors import PolicyError
from clf.evidence_policy import MisinformationPolicy
from clf.model.calibration import Calibration
from clf.model.operating import Cost, Operating


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy comes to with one model: its thresholds, and their cost on the model's held-out headlines."""

    calibration: Calibration
    clickbait: Cost
    fine: Cost
    rows: int

    @property
    def unsure(self) -> float:
        """Share of headlines left to a moderator."""
        return max(0.0, 1.0 - self.clickbait.share - self.fine.share)


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


def apply(policy: Policy, calibration: Calibration, operating: Operating) -> Calibration:
    """``calibration`` with the thresholds that keep the targets of ``policy`` on held-out headlines.

    A band of which the policy says nothing stays as the model has it. Where both would overlap, they meet where
    clickbait begins. Raises `PolicyError` if no threshold keeps a target.
    """
    bands = policy.bands
    clickbait = calibration.clickbait if bands.clickbait is None else float(bands.clickbait)
    fine = calibration.fine if bands.fine is None else float(bands.fine)
    if bands.precision is not None:
        clickbait = operating.clickbait_from(bands.precision)
        if operating.clickbait(clickbait).share == 0:
            raise PolicyError(f"no threshold of this model keeps a precision of {bands.precision:g}: ask for less")
    if bands.npv is not None:
        fine = operating.fine_below(bands.npv)
        if operating.fine(fine).share == 0:
            raise PolicyError(f"no threshold of this model keeps an npv of {bands.npv:g}: ask for less")
    return replace(calibration, clickbait=clickbait, fine=min(fine, clickbait))


def cost(policy: Policy, calibration: Calibration, operating: Operating) -> Outcome:
    """What ``policy`` comes to; raises `PolicyError` as `apply` does."""
    found = apply(policy, calibration, operating)
    return Outcome(found, operating.clickbait(found.clickbait), operating.fine(found.fine), operating.rows)
