"""Statements sent the short way: without the layers of cursors that Django puts around each of them, which on
the way of a submission took as long as the database."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


def run(link: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> Any:
    """The cursor of a statement that was sent. Its text is one of ours, with `%s` for values and nothing that
    a literal `%` could stand in; errors are Django's."""
    short = link.in_atomic_block or sql.startswith("SELECT")
    if not short or link.execute_wrappers or link.queries_logged:
        # Somebody listens to statements, or a write stands alone and has to wait in line.
        cursor = link.cursor()
        cursor.execute(sql, values)
        return cursor
    link.validate_no_broken_transaction()
    link.close_if_health_check_failed()
    link.ensure_connection()
    with link.wrap_database_errors:
        assert link.connection is not None
        if link.vendor == "sqlite":
            return link.connection.execute(_marked(sql), values)
        cursor = _server_cursor(link.connection)
        cursor.execute(sql, values)
        return cursor


_here = threading.local()


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of a block without waiting for the answer to each, where the database can: one way
    there and back instead of one for each. Nothing in the block may read an answer; what a statement was
    refused for is raised at the latest at the end of the block."""
    link = connections[DEFAULT_DB_ALIAS]
    if link.vendor != "postgresql":
        yield
        return
    link.ensure_connection()
    assert link.connection is not None
    with link.wrap_database_errors, link.connection.pipeline():
        _here.together = True
        try:
            yield
        finally:
            _here.together = False


def answers_wait() -> bool:
    """Whether this thread is in a block whose answers come at its end."""
    return getattr(_here, "together", False)


def _server_cursor(connection: Any) -> Any:
    """A cursor that sends values beside the statement, as many statements on the way at once need."""
    # Only an installation on PostgreSQL needs the driver.
    from psycopg import Cursor

    return Cursor(connection)


@lru_cache(maxsize=512)
def _marked(sql: str) -> str:
    return sql.replace("%s", "?")
