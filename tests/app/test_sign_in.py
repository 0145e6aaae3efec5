"""Who gets in: what secrets.toml must hold, what a provider must say, and which modes of the page there are."""

from __future__ import annotations

import getpass
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from clf.app import session as desk_ui
from clf.app.sign_in import read_sign_in
from clf.desk.people import Role, list_people
from clf.errors import DeskError, SignInError

ROOT = Path(__file__).parent.parent.parent
REDIRECT = "https://desk.example/oauth2callback"
SHARED = f'[auth]\nredirect_uri = "{REDIRECT}"\ncookie_secret = "0123456789abcdef"\n'
PROVIDER = 'client_id = "x"\nclient_secret = "y"\nserver_metadata_url = "https://login.example/x"\n'
ROLES = '[roles]\n"ann@example.org" = "admin"\n"lee@example.org" = "lead"\n'
GOOD = SHARED + PROVIDER + ROLES
ISSUER = "https://login.example"


def written(folder: Path, text: str | bytes) -> Path:
    place = folder / "secrets.toml"
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


@pytest.mark.parametrize(
    ("text", "providers"),
    [
        (GOOD, ("default",)),
        (SHARED + "[auth.okta]\n" + PROVIDER + "[auth.azure]\n" + PROVIDER + ROLES, ("okta", "azure")),
        (SHARED + PROVIDER + "[auth.okta]\n" + PROVIDER + ROLES, ("default", "okta")),
        (SHARED + PROVIDER + '[auth.client_kwargs]\nprompt = "login"\n' + ROLES, ("default",)),
    ],
)
def test_a_whole_file_is_read(tmp_path: Path, text: str, providers: tuple[str, ...]) -> None:
    found = read_sign_in(written(tmp_path, text))
    assert found.providers == providers
    assert found.roles == {"ann@example.org": Role.ADMIN, "lee@example.org": Role.LEAD}
    assert not found.by_subject
    assert not found.weak_cookie_secret


BROKEN = {
    "has no section [auth]": ["", ROLES, "auth = 3\n" + ROLES, "[auth]\n" + ROLES],
    "is not TOML in UTF-8": [
        GOOD + '"ann@example.org" = "lead"\n',
        GOOD + '"x" = lead\n',
        GOOD + '"x" = "lead\n',
        GOOD.encode("utf-16"),
        GOOD.encode() + b"\xff",
        "\ufeff" + GOOD,
    ],
    "needs redirect_uri": [GOOD.replace("redirect_uri", "redirect"), GOOD.replace(REDIRECT, " ")],
    "needs cookie_secret": [GOOD.replace("cookie_secret", "cookie"), GOOD.replace('"0123456789abcdef"', "[]")],
    "redirect_uri must be": [GOOD.replace("/oauth2callback", "/"), GOOD.replace("https://desk.example", "")],
    "needs client_id": [SHARED + ROLES, GOOD.replace('"x"', '""'), SHARED + "[auth.okta]\n" + ROLES],
    "needs client_secret": [GOOD.replace("client_secret", "secret")],
    "needs server_metadata_url": [
        GOOD.replace("server_metadata_url", "url"),
        SHARED + PROVIDER + '[auth.okta]\nclient_id = "x"\nclient_secret = "y"\n' + ROLES,
    ],
    "no underscore": [SHARED + "[auth.my_okta]\n" + PROVIDER + ROLES],
    "[roles]": [SHARED + PROVIDER, SHARED + PROVIDER + "[roles]\n", "roles = 1\n" + SHARED + PROVIDER],
    "must be one of moderator, lead, admin": [
        *(GOOD.replace('"lead"', value) for value in ('"boss"', "1", '"Lead"', "[]")),
        GOOD.replace('"lee@example.org"', "lee.example"),
    ],
    "a name is empty": [GOOD + '" " = "lead"\n'],
    "nobody is admin": [GOOD.replace('"admin"', '"moderator"')],
    "known_by": [GOOD + '[desk]\nknown_by = "name"\n', GOOD + '[desk]\nknownby = "subject"\n', "desk = 1\n" + GOOD],
}


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in BROKEN.items() for text in texts])
def test_any_error_in_the_file_is_refused(tmp_path: Path, said: str, text: str | bytes) -> None:
    with pytest.raises(SignInError) as refused:
        read_sign_in(written(tmp_path, text))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SignInError, match="cannot be read"):
            read_sign_in(place)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(length=st.integers(0, len(GOOD) - 1))
def test_a_file_that_is_half_saved_never_lets_in_more_people(tmp_path: Path, length: int) -> None:
    try:
        found = read_sign_in(written(tmp_path, GOOD[:length]))
    except SignInError:
        return
    assert found.roles.items() <= tomllib.loads(GOOD)["roles"].items()


