"""Places in the batch that would teach the most, scores that were given in silence, and what the desk is set to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add them; no item has a place yet."""
    op.add_column("items", sa.Column("teach", sa.Integer(), server_default="1000000", nullable=False))
    op.create_index(op.f("ix_items_status_teach_id"), "items", ["status", "teach", "id"], unique=False)
    op.add_column("scores", sa.Column("shadow", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_scores_model"), "scores", ["model"], unique=False)
    op.create_table("settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings"))
    )
