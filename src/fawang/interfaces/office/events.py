"""The event stream of the staff's pages, at `/events/`.

A page opens it with its session cookie and hears the topics of the person and of the organisations in which
they hold a role. Every event is called `change` and carries ids only:

    id: 4711
    event: change
    data: {"topic": "organisation:7", "event": "matter.new", "number": "…"}

After a break the browser sends Last-Event-ID and gets what it missed; when that is gone already, `reset`
tells the page to load its list anew. An event may come twice and never stays out, so a page must only ever
take it as a reason to look. A page that cannot hold a stream asks every 15 seconds instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection
from django.http import HttpRequest

from fawang.core.clock import now
from fawang.core.outbox.models import Push
from fawang.core.outbox.queries import latest_push_id
from fawang.interfaces.office.event_bus import Bus, Listener
from fawang.records.people.models import Staff
from fawang.records.people.viewers import viewer_for

#: A comment line this often keeps proxies from closing a quiet stream, in seconds.
BEAT_EVERY = 15.0
#: How often it is checked that the session still stands, in seconds.
CHECK_EVERY = 60.0
#: A reader that takes nothing for so long is given up, in seconds.
SEND_PATIENCE = 10.0
#: Streams of one person in one process; a person with more open tabs polls in the further ones.
MOST_PER_PERSON = 12
#: Missed events that are sent one by one; after more, the page is told to load its list anew.
MOST_MISSED = 200
_HEADERS = [
    ("content-type", "text/event-stream; charset=utf-8"),
    ("cache-control", "no-store"),
    # A proxy that compresses or buffers would hold events back until its block is full.
    ("content-encoding", "identity"),
    ("x-accel-buffering", "no"),
    ("x-content-type-options", "nosniff"),
]
_log = logging.getLogger("fawang.events")


@dataclass(frozen=True)
class Hearer:
    """Who listens, and to what."""

    staff_id: int
    topics: frozenset[str]


class Streams:
    """All open streams of one process."""

    def __init__(self, *, most: int) -> None:
        self.bus = Bus()
        self._most = most
        self._people: dict[int, int] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopping = False
        # Sessions are read here, not in the page threads: streams must not take a page's thread.
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="event-session")

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to read pushes for the streams to come."""
        self.bus.start(loop)

    def end(self) -> None:
        """End every stream; browsers come back by themselves, to the next process. Called on the loop."""
        self._stopping = True
        for task in list(self._tasks):
            task.cancel()

    def stop(self) -> None:
        """Let the threads go; the loop has ended."""
        self.bus.stop()
        self._readers.shutdown(wait=False, cancel_futures=True)

    async def answer(self, scope: Any, protocol: Any) -> None:
        """Answer one request for the stream."""
        if scope.method != "GET":
            return _refuse(protocol, 405)
        if self._stopping or not self.bus.alive or len(self.bus) >= self._most:
            return _refuse(protocol, 503)
        loop = asyncio.get_running_loop()
        session = _session_key(scope.headers.get("cookie", ""))
        hearer = await loop.run_in_executor(self._readers, hearer_of, session)
        if hearer is None:
            return _refuse(protocol, 401)
        # The order to stop may have come while the session was read; a stream begun now would never end.
        if self._stopping or self._people.get(hearer.staff_id, 0) >= MOST_PER_PERSON:
            return _refuse(protocol, 503)
        self._people[hearer.staff_id] = self._people.get(hearer.staff_id, 0) + 1
        listener = self.bus.join(hearer.topics)
        stream = _Stream(self._readers, protocol, listener, session)
        task = asyncio.create_task(stream.run(_last_id(scope)))
        self._tasks.add(task)  # An event loop holds its tasks weakly; without this one could vanish.
        try:
            await asyncio.wait({task})
            if not task.cancelled() and (error := task.exception()) is not None:
                _log.debug("stream ended: %r", error)
        finally:
            self._tasks.discard(task)
            self.bus.leave(listener)
            self._forget(hearer.staff_id)

    def _forget(self, staff_id: int) -> None:
        left = self._people[staff_id] - 1
        if left:
            self._people[staff_id] = left
        else:
            del self._people[staff_id]


