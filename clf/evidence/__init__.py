"""Evidence about misinformation: rated claims, rated outlets and wording cues."""

from __future__ import annotations

from clf.evidence.claims.claim import Claim, claim_from
from clf.evidence.claims.kernel import K1, B
from clf.evidence.claims.match import Match
from clf.evidence.claims.readers import read_claims
from clf.evidence.claims.store import ClaimStore, Library
from clf.evidence.claims.terms import read_terms
from clf.evidence.finder import LIMITS, Evidence, Evidencer, level_of
from clf.evidence.outlets import OutletLists, read_list

__all__ = [
    "K1",
    "LIMITS",
    "B",
    "Claim",
    "ClaimStore",
    "Evidence",
    "Evidencer",
    "Library",
    "Match",
    "OutletLists",
    "claim_from",
    "level_of",
    "read_claims",
    "read_list",
    "read_terms",
]
