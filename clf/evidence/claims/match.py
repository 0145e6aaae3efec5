"""Which claim is nearest to a text, whether it is near enough, what they share, and how they differ.

Two weighted sums of `kernel.OVERLAPS` decide, so the terms that made a match can be named. `python -m lab claims-fit`
fits the weights, which are stored in `shipped/rerank.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clf.errors import ModelError
from clf.evidence.claims.claim import Claim, Verdict
from clf.evidence.claims.kernel import CONTENT, OVERLAPS
from clf.evidence.claims.polarity import Stance, differences, names_of, stance
from clf.evidence.claims.terms import Rarity, read_words

WEIGHTS = Path(__file__).parent / "shipped" / "rerank.json"
FEATURES = ("first_stage", *OVERLAPS)
LEAST_SHARED = 3 / 8  # of `shared_content`: three words of content
LEAST_WORDS = 4
CLOSE = 1.5  # log-odds beyond the threshold
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rerank:
    """Weights by `FEATURES`: ``order`` ranks candidates, ``near`` and ``shift`` give a log-odds of being the same.

    From ``threshold`` up a candidate is a match.
    """

    order: Floats
    near: Floats
    shift: float
    threshold: float

    def ordered(self, overlaps: Floats) -> Floats:
        """What candidates are ranked by, shape (n,)."""
        found: Floats = overlaps @ self.order
        return found

    def nearness(self, overlaps: Floats) -> Floats:
        """Log-odds that candidates claim the same, shape (n,); -inf where too little is shared to tell."""
        near = overlaps @ self.near + self.shift
        return np.where(overlaps[:, FEATURES.index("shared_content")] >= LEAST_SHARED, near, -np.inf)


@cache
def load_rerank(path: Path = WEIGHTS) -> Rerank:
    """The weights that ship with clf; raises `ModelError` if they are not as this release knows them."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        order, near = (np.array([float(content[k][name]) for name in FEATURES]) for k in ("order", "near"))
        return Rerank(order, near, float(content["shift"]), float(content["threshold"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: not the weights of this release ({str(error)[:80]}): install clf again") from None


_QUOTES = '“”" '
_VERDICTS = {
    Verdict.FALSE: "false",
    Verdict.MOSTLY_FALSE: "mostly false",
    Verdict.MIXED: "partly true, partly false",
    Verdict.MOSTLY_TRUE: "mostly true",
    Verdict.TRUE: "true",
    Verdict.UNPROVEN: "unproven",
    Verdict.SATIRE: "satire",
    Verdict.OTHER: "otherwise",
    Verdict.UNKNOWN: "in a way that is not known",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A claim near to a text.

    ``nearness`` is the log-odds, fitted on judged pairs, that both claim the same; it says nothing about truth.
    ``near`` is whether that reaches the threshold, ``close`` whether by far. ``spans`` are the shared words in the
    text, ``claim_spans`` those in the claim: characters (start, end). ``differences`` are sentences about polarity and
    numbers, and ``missing`` the names of the claim that the text does not have.
    """

    claim: Claim
    nearness: float
    near: bool
    close: bool
    stance: Stance
    differences: tuple[str, ...]
    missing: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    claim_spans: tuple[tuple[int, int], ...]

    @property
    def rated(self) -> str:
        """Who rated what, how and when."""
        claim = self.claim
        who = claim.publisher or "a fact-checker"
        verdict = _VERDICTS[claim.verdict]
        same = claim.rating.casefold().replace("-", " ").replace("_", " ") in ("", verdict)
        rated = verdict if same else f"{verdict} (“{claim.rating}”)"
        when = f" on {claim.date}" if len(claim.date) == 10 else f" in {claim.date}" if claim.date else ""
        return f"{who} rated {rated}{when}: “{claim.text.strip(_QUOTES)}”"

    @property
    def sentence(self) -> str:
        """The match in one sentence that a moderator can read."""
        begin = {
            Stance.REPEATS: "Closely resembles a claim that" if self.close else "Resembles a claim that",
            Stance.ASKS: "Asks about something like a claim that",
            Stance.DIFFERS: "Resembles, but for what is said below, a claim that",
            Stance.DENIES: "Seems to deny or debunk a claim that",
        }[self.stance]
        return f"{begin} {self.rated}"

    def to_dict(self) -> dict[str, Any]:
        """The same content as JSON types."""
        return {
            "claim": self.claim.to_dict(),
            "nearness": round(self.nearness, 3),
            "close": self.close,
            "stance": self.stance.value,
            "differences": list(self.differences),
            "missing": list(self.missing),
            "sentence": self.sentence,
            "spans": [list(span) for span in self.spans],
            "claim_spans": [list(span) for span in self.claim_spans],
        }


def match(text: str, claim: Claim, nearness: float, threshold: float, rarity: Rarity) -> Match:
    """Compare ``text`` with a ``claim`` that the index found."""
    mine, theirs = read_words(text), read_words(claim.text)
    shared = {stem for stem, *_ in mine} & {stem for stem, *_ in theirs}
    stems = np.array(sorted(shared), np.uint32)
    telling = set(stems[rarity.of(stems) >= CONTENT].tolist()) or shared
    apart = differences(claim.text, text)
    have = {stem for stem, *_ in mine}
    missing = dict.fromkeys(name for name in names_of(claim.text).split() if not _has(name, have))
    return Match(
        claim,
        float(nearness),
        bool(nearness >= threshold),
        bool(nearness >= threshold + CLOSE),
        stance(claim.text, text, apart),
        tuple(apart),
        tuple(missing),
        _spans(mine, telling),
        _spans(theirs, telling),
    )


def _has(name: str, stems: set[int]) -> bool:
    return all(stem in stems for stem, *_ in read_words(name))


def _spans(words: list[tuple[int, int, int]], stems: set[int]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for stem, start, end in words if stem in stems)
