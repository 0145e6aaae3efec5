"""Alembic's entry point; the connection comes from `clf.desk.store`, which has begun the transaction."""

from __future__ import annotations

from alembic import context

from clf.desk.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
