"""Evidence about misinformation at the desk: levels in words, and bringing them up to date."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import streamlit as st

from clf.block import HeadlineBlock
from clf.claims.match import Match
from clf.desk.evidence import (
    Opinion,
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
from clf.desk.people import Role
from clf.errors import DeskError
from clf.evidence import LIMITS
from clf.ui.desk import may, me, the_desk
from clf.ui.evidence import draw_evidence, evidencer
from clf.ui.literal import literal

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
