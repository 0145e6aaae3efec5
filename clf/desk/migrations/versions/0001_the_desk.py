"""The first schema. New stores are made from `clf.desk.schema` and marked with the newest revision; this one is empty.

The next revision says what to change in a store that was made with this one.
"""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Change nothing: there is no older store."""
