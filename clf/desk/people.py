"""Who works at the desk, and what each role may do. Asked in the transaction that makes the change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import sqlalchemy as sa

from clf.desk.schema import people
from clf.desk.store import Desk, note_action, now
from clf.errors import DeskError


class Role(StrEnum):
    """Moderators decide; leads also set the policy, decide in bulk and ask for reviews; admins also name people."""

    MODERATOR = "moderator"
    LEAD = "lead"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what ``needed`` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


def role_of(connection: sa.Connection, name: str) -> Role | None:
    """The role of ``name``, or None for a stranger."""
    found = connection.scalar(sa.select(people.c.role).where(people.c.name == name))
    return Role(found) if found else None


def require(connection: sa.Connection, name: str, needed: Role) -> Role:
    """The role of ``name``; raises `DeskError` if it does not cover ``needed``."""
    role = role_of(connection, name)
    if role is None:
        raise DeskError(f"{name!r} does not work at this desk: an admin adds people with `clf desk user add`")
    if not role.covers(needed):
        raise DeskError(f"{name!r} is a {role}: this needs the role {needed}")
    return role


def sign_in(desk: Desk, name: str, role: Role | None = None) -> Role:
    """The role of ``name``, who has shown who they are.

    ``role`` is what configuration says. It wins over what is stored, but raises `DeskError` where it would leave the
    store without an admin. Where there is none, a stranger is a moderator, and the first person at a new desk its
    admin: that is for desks where nobody signs in.
    """
    if not name.strip():
        raise DeskError("a person at the desk needs a name")
    with desk.read() as connection:
        stored = role_of(connection, name)
    if stored and role in (None, stored):
        return stored
    with _changing_people(desk) as connection:
        stored = role_of(connection, name)  # somebody may have been quicker
        role = role or stored or (Role.MODERATOR if _anybody(connection) else Role.ADMIN)
        if role is not stored:
            if role is not Role.ADMIN and _is_only_admin(connection, name):
                raise DeskError(
                    f"{name!r} is the only admin that the desk knows, and secrets.toml names them {role}: another "
                    "admin must sign in first"
                )
            _put(connection, name, role, name)
    return role


def add_person(desk: Desk, actor: str, name: str, role: Role) -> None:
    """Give ``name`` a ``role`` (a new one, if known already). Admins may; so may anybody at an empty desk."""
    if not name.strip():
        raise DeskError("a person at the desk needs a name")
    with _changing_people(desk) as connection:
        if _anybody(connection):
            require(connection, actor, Role.ADMIN)
        if role is not Role.ADMIN and _is_only_admin(connection, name):
            raise DeskError(f"{name!r} is the only admin: name another one first")
        _put(connection, name, role, actor)


def list_people(desk: Desk) -> list[tuple[str, Role]]:
    """Everybody, by name."""
    with desk.read() as connection:
        rows = connection.execute(sa.select(people.c.name, people.c.role).order_by(people.c.name))
        return [(name, Role(role)) for name, role in rows]


@contextmanager
def _changing_people(desk: Desk) -> Iterator[sa.Connection]:
    """A transaction that changes people, one at a time: what it has read of them holds until it ends."""
    with desk.write() as connection:  # in SQLite, writers queue up anyway
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"LOCK TABLE {people.name} IN SHARE ROW EXCLUSIVE MODE"))
        yield connection


def _anybody(connection: sa.Connection) -> bool:
    return bool(connection.scalar(sa.select(sa.func.count()).select_from(people)))


def _is_only_admin(connection: sa.Connection, name: str) -> bool:
    admins = connection.scalars(sa.select(people.c.name).where(people.c.role == Role.ADMIN)).all()
    return list(admins) == [name]


def _put(connection: sa.Connection, name: str, role: Role, actor: str) -> None:
    if role_of(connection, name):
        connection.execute(sa.update(people).where(people.c.name == name).values(role=role))
    else:
        connection.execute(sa.insert(people).values(name=name, role=role, added_at=now()))
    note_action(connection, actor, "role", note=f"{name}: {role}")