class _Stream:
    """One open stream."""

    def __init__(self, readers: ThreadPoolExecutor, protocol: Any, listener: Listener, session: str) -> None:
        self.readers = readers
        self.protocol = protocol
        self.listener = listener
        self.session = session
        self.transport: Any = None

    async def run(self, last_id: int | None) -> None:
        """Send until the browser leaves, falls behind, or the session ends."""
        self.transport = self.protocol.response_stream(200, _HEADERS)
        gone = asyncio.create_task(self._until_gone())
        sending = asyncio.create_task(self._send_for_ever(last_id))
        try:
            await asyncio.wait({gone, sending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            sending.cancel()
            await asyncio.wait({gone, sending}, timeout=1)

    async def _until_gone(self) -> None:
        # In a coroutine of its own, because the server's future is no asyncio future in every respect.
        await self.protocol.client_disconnect()

    async def _send_for_ever(self, last_id: int | None) -> None:
        loop = asyncio.get_running_loop()
        sent = await self._catch_up(last_id)
        checked = beat = loop.time()
        while not self.listener.fell_behind:
            push = None
            with contextlib.suppress(TimeoutError):
                push = await asyncio.wait_for(self.listener.waiting.get(), BEAT_EVERY / 3)
            moment = loop.time()
            if moment - checked >= CHECK_EVERY:
                checked = moment
                hearer = await loop.run_in_executor(self.readers, hearer_of, self.session)
                if hearer is None or hearer.topics != self.listener.topics:
                    return  # Signed out, or a role changed: the page reconnects and is asked again.
            if push is not None and push.pk not in sent:
                await self._send(event_text(push))
                beat = moment
            elif moment - beat >= BEAT_EVERY:
                await self._send(": still here\n\n")
                beat = moment

    async def _catch_up(self, last_id: int | None) -> set[int]:
        """Say hello and send what was missed; returns the ids sent, for the bus may bring them again."""
        loop = asyncio.get_running_loop()
        missed = await loop.run_in_executor(self.readers, missed_since, last_id, self.listener.topics)
        hello = f"retry: 3000\nid: {missed.latest}\nevent: ready\ndata: {{}}\n\n"
        if missed.reset:
            await self._send(hello + f"id: {missed.latest}\nevent: reset\ndata: {{}}\n\n")
            return set()
        # The hello carries no id while something is still to be sent: a break in between must not skip it.
        first = "retry: 3000\nevent: ready\ndata: {}\n\n" if missed.pushes else hello
        await self._send(first + "".join(event_text(push) for push in missed.pushes))
        return {push.pk for push in missed.pushes}

    async def _send(self, text: str) -> None:
        await asyncio.wait_for(self.transport.send_str(text), SEND_PATIENCE)


@dataclass(frozen=True)
class Missed:
    """What a returning page missed. `reset`: too much, or no longer known."""

    pushes: tuple[Push, ...]
    latest: int
    reset: bool = False


def missed_since(last_id: int | None, topics: frozenset[str]) -> Missed:
    """The pushes of these topics after `last_id`; None means a fresh page, which missed nothing."""
    close_old_connections()
    latest = latest_push_id()
    if last_id is None:
        return Missed((), latest)
    if last_id > latest or not (last_id == latest or Push.objects.filter(id__lte=last_id + 1).exists()):
        return Missed((), latest, reset=True)
    since = Push.objects.filter(id__gt=last_id, topic__in=topics)
    if connection.vendor == "postgresql":
        # Ids are drawn before commit there, so one below the last may have appeared after it was sent.
        late = Push.objects.filter(
            id__lte=last_id,
            id__gt=last_id - 100,
            created_at__gte=now() - timedelta(seconds=10),
            topic__in=topics,
        )
        since = since | late
    pushes = tuple(since.order_by("id")[: MOST_MISSED + 1])
    if len(pushes) > MOST_MISSED:
        return Missed((), latest, reset=True)
    return Missed(pushes, latest)


def hearer_of(session_key: str) -> Hearer | None:
    """Who the session belongs to and what they may hear; None when it is not a signed-in member of staff."""
    if not session_key:
        return None
    close_old_connections()
    request = HttpRequest()
    request.session = SessionStore(session_key)
    staff = get_user(request)
    if not isinstance(staff, Staff) or not staff.is_active:
        return None
    viewer = viewer_for(staff)
    topics = {f"organisation:{grant.organisation_id}" for grant in viewer.grants}
    return Hearer(viewer.staff_id, frozenset({f"staff:{viewer.staff_id}", *topics}))


def event_text(push: Push) -> str:
    """One push as the stream writes it."""
    data = json.dumps({"topic": push.topic, **push.data}, ensure_ascii=True, separators=(",", ":"))
    return f"id: {push.pk}\nevent: change\ndata: {data}\n\n"


def _session_key(cookie: str) -> str:
    try:
        morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _last_id(scope: Any) -> int | None:
    text = scope.headers.get("last-event-id", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _refuse(protocol: Any, status: int) -> None:
    protocol.response_empty(status, [("cache-control", "no-store"), ("retry-after", "15")])
