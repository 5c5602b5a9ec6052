"""Alembic runs this file; the connection comes from `upgrade` and is already in a transaction."""

from __future__ import annotations

from alembic import context

from closeness_widgets.records.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
