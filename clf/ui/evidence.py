"""The evidence card: claims a headline resembles, its outlet, cues in its wording, and what all that cannot tell."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

import streamlit as st

from clf.block import HeadlineBlock
from clf.claims.match import Match
from clf.claims.store import ClaimStore
from clf.evidence import LIMITS, Evidence, Evidencer
from clf.evidence_policy import EvidenceLevel
from clf.outlets.store import OutletLists
from clf.policy import read_policy
from clf.ui.literal import literal

_COLOURS = {
    EvidenceLevel.NONE: "gray", EvidenceLevel.LOW: "blue", EvidenceLevel.MEDIUM: "orange", EvidenceLevel.HIGH: "red",
}  # fmt: skip
_MOST = 3  # matches shown
POLICY = "CLF_POLICY"


def evidencer() -> Evidencer:
    """Claims, lists and rules, read once for all visitors, and again when their files change.

    The rules are those of the policy file that ``CLF_POLICY`` names, if it does.
    """
    claims, sources, policy = ClaimStore().folder, OutletLists().folder, os.environ.get(POLICY)
    rules = [Path(policy)] if policy and Path(policy).is_file() else []
    paths = [*rules, *claims.glob("*.jsonl"), *sources.glob("*.txt"), *sources.glob("lists/*.json")]
    return _evidencer(tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(paths)))


@st.cache_resource(show_spinner="Loading checked claims…", max_entries=1)
def _evidencer(files: tuple[tuple[str, int, int], ...]) -> Evidencer:
    policy = os.environ.get(POLICY)
    return Evidencer.load(policy=read_policy(Path(policy)).misinformation if policy else None)


def draw_evidence(
    block: HeadlineBlock, evidence: Evidence | None = None, under: Callable[[Match, int], None] | None = None
) -> None:
    """The card for ``block``; ``under`` draws below each match, given its place."""
    evidence = evidence or evidencer().find(block)
    st.subheader("Evidence for a closer look", anchor=False)
    with st.container(border=True, key="evidence"):
        st.markdown(_summary(evidence))
        for place, match in enumerate(evidence.matches[:_MOST]):
            st.html(_compared(block.headline, match))
            st.markdown(_details(match))
            if under:
                under(match, place)
        st.caption(f"{literal(evidence.coverage)} {literal(LIMITS)}")


def _summary(evidence: Evidence) -> str:
    level, outlet = evidence.level, evidence.outlet.sentence
    said = f"{len(evidence.matches) or 'no'} checked {'claim' if len(evidence.matches) == 1 else 'claims'} found"
    found = "" if evidence.any_signal else " Nothing was found, which is no sign that it is true."
    badge = f":{_COLOURS[level]}-badge[level {level.value}]"
    return f"{badge} {said} · {literal(outlet)} · {literal(evidence.wording or 'no wording cues')}.{found}"


def _compared(headline: str, match: Match) -> str:
    here, there = _marked(headline, match.spans), _marked(match.claim.text, match.claim_spans)
    style = "overflow-wrap:anywhere;unicode-bidi:isolate"
    return f'<div style="{style}"><b>here</b> {here}<br><b>claim</b> {there}</div>'


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` as escaped HTML with the shared words underlined."""
    pieces, cursor = [], 0
    for start, end in spans:
        if start >= cursor:
            pieces += [escape(text[cursor:start]), f"<u><b>{escape(text[start:end])}</b></u>"]
            cursor = end
    return "".join(pieces) + escape(text[cursor:])


def _details(match: Match) -> str:
    lines = [f"- {literal(match.sentence)}"]
    lines += [f"- **!** {literal(said)}" for said in match.differences]
    if match.missing:
        lines.append(f"- **!** The claim names {literal(', '.join(match.missing))}; the headline does not")
    if match.claim.url:
        lines.append(f"- [the fact-check](<{escape(match.claim.url, quote=True).replace(' ', '%20')}>)")
    return "\n".join(lines)
