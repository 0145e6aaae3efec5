"""What the desk is set to: one value a name."""

from __future__ import annotations

import sqlalchemy as sa

from clf.desk.database import now
from clf.desk.schema import settings


def read_setting(connection: sa.Connection, name: str) -> str:
    """The value, empty where none was set."""
    return connection.scalar(sa.select(settings.c.value).where(settings.c.name == name)) or ""


def write_setting(connection: sa.Connection, person: str, name: str, value: str) -> None:
    """Set it, in the transaction of ``connection``."""
    said = {"value": value, "at": now(), "person": person}
    if not connection.execute(sa.update(settings).where(settings.c.name == name).values(**said)).rowcount:
        connection.execute(sa.insert(settings).values(name=name, **said))
