"""Events of several kinds, each by somebody: verdicts, jumps and withdrawals beside recipes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add what the new kinds need; what is there becomes recipes by nobody in particular."""
    with op.batch_alter_table("events") as events:
        events.add_column(sa.Column("kind", sa.String(16), nullable=False, server_default="recipe"))
        events.add_column(sa.Column("who", sa.String(200), nullable=False, server_default=""))
        events.add_column(sa.Column("target", sa.Integer, nullable=True))
        events.add_column(sa.Column("again", sa.Integer, nullable=True))
        events.add_column(sa.Column("pair", sa.String(16), nullable=True))
        events.add_column(sa.Column("decision", sa.String(8), nullable=True))
        events.add_column(sa.Column("body", sa.Text, nullable=True))
        events.alter_column("recipe_json", existing_type=sa.Text, nullable=True)
