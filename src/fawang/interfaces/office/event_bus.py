"""One reader of the push table in each server process, and the queues it fills: one per open stream.

The reader is a thread, because reading the database blocks; everything that touches a queue happens on the
event loop. The thread is held by the bus and looks after itself: whatever fails is logged and tried again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, connections

from fawang.core.clock import now
from fawang.core.outbox.models import Push
from fawang.core.outbox.queries import PushFeed

#: How often the table is looked at while somebody listens, in seconds.
LOOK_EVERY = 0.25
#: The feed must be read at least this often for its window to miss nothing, in seconds.
READ_AT_LEAST = 2.0
#: Events that may wait for one reader; a slower one is cut off, reconnects and catches up from the table.
MOST_WAITING = 100
_log = logging.getLogger("fawang.events")


@dataclass(eq=False)
class Listener:
    """One open stream: the topics it may hear and what waits to be sent to it. `fell_behind` is set when
    more waited than it may hold."""

    topics: frozenset[str]
    waiting: asyncio.Queue[Push] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    fell_behind: bool = False


class Bus:
    """Reads new pushes and gives each to the listeners of its topic."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._stop = threading.Event()
        self._wanted = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to read; the thread idles until somebody listens."""
        self._loop = loop
        self._thread = threading.Thread(target=self._read_for_ever, name="event-bus", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop reading and wait for the thread to end."""
        self._stop.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    @property
    def alive(self) -> bool:
        """Whether the reader runs; streams are refused without it, and pages poll."""
        return self._thread is not None and self._thread.is_alive() and not self._stop.is_set()

    def __len__(self) -> int:
        return len(self._listeners)

    def join(self, topics: Iterable[str]) -> Listener:
        """Listen from now on. Called on the event loop."""
        listener = Listener(frozenset(topics))
        self._listeners.add(listener)
        self._wanted.set()
        return listener

    def leave(self, listener: Listener) -> None:
        """Listen no more. Called on the event loop."""
        self._listeners.discard(listener)
        if not self._listeners and not self._stop.is_set():
            self._wanted.clear()

    def _read_for_ever(self) -> None:
        while not self._stop.is_set():
            self._wanted.wait()
            try:
                self._read_while_wanted()
            except Exception:
                _log.exception("reading pushes failed; trying again")
                self._stop.wait(1.0)
            finally:
                connections.close_all()

    def _read_while_wanted(self) -> None:
        # A stream that joined before this moment asks the table itself for what it missed, so starting
        # the feed at "now" loses nothing.
        feed = PushFeed(now=now())
        version, unread = -1, READ_AT_LEAST
        while self._wanted.is_set() and not self._stop.is_set():
            changed = _data_version()
            if changed is None or changed != version or unread >= READ_AT_LEAST:
                version, unread = (-1 if changed is None else changed), 0.0
                for push in feed.poll(now=now()):
                    self._hand_over(push)
            unread += LOOK_EVERY
            self._stop.wait(LOOK_EVERY)

    def _hand_over(self, push: Push) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._distribute, push)

    def _distribute(self, push: Push) -> None:
        for listener in self._listeners:
            if push.topic in listener.topics and not listener.fell_behind:
                try:
                    listener.waiting.put_nowait(push)
                except asyncio.QueueFull:
                    listener.fell_behind = True


def _data_version() -> int | None:
    """SQLite's own counter of other connections' commits, far cheaper than a query; None elsewhere."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])
