"""Who somebody is: the login name of the machine, or what an OpenID Connect provider said, as Streamlit hands it on."""

from __future__ import annotations

import getpass
from types import SimpleNamespace
from typing import Any

import pytest

from clf.desk.people import Role
from clf.errors import DeskError
from clf.ui import desk


class Stopped(Exception):
    """What `st.stop` raises."""


class User(dict[str, Any]):
    """`st.user` of somebody who is signed in, or not."""

    def __init__(self, signed_in: bool, **claims: Any) -> None:
        super().__init__(claims)
        self.is_logged_in = signed_in


def provided(monkeypatch: pytest.MonkeyPatch, user: User, secrets: dict[str, Any] | None) -> list[str]:
    """Streamlit with ``user`` and ``secrets`` (None: no file); returns what is drawn."""
    drawn: list[str] = []

    class Secrets(dict[str, Any]):
        def __contains__(self, key: object) -> bool:
            if secrets is None:
                raise FileNotFoundError
            return super().__contains__(key)

    def stop() -> None:
        raise Stopped

    fake = SimpleNamespace(
        user=user, secrets=Secrets(secrets or {}), stop=stop, login=lambda: None,
        title=lambda text, **_: drawn.append(text), button=lambda text, **_: drawn.append(text),
    )  # fmt: skip
    monkeypatch.setattr(desk, "st", fake)
    return drawn


AUTH = {"auth": {"client_id": "x"}, "roles": {"lee@example.org": "lead", "odd@example.org": "boss"}}


def test_without_a_provider_it_is_the_login_name(monkeypatch: pytest.MonkeyPatch) -> None:
    for secrets in (None, {}, {"roles": {"x": "admin"}}):
        provided(monkeypatch, User(False), secrets)
        assert desk._who() == (getpass.getuser(), None)


def test_a_stranger_is_asked_to_sign_in_and_sees_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = provided(monkeypatch, User(False), AUTH)
    with pytest.raises(Stopped):
        desk._who()
    assert drawn == ["The moderators' desk", "Sign in"]


def test_a_person_has_the_role_that_configuration_says(monkeypatch: pytest.MonkeyPatch) -> None:
    provided(monkeypatch, User(True, email="lee@example.org", email_verified=True), AUTH)
    assert desk._who() == ("lee@example.org", Role.LEAD)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "eve@example.org"}, "does not work at this desk"),
        ({"email": "lee@example.org", "email_verified": False}, "no verified e-mail"),
        ({"name": "lee@example.org"}, "no verified e-mail"),
        ({"email": "odd@example.org"}, "must be one of"),
    ],
)
def test_everybody_else_is_refused(monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any], said: str) -> None:
    provided(monkeypatch, User(True, **claims), AUTH)
    with pytest.raises(DeskError, match=said):
        desk._who()
