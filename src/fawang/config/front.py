"""The one address for pages and event streams.

The server speaks RSGI to this object on an event loop. `/events/` is streamed from the loop itself, so that
an open stream costs some kilobytes and no thread; every other request is handed to a pool of threads that
run Django under WSGI, which serves pages about ten times as fast as Django under ASGI. The figures are in
`docs/adr/0003-one-address-for-pages-and-streams.md`.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from types import FrameType
from typing import Any

from fawang.config.bridge import Bridge
from fawang.config.environment import MOST_STREAMS, PAGES_WAITING, THREADS
from fawang.config.wsgi import application as pages
from fawang.core.processes import stop_with_parent
from fawang.interfaces.office.events import Streams

EVENTS = "/events/"
#: So many more objects made than freed until the garbage collector looks for circles. Pages leave next to
#: none behind, and Python's own 700 makes it look several times in each of them.
_LOOK_FOR_CIRCLES = (20_000, 20, 20)
#: How long a thread may compute while others wait, in seconds. Every statement to SQLite lets the others run
#: first; with Python's own five milliseconds whoever holds the write lock loses that much again and again.
_SWITCH = 0.001


class Front:
    """Gives each request to the stream room or to the page threads."""

    def __init__(self) -> None:
        self.bridge = Bridge(pages, threads=THREADS, waiting=PAGES_WAITING)
        self.streams = Streams(most=MOST_STREAMS)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called in each worker process before its first request."""
        stop_with_parent()
        gc.set_threshold(*_LOOK_FOR_CIRCLES)
        gc.enable()  # The process that this one is a fork of does without.
        sys.setswitchinterval(_SWITCH)
        self.streams.start(loop)

        # The server waits for open requests before it ends, and a stream never ends by itself. The loop
        # hears of signals through its own wake-up, so this handler comes beside the server's, not instead.
        def end_streams(_number: int, _frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self.streams.end)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end_streams)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called in each worker process when it stops."""
        self.streams.stop()
        self.bridge.close()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            protocol.close(403)
        elif scope.path == EVENTS:
            await self.streams.answer(scope, protocol)
        else:
            await self.bridge.answer(scope, protocol)


application = Front()
