"""Evidence about misinformation as Arrow columns, row by row. Evidence, never a verdict."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from clf.errors import extra
from clf.evidence import Evidence, Evidencer
from clf.policy import MisinformationPolicy
from clf.types import HeadlineBlock

with extra("tables"):
    import pyarrow as pa

_CLAIM = pa.struct([(name, pa.string()) for name in ("text", "verdict", "publisher", "date", "url", "note")])
COLUMNS = {
    "evidence": pa.string(),
    "evidence_reason": pa.string(),
    "evidence_claim": _CLAIM,
    "evidence_outlet": pa.string(),
    "evidence_cues": pa.list_(pa.string()),
}


@lru_cache(maxsize=2)
def evidencer_of(claims: str | None, sources: str | None, policy: MisinformationPolicy) -> Evidencer:
    """Claims and lists of a run, read once a process."""
    return Evidencer.load(Path(claims) if claims else None, Path(sources) if sources else None, policy)


def evidence_of(headlines: Any, teasers: Any, urls: Any, evidencer: Evidencer) -> dict[str, Any]:
    """The `COLUMNS` of arrays of strings (``teasers`` and ``urls`` may be None), each an array of as many rows.

    ``evidence_claim`` is the nearest checked claim, null where none is near, which says nothing; its ``note`` tells of
    another polarity or number, and of names that the headline does not have. ``evidence_cues`` are the names of the
    marked cues in the wording.
    """
    rows = len(headlines)
    columns = [[""] * rows if texts is None else texts.to_pylist() for texts in (headlines, teasers, urls)]
    blocks = [HeadlineBlock(text or "", teaser or "", url or "") for text, teaser, url in zip(*columns, strict=True)]
    found = [evidencer.find(block) for block in blocks]
    made = [
        (e.level.value, e.sentence, _claim(e), e.outlet.sentence, [c.cue for c in e.cues if c.marked]) for e in found
    ]
    values = zip(*made, strict=True) if made else [()] * len(COLUMNS)
    return {name: pa.array(column, kind) for (name, kind), column in zip(COLUMNS.items(), values, strict=True)}


def _claim(evidence: Evidence) -> dict[str, str] | None:
    if not evidence.matches:
        return None
    match = evidence.matches[0]
    claim = match.claim
    missing = [f"the claim names {', '.join(match.missing)}; the headline does not"] if match.missing else []
    return {
        "text": claim.text,
        "verdict": claim.verdict.value,
        "publisher": claim.publisher,
        "date": claim.date,
        "url": claim.url,
        "note": "; ".join([*match.differences, *missing]),
    }
