"""Evidence about misinformation in the desk: the card of an item, levels in words, and keeping levels up to date."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import streamlit as st

from clf.app.format import literal
from clf.app.session import may, me, the_desk
from clf.desk import (
    Opinion,
    Role,
    give_opinion,
    keep_level,
    levels,
    look_again,
    opinions,
    outdated,
    pair_of,
    rules_of,
    without_dismissed,
)
from clf.errors import DeskError
from clf.evidence import LIMITS, ClaimStore, Evidence, Evidencer, Match, OutletLists
from clf.policy import EvidenceLevel, read_policy
from clf.types import HeadlineBlock

_COLOURS = {
    EvidenceLevel.NONE: "gray",
    EvidenceLevel.LOW: "blue",
    EvidenceLevel.MEDIUM: "orange",
    EvidenceLevel.HIGH: "red",
}
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


LEVELS = {-1: "not looked for", 0: "none found", 1: "● low", 2: "●● medium", 3: "●●● high"}
AT_LEAST = {0: "Any", 1: "Low or more", 2: "Medium or more", 3: "High"}


def draw_upkeep() -> None:
    """What the column Evidence means, how new its ground is, and a way to look again where rules or lists changed."""
    held = evidencer()
    st.caption(f"**Evidence:** {literal(held.coverage)} {literal(LIMITS)}")
    old = outdated(the_desk(), rules_of(held))
    if not old:
        return
    many = f"{old:,} waiting {'item was' if old == 1 else 'items were'}"
    st.caption(f"{many} not looked at yet, or under other claims, lists or rules.")
    if may(Role.LEAD) and st.button("Look for evidence again", key="look_again"):
        progress = st.progress(0.0)
        for done in look_again(the_desk(), me(), held):
            progress.progress(min(1.0, done / old), f"{done:,} of {old:,}")
        st.rerun()


def draw_item_evidence(item: sa.Row[Any], block: HeadlineBlock) -> None:
    """The evidence card of an item, with a say in each match; brings the level kept beside it up to date."""
    held = evidencer()
    whole = held.find(block)
    told = opinions(the_desk(), block.headline, whole)
    left = without_dismissed(whole, block.headline, told, held)
    if (item.evidence, item.evidence_rules) != (left.level.rank, rules_of(held)):
        keep_level(the_desk(), item.id, left.level.rank, rules_of(held))

    def say(match: Match, place: int) -> None:
        row = told.get(pair_of(block.headline, match.claim))
        with st.container(horizontal=True, vertical_alignment="center"):
            if row is not None:
                st.markdown(f"✓ match confirmed by {literal(row.person)}")
                _ask("Take back", "back", item.id, block, match, None, place)
            else:
                _ask("Confirm the match", "confirm", item.id, block, match, Opinion.CONFIRMED, place)
                _ask("Dismiss the match", "dismiss", item.id, block, match, Opinion.DISMISSED, place)

    draw_evidence(block, left, say)
    gone = [match for match in whole.matches if match not in left.matches]
    if gone:
        with st.expander(f"Dismissed matches: {len(gone)}"):
            for place, match in enumerate(gone):
                who = told[pair_of(block.headline, match.claim)].person
                st.markdown(f"{literal(match.rated)}: dismissed by {literal(who)}")
                _ask("Show it again", "again", item.id, block, match, None, place)


def _ask(
    label: str, name: str, item: int, block: HeadlineBlock, match: Match, opinion: Opinion | None, place: int
) -> None:
    args = (item, block, match, opinion)
    st.button(label, key=f"match-{name}-{item}-{place}", on_click=_give, args=args, type="tertiary")


def _give(item: int, block: HeadlineBlock, match: Match, opinion: Opinion | None) -> None:
    held = evidencer()
    try:
        give_opinion(the_desk(), me(), item, match.claim, opinion)
        keep_level(the_desk(), item, levels(the_desk(), [block], held)[0], rules_of(held))
    except DeskError as error:
        st.session_state["desk_message"] = str(error)