def test_a_cookie_secret_that_can_be_guessed_is_reported(tmp_path: Path) -> None:
    assert read_sign_in(written(tmp_path, GOOD.replace("0123456789abcdef", "xxx"))).weak_cookie_secret


def test_a_person_has_the_role_that_configuration_says(tmp_path: Path) -> None:
    found = read_sign_in(written(tmp_path, GOOD))
    assert found.identify({"email": "lee@example.org", "email_verified": True}) == ("lee@example.org", Role.LEAD)


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "lee@example.org", "email_verified": value}, "no verified e-mail")
        for value in (False, None, 0, 1, 1.0, "true", "false", "True", [True], {})
    ]
    + [
        ({"email": "lee@example.org"}, "no verified e-mail"),
        ({"name": "lee@example.org", "email_verified": True}, "no verified e-mail"),
        ({"email": " ", "email_verified": True}, "no verified e-mail"),
        ({"email": ["lee@example.org"], "email_verified": True}, "no verified e-mail"),
        ({"email": "eve@example.org", "email_verified": True}, "does not work at this desk"),
        ({"email": "Lee@example.org", "email_verified": True}, "does not work at this desk"),
        ({"iss": ISSUER, "sub": "7"}, "no verified e-mail"),
    ],
)
def test_everybody_else_is_refused(tmp_path: Path, claims: dict[str, Any], said: str) -> None:
    with pytest.raises(DeskError, match=said):
        read_sign_in(written(tmp_path, GOOD)).identify(claims)


def test_people_may_be_known_by_issuer_and_subject(tmp_path: Path) -> None:
    text = GOOD + f'"{ISSUER} 7" = "moderator"\n[desk]\nknown_by = "subject"\n'
    found = read_sign_in(written(tmp_path, text))
    assert found.identify({"iss": ISSUER, "sub": "7"}) == (f"{ISSUER} 7", Role.MODERATOR)
    for claims in (
        {"iss": "https://other.example", "sub": "7"},
        {"iss": ISSUER, "sub": "8"},
        {"sub": "7"},
        {"iss": ISSUER},
        {"iss": ISSUER, "sub": 7},
        {"iss": ISSUER, "sub": ""},
        {"email": "lee@example.org", "email_verified": True},
    ):
        with pytest.raises(DeskError):
            found.identify(claims)


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CLF_DESK", str(tmp_path / "desk.sqlite"))
    desk_ui.the_desk.clear()
    options = {name: config.get_option(name) for name in ("server.address", "secrets.files")}
    yield
    for name, value in options.items():
        config.set_option(name, value)
    desk_ui.the_desk.clear()


def drawn(script: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / script), default_timeout=60).run()
    assert not page.exception
    return page


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "desk.example", "", None, "unix:///run/desk"])
@pytest.mark.usefixtures("address")
def test_without_signing_in_no_address_but_loopback_is_served(host: str | None) -> None:
    config.set_option("server.address", host)
    page = drawn("app.py")
    assert "nobody signs in" in page.error[0].value
    assert not page.sidebar.caption
    assert list_people(desk_ui.the_desk()) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "::ffff:127.0.0.1"])
@pytest.mark.usefixtures("address")
def test_on_loopback_it_is_the_login_name(host: str) -> None:
    config.set_option("server.address", host)
    page = drawn("app.py")
    assert not page.error
    assert getpass.getuser() in page.sidebar.caption[0].value


@pytest.mark.parametrize("args", [[], [""], ["closed"], ["OPEN"], ["open", "serve"]])
@pytest.mark.usefixtures("address")
def test_no_mode_or_an_unknown_one_is_refused(monkeypatch: pytest.MonkeyPatch, args: list[str]) -> None:
    config.set_option("server.address", "127.0.0.1")
    monkeypatch.setattr(sys, "argv", ["start.py", *args])
    page = drawn("clf/app/start.py")
    assert "not started as it should be" in page.error[0].value
    assert not page.sidebar.caption


@pytest.mark.parametrize("files", [0, 1, 2])
@pytest.mark.usefixtures("address")
def test_serving_without_the_one_file_lets_nobody_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: int, capsys: pytest.CaptureFixture[str]
) -> None:
    config.set_option("server.address", "127.0.0.1")
    config.set_option("secrets.files", [str(tmp_path / f"{number}.toml") for number in range(files)])
    monkeypatch.setattr(sys, "argv", ["start.py", "serve"])
    page = drawn("clf/app/start.py")
    assert "nobody can sign in" in page.error[0].value
    assert str(tmp_path) not in page.error[0].value
    assert not page.button
    assert "clf: " in capsys.readouterr().err
