"""The desk's pages behind one navigation, for the person who is signed in."""

from __future__ import annotations

import getpass
from pathlib import Path

import streamlit as st

from clf import Model
from clf.desk.database import Desk, open_desk
from clf.desk.people import Role, sign_in
from clf.desk.policy import Policy, current_policy
from clf.errors import ClfError, DeskError
from clf.policy import Bands
from clf.policy import Policy as Targets
from clf.ui.literal import literal
from clf.ui.memory import warm_up
from clf.ui.model import live_model
from clf.ui.rescoring import keep_scores_current

_STYLE = Path(__file__).with_name("page.css")


@st.cache_resource(show_spinner=False)
def the_desk() -> Desk:
    """The store, opened once for all visitors."""
    return open_desk()


def default_policy() -> Policy:
    """The model's own thresholds, in force until a lead sets others."""
    thresholds = live_model().thresholds
    return Policy(thresholds["clickbait"], thresholds["fine"])


def desk_policy() -> Policy:
    """The thresholds in force: the newest that a lead set, else the model's own."""
    with the_desk().read() as connection:
        return current_policy(connection, default_policy())


def desk_model() -> Model:
    """The live model with the bands of `desk_policy`: what every page of the desk scores and explains with.

    Its `calibration.band` tells the band of a probability as the team sees it.
    """
    policy = desk_policy()
    return live_model().with_policy(Targets(Bands(clickbait=policy.clickbait_from, fine=policy.fine_below)))


def me() -> str:
    """The name of whoever is signed in; raises `DeskError` if they have not signed in yet."""
    return str(st.session_state["person"])


def show() -> None:
    """Draw the page that is open; Streamlit calls it again at every change."""
    from clf.ui.desk_decide import show_item
    from clf.ui.desk_export import show_export
    from clf.ui.desk_model import show_model
    from clf.ui.desk_policy import show_policy
    from clf.ui.desk_queue import show_queue
    from clf.ui.desk_team import show_team
    from clf.ui.page import show as show_inbox

    st.set_page_config(page_title="clf: the desk", page_icon="📰", layout="wide")
    st.html(_STYLE)
    try:
        name, given = _who()
        st.session_state["person"] = name
        role = sign_in(the_desk(), name, given)
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
        chosen.run()
    except ClfError as error:
        st.error(literal(str(error)))


def _who() -> tuple[str, Role | None]:
    """Name and, where configuration says it, role: from OIDC if it is set up, else the login name of this machine."""
    try:
        configured = "auth" in st.secrets
    except FileNotFoundError:
        configured = False
    if not configured:
        return getpass.getuser(), None
    if not st.user.is_logged_in:
        st.title("The moderators' desk", anchor=False)
        st.button("Sign in", type="primary", on_click=st.login)
        st.stop()
    name = str(st.user.get("email") or "")
    if not name or st.user.get("email_verified") is False:
        raise DeskError("your account has no verified e-mail address: the desk knows people by it")
    roles = st.secrets.get("roles", {})
    if name not in roles:
        raise DeskError(f"{name!r} does not work at this desk: an admin adds people under [roles] in secrets.toml")
    if roles[name] not in list(Role):
        raise DeskError(f"the role of {name!r} must be one of {', '.join(Role)}, found {roles[name]!r}")
    return name, Role(roles[name])
