"""Evidence about misinformation beside each item, opinions about matches, and indexes for the queue's filters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
_INDEXES = (("status", "evidence", "id"), ("source",), ("section",), ("decided_by",), ("decided_at",))


def upgrade() -> None:
    """Add them; items that are there already wait to be looked at."""
    op.add_column("items", sa.Column("evidence", sa.Integer(), server_default="-1", nullable=False))
    op.add_column("items", sa.Column("evidence_rules", sa.Text(), server_default="", nullable=False))
    for columns in _INDEXES:
        op.create_index(op.f(f"ix_items_{'_'.join(columns)}"), "items", list(columns), unique=False)
    op.create_table("matches",
        sa.Column("pair", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pair", name=op.f("pk_matches"))
    )
