"""The session of one visitor: who they are, what they may do, the store and the model that they work with.

Whether people must sign in is the `Mode` that the command passes on. It is checked on every run of the page and every
time that a page asks who the person is. Nothing is concluded from files that are missing.
"""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from pathlib import Path

import streamlit as st

from clf import Model
from clf.app.sign_in import SignIn, read_sign_in
from clf.app.state import live_model
from clf.desk import Desk, QueuePolicy, Role, current_policy, open_desk, role_of, sign_in
from clf.errors import DeskError, SignInError
from clf.loopback import is_loopback
from clf.policy import Bands, Policy


class Mode(StrEnum):
    """OPEN is for one person on this machine, known by the login name. SERVE is for a team, and everybody signs in."""

    OPEN = "open"
    SERVE = "serve"


@st.cache_resource(show_spinner=False)
def the_desk() -> Desk:
    """The store, opened once for all visitors."""
    return open_desk()


def default_policy() -> QueuePolicy:
    """The model's own thresholds, in force until a lead sets others."""
    thresholds = live_model().thresholds
    return QueuePolicy(thresholds.clickbait, thresholds.fine)


def desk_policy() -> QueuePolicy:
    """The thresholds in force: the newest that a lead set, else the model's own."""
    with the_desk().read() as connection:
        return current_policy(connection, default_policy())


def desk_model() -> Model:
    """The live model with the bands of `desk_policy`: what every page of the desk scores and explains with.

    Its `thresholds.band` tells the band of a probability as the team sees it.
    """
    policy = desk_policy()
    return live_model().with_policy(Policy(Bands(clickbait=policy.clickbait_from, fine=policy.fine_below)))


def me() -> str:
    """The name of the person who is signed in; raises `DeskError` where nobody is, or no longer may be."""
    if st.session_state.get("mode") == Mode.SERVE:  # buttons and fragments run without `show`
        person = enter(Mode.SERVE)
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


def enter(mode: str) -> tuple[str, Role] | None:
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
    settings = configured()
    if getattr(st.user, "is_logged_in", False) is not True:
        return None
    name, role = settings.identify(st.user.to_dict())
    return name, sign_in(the_desk(), name, role)


def configured() -> SignIn:
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
