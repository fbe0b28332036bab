"""The database backend `fawang.core.sqlite`: Django's own for SQLite, with a queue for writers."""
