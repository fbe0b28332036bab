"""Django's SQLite, whose transactions and single writes wait in line for the right to write (see `line`)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from fawang.core.sqlite.line import Line, line_for

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
#: What Python's sqlite3 waits for when nothing is said, in seconds.
_DEFAULT_TIMEOUT = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose writers wait in line."""

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        #: The line whose turn this connection has, and the process that took it.
        self._held: tuple[Line, int] | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        assert self.connection is not None
        cursor = self.connection.cursor(factory=LinedCursor)
        cursor.wrapper = self
        return cursor

    def writes_alone(self, statement: str) -> bool:
        """Whether a statement is a write outside of any transaction."""
        return self._held is None and self.autocommit and statement[:12].lstrip().upper().startswith(_WRITES)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the turn for a single statement. Without it a write outside of a transaction would find the
        database taken again and again while others pass it in line."""
        self._stand_in_line()
        try:
            yield
        finally:
            self._leave()

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Django's way of beginning a transaction: stand in line first."""
        if force_begin_transaction_with_broken_autocommit and not autocommit:
            self.ensure_connection()  # Opening takes longer than most transactions; nobody waits for it.
            self._stand_in_line()
        try:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        except BaseException:
            self._leave_when_over()
            raise

    def commit(self) -> None:
        """Commit and let the next one in. A commit that fails keeps its turn: Django rolls back next, and
        until then the transaction is open."""
        super().commit()
        self._leave_when_over()

    def rollback(self) -> None:
        """Roll back and let the next one in."""
        try:
            super().rollback()
        finally:
            self._leave_when_over()

    def close(self) -> None:
        """Close, which ends whatever transaction was open, and let the next one in."""
        try:
            super().close()
        finally:
            self._leave_when_over()

    def _stand_in_line(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._held is not None or self.is_in_memory_db() or name.startswith("file:"):
            return
        line = line_for(os.path.realpath(name))
        if line is None:
            return
        if not line.take(float(self.settings_dict["OPTIONS"].get("timeout", _DEFAULT_TIMEOUT))):
            raise OperationalError("database is locked")
        self._held = (line, os.getpid())

    def _leave_when_over(self) -> None:
        if self._held is not None and not self._in_transaction():
            self._leave()

    def _in_transaction(self) -> bool:
        if self.connection is None:
            return False
        try:
            return bool(self.connection.in_transaction)
        except sqlite3.ProgrammingError:
            return False  # Closed in the middle of a transaction, which ended it.

    def _leave(self) -> None:
        held, self._held = self._held, None
        # What a process inherited of its parent's turn is not its own to give.
        if held is not None and held[1] == os.getpid():
            held[0].give()


class LinedCursor(base.SQLiteCursorWrapper):
    """A cursor that waits in line before a write of its own."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        """Django's execute, in line."""
        if not self.wrapper.writes_alone(query):
            return super().execute(query, params)
        with self.wrapper.turn():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Django's executemany, in line."""
        if not self.wrapper.writes_alone(query):
            return super().executemany(query, param_list)
        with self.wrapper.turn():
            return super().executemany(query, param_list)
