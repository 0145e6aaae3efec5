"""What else helps to decide an item: a headline edited, similar ones that were decided, and what happened to it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from clf import HeadlineBlock, Model
from clf.desk.log import history, scores_of
from clf.ui.desk import the_desk
from clf.ui.detail import reasons_text
from clf.ui.literal import literal
from clf.ui.memory import decided_of
from clf.ui.wording import badge, percent, when

_SIMILAR = 5


@st.fragment
def draw_what_if(item: int, block: HeadlineBlock, model: Model) -> None:
    """A field with the headline: whatever is typed is scored at once, and the difference stated."""
    st.subheader("What if it were written otherwise", anchor=False)
    text = st.text_input(
        "Edit the headline", block.headline, key=f"what-if-{item}", live=True, label_visibility="collapsed"
    )
    if not text or text == block.headline:
        st.caption("Change the headline above: its score and reasons move as you type. Nothing is saved.")
        return
    before, after = model.score([block])[0], model.explain(replace(block, headline=text))
    change = round((after.score.probability - before.probability) * 100)
    moved = f"{abs(change)} points {'more' if change > 0 else 'less'} than as it is" if change else "as before"
    now, then = after.score, before
    st.markdown(f"**{percent(now.probability)}** {badge(now.band)}, {moved} ({percent(then.probability)})")
    st.markdown(reasons_text(after, 3))


def draw_similar(item: int, block: HeadlineBlock) -> None:
    """Decided headlines that share most with this one."""
    st.subheader("Similar headlines that were decided", anchor=False)
    found = decided_of(the_desk()).nearest(block.headline, item, _SIMILAR)
    lines = [f"- **{row.verdict}** by {literal(row.decided_by)}: {literal(row.headline, 160)}" for row in found]
    st.markdown("\n".join(lines) or "None yet.")


def draw_history(item: int) -> None:
    """What happened to the item, and its score by each model."""
    entries, scores = history(the_desk(), item, 30), scores_of(the_desk(), item)
    with st.expander(f"History: {len(entries)} {'entry' if len(entries) == 1 else 'entries'}"):
        for entry in entries:
            said = " · ".join(filter(None, (entry.verdict or "", entry.reason, entry.note)))
            st.markdown(literal(f"{when(entry.at)} UTC: {entry.person}, {entry.action} {said}"))
        for score in scores:
            st.caption(f"{when(score.at)} UTC: {percent(score.probability)} by model {literal(score.model)}")
