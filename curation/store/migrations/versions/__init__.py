"""The changes of the database's tables, each by its number."""
