"""Bringing a database to today's tables, on its first use in a process."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from curation.errors import DatasetError

HEAD = "3"
_SCRIPTS = Path(__file__).parent / "migrations"
# Any number will do that no other program locks PostgreSQL by.
_LOCK = 0x77696E6E6F77


def upgrade(connection: sa.Connection) -> None:
    """Make the tables, or change those of an earlier version, in the connection's transaction.

    Raises:
        DatasetError: The database was made by a later version.
    """
    if connection.dialect.name == "postgresql":
        # SQLite locks as the transaction begins; here two processes might make the same table.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    version = version_of(connection)
    if version == HEAD:
        return
    # Only now: most processes find the tables as they should be.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, HEAD)
    except CommandError as error:
        raise DatasetError(
            "The session database was made by a later version of Winnow",
            why=f"its tables are of version {version}, this program knows up to {HEAD}",
            next="Update Winnow, or set WINNOW_HOME or WINNOW_DATABASE_URL to another place",
        ) from error


def version_of(connection: sa.Connection) -> str | None:
    """The version of a database's tables; None where they have none yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found
