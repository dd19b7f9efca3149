"""The tables of the workspace's database: sessions, the log of what was done in each, and jobs.

Their definitions as they are today. How a database of an earlier day comes to them is written in
``migrations``.
"""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()

SESSIONS = sa.Table(
    "sessions",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("dataset_id", sa.String(200), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("created", sa.String(40), nullable=False),
    # The event whose state is the session's; 0 before the first.
    sa.Column("cursor", sa.Integer, nullable=False),
)
EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id"), primary_key=True),
    # Counted from 1 without gaps; the order of events, whatever the clock says.
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.String(64), nullable=False),
    sa.Column("parent", sa.Integer, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    # The whole recipe after it, less the session's verdicts; null where the recipe is its parent's.
    sa.Column("recipe_json", sa.Text, nullable=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False, server_default="recipe"),
    sa.Column("who", sa.String(200), nullable=False, server_default=""),
    # What a jump goes to, or a withdrawal takes back.
    sa.Column("target", sa.Integer, nullable=True),
    # The event that this one does again.
    sa.Column("again", sa.Integer, nullable=True),
    sa.Column("pair", sa.String(16), nullable=True),
    sa.Column("decision", sa.String(8), nullable=True),
    sa.Column("body", sa.Text, nullable=True),
    sa.UniqueConstraint("session_id", "event_id"),
)
JOBS = sa.Table(
    "jobs",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    # What the app knows it by: the work and the data set.
    sa.Column("name", sa.String(300), nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("order_json", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("started", sa.String(40), nullable=False),
    sa.Column("ended", sa.String(40), nullable=True),
    sa.Column("error", sa.Text, nullable=True),
    # Whose it is: a server that is gone ends nothing.
    sa.Column("host", sa.String(255), nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
)
