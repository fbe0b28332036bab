"""The queue of those who want to write to one SQLite database.

SQLite lets one transaction write at a time. Whoever finds it taken sleeps and looks again, for longer and
longer (up to a tenth of a second), and whoever comes by while the others sleep goes first: with eight
visitors sending at once the database stood idle a third of the time and a few of them waited for more than a
second. Here the threads of a process stand in a line for one lock, and the first of each line waits for two
locks on files that all processes share: `next`, which says who goes next, and `writer`. A process that has
just written has to get `next` again before it writes again, so that none is passed over for ever. SQLite's
own lock stays what protects the data; this one only says who tries next, and where it cannot be had (a
folder that may not be written, a file system without such locks) SQLite's own way of waiting remains.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time

#: How often the first in a process's line looks whether another process is through, in seconds.
_LOOK_EVERY = 0.0003
_log = logging.getLogger("fawang.database")


class Line:
    """The writers of one process, waiting for one database file. The kernel gives a lock on a file back when
    the process that holds it ends, however it ends."""

    def __init__(self, database: str) -> None:
        self._turn = threading.Lock()
        self._files = [_opened(f"{database}-{which}", database) for which in ("next", "writer")]

    def take(self, seconds: float) -> bool:
        """Wait for the turn, at most so long; whether it came."""
        until = time.monotonic() + seconds
        if not self._turn.acquire(timeout=max(seconds, 0)):
            return False
        following, writer = self._files
        if not _locked(following, until):
            self._turn.release()
            return False
        came = _locked(writer, until)
        fcntl.flock(following, fcntl.LOCK_UN)
        if not came:
            self._turn.release()
        return came

    def give(self) -> None:
        """Let the next one in."""
        fcntl.flock(self._files[1], fcntl.LOCK_UN)
        self._turn.release()

    def close(self) -> None:
        """Give the files back."""
        for file in self._files:
            os.close(file)


def line_for(database: str) -> Line | None:
    """This process's line for a database file, None where there can be none."""
    with _making:
        if database not in _lines:
            try:
                _lines[database] = Line(database)
            except OSError as error:
                _log.info("no line for the writers of %s: %s", database, error)
                _lines[database] = None
        return _lines[database]


_lines: dict[str, Line | None] = {}
_making = threading.Lock()


def _opened(path: str, database: str) -> int:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.geteuid() == 0 and os.path.exists(database):
            # A command run by root must not leave a file that the service itself may not open.
            owner = os.stat(database)
            os.fchown(file, owner.st_uid, owner.st_gid)
        # A file system without locks says so here, once, and not in the middle of somebody's transaction.
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(file, fcntl.LOCK_UN)
    except BlockingIOError:
        pass  # Somebody holds it, so it can be held.
    except OSError:
        os.close(file)
        raise
    return file


def _locked(file: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK_EVERY)
        else:
            return True


def _begin_anew() -> None:
    """In a process just forked: nobody here stands in a line, and a copy of the parent's files would keep a
    lock alive after the parent that held it is gone."""
    global _making
    for line in _lines.values():
        if line is not None:
            line.close()
    _lines.clear()
    _making = threading.Lock()


os.register_at_fork(after_in_child=_begin_anew)
