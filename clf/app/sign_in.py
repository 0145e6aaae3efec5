"""Who may sign in: what ``secrets.toml`` says, judged as a whole before anybody is let in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clf.desk import Role
from clf.errors import DeskError, SignInError

DEFAULT_FILE = Path("~/.streamlit/secrets.toml")
MIN_COOKIE_SECRET = 14  # bytes: 112 bits, below which Streamlit warns, too

_SHARED = ("redirect_uri", "cookie_secret")
_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
_EMAIL, _SUBJECT = "email", "subject"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The configuration of signing in.

    ``providers`` are the names of identity providers; Streamlit calls one without a name "default". ``roles`` maps
    people to their roles. People are known by verified e-mail address, or, where ``by_subject`` is true, by
    "ISSUER SUBJECT": the claims ``iss`` and ``sub`` with a space between them.
    """

    providers: tuple[str, ...]
    roles: Mapping[str, Role]
    by_subject: bool
    weak_cookie_secret: bool

    def identify(self, claims: Mapping[str, Any]) -> tuple[str, Role]:
        """Name and role of the person with these ``claims``; raises `DeskError` for everybody without a role."""
        if self.by_subject:
            parts = [claims.get("iss"), claims.get("sub")]
            if not all(isinstance(part, str) and part.strip() for part in parts):
                raise DeskError("your account has no issuer and subject (iss, sub): the desk knows people by them")
            name = " ".join(map(str, parts))
        else:
            email = claims.get("email")
            if not isinstance(email, str) or not email.strip() or claims.get("email_verified") is not True:
                raise DeskError("your account has no verified e-mail address: the desk knows people by it")
            name = email
        if name not in self.roles:
            raise DeskError(f"{name!r} does not work at this desk: an admin adds people under [roles] in secrets.toml")
        return name, self.roles[name]


def read_sign_in(path: Path) -> SignIn:
    """The configuration in ``path``; raises `SignInError` unless all of it holds."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SignInError(f"{path}: cannot be read ({error.strerror}): signing in needs it, see docs/desk.md") from None
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or nested without end
        raise SignInError(f"{path}: is not TOML in UTF-8 ({error}): mend the file") from None
    auth = found.get("auth")
    if not isinstance(auth, dict) or not auth:
        raise SignInError(f"{path}: has no section [auth]: signing in needs it, see docs/desk.md")
    _need(path, "[auth]", auth, _SHARED)
    redirect = auth["redirect_uri"]
    if not redirect.startswith(("http://", "https://")) or not redirect.endswith("/oauth2callback"):
        raise SignInError(f"{path}: redirect_uri must be the desk's address with /oauth2callback, found {redirect!r}")
    return SignIn(
        _providers(path, auth),
        _roles(path, found.get("roles")),
        _known_by(path, found.get("desk", {})) == _SUBJECT,
        len(auth["cookie_secret"].encode()) < MIN_COOKIE_SECRET,
    )


def _providers(path: Path, auth: dict[str, Any]) -> tuple[str, ...]:
    named = {name: part for name, part in auth.items() if isinstance(part, dict) and name != "client_kwargs"}
    for name, part in named.items():
        if "_" in name:
            raise SignInError(f"{path}: [auth.{name}]: Streamlit allows no underscore in the name of a provider")
        _need(path, f"[auth.{name}]", part, _PROVIDER)
    if "default" not in named and (not named or any(key in auth for key in _PROVIDER)):
        _need(path, "[auth]", auth, _PROVIDER)
        return ("default", *named)
    return tuple(named)


def _need(path: Path, section: str, table: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise SignInError(f"{path}: {section} needs {key} as a text that is not empty")


def _roles(path: Path, found: Any) -> dict[str, Role]:
    if not isinstance(found, dict) or not found:
        raise SignInError(f'{path}: has no section [roles], or an empty one: add "name@example.org" = "admin"')
    roles = {}
    for name, role in found.items():
        if not isinstance(role, str) or role not in list(Role):
            raise SignInError(f"{path}: [roles]: the role of {name!r} must be one of {', '.join(Role)}, found {role!r}")
        if not name.strip():
            raise SignInError(f"{path}: [roles]: a name is empty")
        roles[name] = Role(role)
    if Role.ADMIN not in roles.values():
        raise SignInError(f"{path}: [roles]: nobody is admin: give at least one person that role")
    return roles


def _known_by(path: Path, found: Any) -> str:
    known_by = found.get("known_by", _EMAIL) if isinstance(found, dict) and not found.keys() - {"known_by"} else None
    if known_by not in (_EMAIL, _SUBJECT):
        raise SignInError(f'{path}: [desk] may only hold known_by = "{_EMAIL}" or "{_SUBJECT}", found {found!r}')
    return str(known_by)
