"""What the database knows about its own tables, by which it chooses the way to find rows."""

from __future__ import annotations

from django.db import connection

#: Rows of an index that SQLite looks at: enough to know it, and no more than a moment's work.
_SAMPLE = 1000


def refresh_statistics() -> str:
    """Have the statistics reckoned anew. Without them SQLite guesses, and a list that should be read from its
    index is sorted instead; PostgreSQL does it by itself, and may be behind after a large import.
    Returns the statement."""
    with connection.cursor() as cursor:
        statement = "ANALYZE"
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {_SAMPLE}")
            # All tables, whether or not this connection has used them.
            statement = "PRAGMA optimize = 0x10002"
        cursor.execute(statement)
    return statement
