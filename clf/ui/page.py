"""The page: text in, blocks sorted by score, and why each got its score."""

from __future__ import annotations

import streamlit as st

from clf import Band, HeadlineBlock, Score
from clf.block import Notice
from clf.desk.intake import add_blocks
from clf.errors import ClfError, ModelError
from clf.ui.blocks import pick_block
from clf.ui.desk import desk_model, desk_policy, me, the_desk
from clf.ui.desk_shadow import shadow_scorer
from clf.ui.detail import draw_detail, draw_unsupported
from clf.ui.evidence import draw_evidence, evidencer
from clf.ui.inputs import draw_troubles, read_input
from clf.ui.literal import literal
from clf.ui.model import scored_blocks
from clf.ui.sidebar import draw_sidebar
from clf.ui.wording import counts, percent


def show() -> None:
    """Draw the page; Streamlit calls it again at every change."""
    try:
        model = desk_model()
    except ModelError as error:
        st.error(literal(str(error)))
        return
    draw_sidebar(model)
    st.title("Which headlines are clickbait, and why?", anchor=False)
    try:
        given = read_input()
        if given is None:
            _empty()
            return
        scored = scored_blocks(model, f"{model.id} {model.thresholds}", given.blocks, given.key)
    except ClfError as error:
        st.warning(literal(str(error)))
        return
    draw_troubles(given)
    st.markdown(f"**{counts(score.band for _, score in scored)}**")
    if st.button("Put them into the queue", key="enqueue"):
        _enqueue(scored)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        block, score = pick_block(scored, given.key)
    with right, st.container(key="detail"):
        if score.band is Band.UNSUPPORTED:
            draw_unsupported(block)
        else:
            draw_detail(model.explain(block), model.calibration.band)
        draw_evidence(block)


def _enqueue(scored: list[tuple[HeadlineBlock, Score]]) -> None:
    known = [(block, score) for block, score in scored if score.band is not Band.UNSUPPORTED]
    added = add_blocks(the_desk(), me(), [block for block, _ in known], [score for _, score in known], evidencer(),
                       shadow_scorer())  # fmt: skip
    left_out = len(scored) - len(known)
    note = f"; {left_out} in other languages stay out" if left_out else ""
    low = desk_policy().queue_from
    if below := sum(score.probability < low and Notice.DISGUISED not in score.notices for _, score in known):
        note += f"; {below} score below {percent(low)} and stay outside by the team's policy"
    st.success(f"{len(added)} of {len(known)} blocks are new in the queue{note}")


def _empty() -> None:
    st.caption(
        "Nothing scored yet. Each headline will appear here with its score, highest first, and the words that "
        "made it. No page at hand? Try one under **Sample page**."
    )
