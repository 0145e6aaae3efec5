"""The desk's pages behind one navigation, for the person who is signed in."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from clf.app.format import literal
from clf.app.pages.decide import show_item
from clf.app.pages.export import show_export
from clf.app.pages.inbox import show as show_inbox
from clf.app.pages.model import show_model
from clf.app.pages.policy import show_policy
from clf.app.pages.queue import show_queue
from clf.app.pages.team import show_team
from clf.app.session import Mode, configured, enter, the_desk
from clf.app.state import keep_scores_current, warm_up
from clf.errors import ClfError

_STYLE = Path(__file__).with_name("page.css")


def show(mode: str) -> None:
    """Draw the page that is open; Streamlit calls it again at every change. ``mode`` is a `Mode`."""
    st.set_page_config(page_title="clf: the desk", page_icon="📰", layout="wide")
    st.html(_STYLE)
    try:
        person = enter(mode)
        if person is None:
            _draw_sign_in()
            return
        name, role = person
        st.session_state["person"], st.session_state["mode"] = name, mode
        keep_scores_current(the_desk(), name)
        warm_up(the_desk())
        decide = st.Page(show_item, title="Decide", icon=":material/gavel:", url_path="decide")
        pages = [
            st.Page(show_inbox, title="Inbox", icon=":material/inbox:", url_path="inbox", default=True),
            st.Page(show_queue, title="Queue", icon=":material/list:", url_path="queue"),
            decide,
            st.Page(show_team, title="Team", icon=":material/group:", url_path="team"),
            st.Page(show_policy, title="Policy", icon=":material/tune:", url_path="policy"),
            st.Page(show_model, title="Model", icon=":material/monitoring:", url_path="model"),
            st.Page(show_export, title="Export", icon=":material/download:", url_path="export"),
        ]
        st.session_state["decide_page"] = decide  # where the queue leads to
        chosen = st.navigation(pages)
        with st.sidebar:
            st.caption(f"{literal(name)}, {role}")
            if mode == Mode.SERVE:
                st.button("Sign out", on_click=st.logout)
        chosen.run()
    except ClfError as error:
        st.error(literal(str(error)))
        if mode == Mode.SERVE and getattr(st.user, "is_logged_in", False):
            st.button("Sign out", on_click=st.logout, key="sign-out")


def _draw_sign_in() -> None:
    st.title("The moderators' desk", anchor=False)
    providers = configured().providers
    for provider in providers:
        label = "Sign in" if len(providers) == 1 else f"Sign in with {provider}"
        st.button(label, type="primary", on_click=st.login, args=(provider,), key=f"sign-in-{provider}")
