"""The Inbox: text goes in; its blocks come out sorted by score, each with the reasons for its score."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1

import streamlit as st

from clf import Band, HeadlineBlock, Model, Score
from clf.app.detail import draw_detail, draw_unsupported
from clf.app.evidence import draw_evidence, evidencer
from clf.app.format import badge, counts, literal, percent, teaser_rule
from clf.app.inputs import draw_troubles, read_input
from clf.app.pages.model import shadow_scorer
from clf.app.session import desk_model, desk_policy, me, the_desk
from clf.app.state import Scored, scored_blocks
from clf.desk import add_blocks
from clf.errors import ClfError, ModelError
from clf.types import Notice


def draw_sidebar(model: Model) -> None:
    """Score, bands, teaser rule, limits and model id, each in a sentence or two."""
    high, low = percent(model.thresholds.clickbait), percent(model.thresholds.fine)
    with st.sidebar:
        st.header("What the score means", anchor=False)
        st.markdown(
            "A score is the chance that most of five people would call a headline clickbait. "
            f"From {high} it is {badge(Band.CLICKBAIT)}, below {low} it is {badge(Band.FINE)}, "
            f"and between them it is {badge(Band.UNSURE)}: look for yourself. "
            f"What is not English is marked {badge(Band.UNSUPPORTED)} and not scored."
        )
        st.markdown(teaser_rule(model.linear.teaser_share))
        st.header("What it does not mean", anchor=False)
        st.markdown("clf measures how a headline is written. It does not decide whether a story is true.")
        st.caption(f"Model {model.id}")


_PAGE = 50  # blocks drawn at once: more make the browser slow
_HEADLINE, _TEASER = 240, 140  # characters shown in the list
_HEIGHT, _FEW = 640, 6  # pixels; fewer blocks take just the room they need


def pick_block(scored: Sequence[Scored], key: str) -> Scored:
    """Draw the list, in the order given, and return the block that is picked: at first, the first.

    ``key`` stands for what they were read from: another one, and the pick begins anew.
    """
    name = sha1(key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    first = 0
    with st.container(key="list"):
        if len(scored) > _PAGE:
            first = _PAGE * (st.pagination(-(-len(scored) // _PAGE), key=f"page-{name}", width="stretch") - 1)
        shown = scored[first : first + _PAGE]
        with st.container(height=_HEIGHT if len(shown) > _FEW else "content", border=False, key="blocks"):
            place = st.radio(
                "Blocks, highest score first",
                range(len(shown)),
                format_func=lambda i: _label(shown[i]),
                captions=[literal(block.teaser, _TEASER) for block, _ in shown],
                key=f"block-{name}-{first}",
                label_visibility="collapsed",
                width="stretch",
            )
    return shown[place]


def _label(scored: Scored) -> str:
    block, score = scored
    return f"**{percent(score.probability)}** {badge(score.band)} {literal(block.headline, _HEADLINE)}"


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
            draw_detail(model.explain(block), model.thresholds.band)
        draw_evidence(block)


def _enqueue(scored: list[tuple[HeadlineBlock, Score]]) -> None:
    known = [(block, score) for block, score in scored if score.band is not Band.UNSUPPORTED]
    added = add_blocks(
        the_desk(), me(), [block for block, _ in known], [score for _, score in known], evidencer(), shadow_scorer()
    )
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
