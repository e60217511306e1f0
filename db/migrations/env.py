"""Alembic's entry: migrates over the connection it is handed, or compares it with the models."""

from __future__ import annotations

from alembic import context

from db.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite cannot alter a column in place; later migrations rebuild the table instead.
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
