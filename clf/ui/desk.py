"""The desk's pages behind one navigation, for the person who is signed in.

Whether people must sign in is the `Mode` that the command passes on. It is checked on every run of the page and every
time that a page asks who the person is, and nothing is concluded from files that are missing.
"""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from pathlib import Path

import streamlit as st

from clf import Model
from clf.desk.database import Desk, open_desk
from clf.desk.people import Role, role_of, sign_in
from clf.desk.policy import Policy, current_policy
from clf.errors import ClfError, DeskError, SignInError
from clf.loopback import is_loopback
from clf.policy import Bands
from clf.policy import Policy as Targets
from clf.ui.literal import literal
from clf.ui.memory import warm_up
from clf.ui.model import live_model
from clf.ui.rescoring import keep_scores_current
from clf.ui.sign_in import SignIn, read_sign_in

_STYLE = Path(__file__).with_name("page.css")


class Mode(StrEnum):
    """OPEN is for one person on this machine, known by the login name. SERVE is for a team, and everybody signs in."""

    OPEN = "open"
    SERVE = "serve"


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
    """The name of the person who is signed in; raises `DeskError` where nobody is, or no longer may be."""
    if st.session_state.get("mode") == Mode.SERVE:  # buttons and fragments run without `show`
        person = _enter(Mode.SERVE)
        if person is None:
            raise DeskError("you are no longer signed in: load the page again")
        return person[0]
    return str(st.session_state["person"])


def may(needed: Role) -> bool:
    """Whether the role of the person who is signed in covers ``needed``."""
    name = me()
    with the_desk().read() as connection:
        role = role_of(connection, name)
    return role is not None and role.covers(needed)


def show(mode: str) -> None:
    """Draw the page that is open; Streamlit calls it again at every change. ``mode`` is a `Mode`."""
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
        person = _enter(mode)
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


def _enter(mode: str) -> tuple[str, Role] | None:
    """Name and role of the visitor, or None for one who has yet to sign in; raises `DeskError` for all others."""
    if mode == Mode.OPEN:
        address, visitor = st.get_option("server.address"), st.context.ip_address
        if not is_loopback(address) or (isinstance(visitor, str) and not is_loopback(visitor)):
            raise DeskError(
                f"the desk listens on {address or 'every address'}, where others reach it and nobody signs in: "
                "stop it, and start it with `clf desk open`, or with `clf desk serve` for a team"
            )
        name = getpass.getuser()
        return name, sign_in(the_desk(), name)
    if mode != Mode.SERVE:
        raise DeskError(
            f"the desk was not started as it should be (mode {mode!r}): start it with `clf desk open` or "
            "`clf desk serve`"
        )
    configured = _configured()
    if getattr(st.user, "is_logged_in", False) is not True:
        return None
    name, role = configured.identify(st.user.to_dict())
    return name, sign_in(the_desk(), name, role)


def _configured() -> SignIn:
    """What the one file says now that Streamlit reads, too. The reason why it cannot be used is not for visitors."""
    files = st.get_option("secrets.files")
    try:
        if len(files) != 1:
            raise SignInError(f"one file must say who may sign in, found {len(files)}: use `clf desk serve --secrets`")
        return read_sign_in(Path(files[0]))
    except SignInError as error:
        print(f"clf: {error}", file=sys.stderr)
        raise DeskError(
            "nobody can sign in, because secrets.toml cannot be used: the messages of `clf desk serve` say why"
        ) from None


def _draw_sign_in() -> None:
    st.title("The moderators' desk", anchor=False)
    providers = _configured().providers
    for provider in providers:
        label = "Sign in" if len(providers) == 1 else f"Sign in with {provider}"
        st.button(label, type="primary", on_click=st.login, args=(provider,), key=f"sign-in-{provider}")
