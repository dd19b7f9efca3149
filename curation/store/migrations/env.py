"""Alembic's entry: the changes run on the connection that ``upgrading`` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from curation.store.records import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite cannot alter a column: the table is written anew.
    render_as_batch=True,
)
context.run_migrations()
