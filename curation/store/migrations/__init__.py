"""Alembic's environment for the workspace's database; ``versions`` holds one file a change of its tables."""
