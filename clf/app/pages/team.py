"""The team: who decided what, how far people agree, what to look at again, and who may do what."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from clf.app.format import literal, when
from clf.app.items import follow, open_column
from clf.app.session import me, the_desk
from clf.desk import (
    DAY,
    Role,
    add_person,
    ask_for_review,
    judge_blind,
    list_people,
    next_review,
    now,
    team_agreement,
    work_since,
)
from clf.desk.team import disagreements
from clf.errors import DeskError

_SPANS = {7: "Last 7 days", 30: "Last 30 days", 365: "Last year", 0: "From the start"}
_KEYS = {"clickbait": "1", "fine": "2", "unsure": "3"}


def show_team() -> None:
    """One tab for each question about the team."""
    st.title("Team", anchor=False)
    follow()
    if message := st.session_state.pop("team_message", ""):
        st.info(literal(message))
    work, agreement, review, people = st.tabs(["Work", "Agreement", "Second opinions", "People"])
    with work:
        _draw_work()
    with agreement:
        _draw_agreement()
    with review:
        _draw_review()
    with people:
        _draw_people()


def _draw_work() -> None:
    days = st.selectbox("Span", list(_SPANS), format_func=_SPANS.__getitem__, index=1)
    rows = work_since(the_desk(), now() - days * DAY if days else 0)
    if not rows:
        st.info("Nobody has decided anything in that time.")
        return
    table = pd.DataFrame(
        {
            "Who": [row.person for row in rows],
            "Judged": [row.judged for row in rows],
            "Clickbait": [row.clickbait for row in rows],
            "Fine": [row.fine for row in rows],
            "Unsure": [row.unsure for row in rows],
            "Skipped": [row.skip for row in rows],
            "Taken back": [row.undone for row in rows],
            "Second opinions": [row.blind for row in rows],
            "Last (UTC)": [when(row.last_at, "%Y-%m-%d %H:%M") for row in rows],
        }
    )
    st.dataframe(table, hide_index=True, alt="Judgements by person")


def _draw_agreement() -> None:
    found = team_agreement(the_desk())
    if not found.items:
        st.info("Nothing was judged by two people yet: a lead asks for second opinions in the next tab.")
        return
    alpha, shared = st.columns([1, 3])
    alpha.metric("Krippendorff's alpha", "–" if found.alpha is None else f"{found.alpha:.2f}")
    shared.caption(
        f"Over {found.items:,} items that two or more judged. 1: as one; 0: as if by chance; below 0: worse than that. "
        "From .8 up, judgements are usually relied on; below .67, talk about what you mean by clickbait."
    )
    if found.kappa:
        pairs = [(a, b, "–" if k is None else f"{k:.2f}") for (a, b), k in found.kappa.items()]
        names = ["One", "Other", "Cohen's kappa"]
        st.dataframe(pd.DataFrame(pairs, columns=names), hide_index=True, alt="Agreement of pairs")
    rows = disagreements(the_desk())
    if rows:
        st.header("Where people differ", anchor=False)
        split = pd.DataFrame(
            {
                "Open": ["Open"] * len(rows),
                "Headline": [row.headline for row in rows],
                "One says": [row.one for row in rows],
                "Another says": [row.other for row in rows],
            }
        )
        config = {"Open": open_column([row.id for row in rows], "open_differing"), "Headline": {"width": "large"}}
        st.dataframe(split, hide_index=True, column_config=config, alt="Disagreements")
        st.caption("**Open** shows the item on Decide; deciding again there replaces the first decision.")


def _draw_review() -> None:
    st.caption(
        "Decided blocks that somebody else judges again, without sight of the first verdict or of the score. The first "
        "decision stands; what is learned is how far people agree."
    )
    size, ask, _ = st.columns([1, 1, 2], vertical_alignment="bottom")
    number = size.number_input("How many", 1, 500, 20)
    ask.button("Ask for second opinions", on_click=_ask, args=(int(number),))
    item = next_review(the_desk(), me())
    if item is None:
        st.info("Nothing is up for your second opinion.")
        return
    with st.container(border=True):
        st.markdown(f"**{literal(item.headline)}**")
        st.markdown(literal(item.teaser))
        st.caption(literal(item.source))
    for column, (verdict, key) in zip(st.columns(3), _KEYS.items(), strict=True):
        column.button(
            verdict.capitalize(),
            shortcut=key,
            key=f"blind-{verdict}",
            width="stretch",
            on_click=_judge,
            args=(item.id, verdict),
        )


def _ask(size: int) -> None:
    try:
        asked = ask_for_review(the_desk(), me(), size)
        st.session_state["team_message"] = f"{asked} blocks are up for a second opinion"
    except DeskError as error:
        st.session_state["team_message"] = str(error)


def _judge(item: int, verdict: str) -> None:
    try:
        judge_blind(the_desk(), me(), item, verdict)
    except DeskError as error:
        st.session_state["team_message"] = str(error)


def _draw_people() -> None:
    rows = list_people(the_desk())
    table = pd.DataFrame({"Name": [name for name, _ in rows], "Role": [str(role) for _, role in rows]})
    st.dataframe(table, hide_index=True, alt="People and roles")
    st.caption(
        "Moderators decide; leads also set the policy, decide in bulk and ask for second opinions; admins also name "
        "people."
    )
    with st.form("add-person", clear_on_submit=True):
        name, role, add = st.columns([2, 1, 1], vertical_alignment="bottom")
        person = name.text_input("Name, as they sign in")
        chosen = role.selectbox("Role", list(Role))
        if add.form_submit_button("Add, or change the role"):
            try:
                add_person(the_desk(), me(), person, Role(chosen or Role.MODERATOR))
            except DeskError as error:
                st.warning(literal(str(error)))
            else:
                st.rerun()
