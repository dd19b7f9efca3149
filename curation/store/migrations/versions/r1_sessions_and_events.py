"""Sessions with a cursor into a log of recipes.

Databases were made so before their tables had a version: what is there already stays as it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the two tables where they are not there."""
    there = set(sa.inspect(op.get_bind()).get_table_names())
    if "sessions" not in there:
        op.create_table(
            "sessions",
            sa.Column("id", sa.String(32), primary_key=True),
            sa.Column("dataset_id", sa.String(200), nullable=False, index=True),
            sa.Column("name", sa.Text, nullable=False),
            sa.Column("created", sa.String(40), nullable=False),
            sa.Column("cursor", sa.Integer, nullable=False),
        )
    if "events" not in there:
        op.create_table(
            "events",
            sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id"), primary_key=True),
            sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("event_id", sa.String(64), nullable=False),
            sa.Column("parent", sa.Integer, nullable=False),
            sa.Column("label", sa.Text, nullable=False),
            sa.Column("recipe_json", sa.Text, nullable=False),
            sa.Column("at", sa.String(40), nullable=False),
            sa.UniqueConstraint("session_id", "event_id"),
        )
