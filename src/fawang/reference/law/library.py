"""Opens the library file for reading: one connection to a thread, reopened when the file was replaced."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from fawang.reference.law.install import is_outdated, library_path
from fawang.reference.law.refusals import LawLibraryMissing, LawLibraryOutdated

_local = threading.local()
_elsewhere: list[Path] = []


def point_to(path: Path | None) -> None:
    """Read the library at `path` instead of the installation's own; None goes back. For tests and tools."""
    _elsewhere.clear()
    if path is not None:
        _elsewhere.append(path)


def current_path() -> Path:
    """The library file that queries read."""
    return _elsewhere[0] if _elsewhere else library_path()


def signature() -> tuple[str, int, int]:
    """What tells one library file from another that took its place. Raises LawLibraryMissing."""
    path = current_path()
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError) as absent:
        raise LawLibraryMissing from absent
    return str(path), found.st_ino, found.st_mtime_ns


def connect() -> sqlite3.Connection:
    """This thread's read-only connection to the library. Raises LawLibraryMissing, LawLibraryOutdated.

    The file is only ever replaced as a whole, never written to, so it is opened as immutable: readers take
    no locks, and one that is reading while the file is replaced finishes on the old one.
    """
    wanted = signature()
    if getattr(_local, "signature", None) == wanted:
        held: sqlite3.Connection = _local.connection
        return held
    if getattr(_local, "connection", None) is not None:
        _local.connection.close()
        # Both are forgotten together: a file that cannot be opened must not leave the old signature behind,
        # or the next call would take the closed connection for a good one.
        _local.connection = _local.signature = None
    connection = sqlite3.connect(f"{Path(wanted[0]).as_uri()}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA mmap_size=67108864")
        stamp = connection.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
    except sqlite3.DatabaseError as fault:
        connection.close()
        raise LawLibraryMissing from fault
    if stamp and is_outdated(str(stamp[0])):
        connection.close()
        raise LawLibraryOutdated
    _local.connection, _local.signature = connection, wanted
    return connection
