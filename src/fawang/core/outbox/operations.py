"""Writing of effects and pushes, and the worker's turn at them.

Two promises, by kind of handler:

* A handler that writes only to our own database runs in one transaction with the mark that the effect is
  done. Either both are there or neither: such an effect happens exactly once, even when the worker is
  killed in the middle or its lease lapses while it runs.
* A handler marked with `outside` talks to another machine, so it runs without a transaction (a slow
  gateway must not hold the database's write lock) and the mark follows. Killed between the two, it runs
  again: such an effect happens at least once, and the handler passes the effect's key on so that the
  receiver can recognise a repeat.

`attempts` goes up at every lease and serves as the fencing number: whoever marks an effect must still hold
the lease with that number.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from fawang.core.many_rows import insert_many
from fawang.core.outbox.models import Effect, Push
from fawang.core.rows import insert_rows

#: Takes the payload and the effect's key; one marked `timed` also the moment of the turn.
Handler = Callable[..., None]

#: How long a worker may hold one effect before another may take it.
LEASE = timedelta(seconds=120)
#: After so many attempts an effect stands as failed, where staff see it and can send it again.
MAX_ATTEMPTS = 12
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_log = logging.getLogger("fawang.outbox")


class NotDeliverable(Exception):
    """Raised by a handler when trying again can never help (no such number); the effect fails at once."""


class Postponed(Exception):
    """Raised by a handler when it is not the time yet (people sleep): the effect waits until `due_at`, and
    the attempt does not count."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(due_at.isoformat())
        self.due_at = due_at


class LeaseLost(Exception):
    """The effect was taken over by another worker while this one thought it held it."""


@dataclass(frozen=True)
class Marked:
    """A handler and how it wants to be run; called like the handler itself."""

    handler: Handler
    outside: bool = False
    timed: bool = False

    def __call__(self, *given: Any, **named: Any) -> None:
        """Run the handler."""
        self.handler(*given, **named)


def outside(handler: Handler) -> Marked:
    """Mark a handler that talks to something outside our database: delivered at least once."""
    return replace(_marked(handler), outside=True)


def timed(handler: Handler) -> Marked:
    """Mark a handler that is also given the moment of the turn, for what depends on the time of day."""
    return replace(_marked(handler), timed=True)


def _marked(handler: Handler) -> Marked:
    return handler if isinstance(handler, Marked) else Marked(handler)


def add_effect(
    kind: str, key: str, payload: dict[str, Any], *, now: datetime, due_at: datetime | None = None
) -> None:
    """Write an effect in the caller's transaction, to be delivered from `due_at` (default: at once).
    A second effect with the same key is not written; the first one stands as it is."""
    effect = Effect(kind=kind, key=key, payload=payload, due_at=due_at or now, created_at=now)
    insert_rows([effect], ignore_conflicts=True)


def add_effects(rows: Iterable[tuple[str, str, dict[str, Any]]], *, now: datetime) -> None:
    """Write many effects (kind, key, payload), due at once, as `add_effect` does each."""
    effects = [
        Effect(kind=kind, key=key, payload=payload, due_at=now, created_at=now) for kind, key, payload in rows
    ]
    insert_many(effects, ignore_conflicts=True)


def push_all(notes: Iterable[tuple[str, dict[str, Any]]], *, now: datetime) -> None:
    """Write many notes (topic, data), as `push` does each."""
    insert_many([Push(topic=topic, data=data, created_at=now) for topic, data in notes])


def push(topic: str, data: dict[str, Any], *, now: datetime) -> None:
    """Write a note for open pages in the caller's transaction. `data` carries ids only."""
    insert_rows([Push(topic=topic, data=data, created_at=now)])


def run_ready(handlers: Mapping[str, Handler], *, now: datetime, limit: int = 50) -> int:
    """Deliver up to `limit` effects that are due and whose kind has a handler; returns how many were tried.
    A handler that fails costs its own effect a retry and nothing else. Lapsed leases are taken back first."""
    started = time.monotonic()
    tried = 0
    reap(now=now)
    while tried < limit:
        moment = now + timedelta(seconds=time.monotonic() - started)
        effect = _lease(list(handlers), moment)
        if effect is None:
            break
        tried += 1
        _deliver(effect, handlers[effect.kind], moment)
    return tried


def reap(*, now: datetime) -> int:
    """Give effects whose lease has lapsed back to the queue, or fail them when their attempts are used up.
    Returns how many lapsed."""
    lapsed = Effect.objects.filter(state=Effect.State.LEASED, leased_until__lt=now)
    if not lapsed.exists():  # A plain read first: an idle worker must not take the write lock.
        return 0
    with transaction.atomic():
        spent = lapsed.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=Effect.State.FAILED, leased_until=None, last_error="worker stopped in mid-delivery"
        )
        return spent + lapsed.update(state=Effect.State.WAITING, leased_until=None)


def retry_failed(*, effect_id: int, now: datetime) -> bool:
    """Put a failed effect back in the queue with fresh attempts; False when it is not failed."""
    return bool(
        Effect.objects.filter(id=effect_id, state=Effect.State.FAILED).update(
            state=Effect.State.WAITING, attempts=0, due_at=now, last_error=""
        )
    )


def prune(
    *, now: datetime, pushes: timedelta = timedelta(hours=1), done: timedelta = timedelta(days=30)
) -> int:
    """Delete pushes and delivered effects that are older than their keeping time; returns how many. Failed
    and waiting effects stay."""
    gone, _ = Push.objects.filter(created_at__lt=now - pushes).delete()
    old, _ = Effect.objects.filter(state=Effect.State.DONE, done_at__lt=now - done).delete()
    return gone + old


def wait_before(attempt: int) -> timedelta:
    """How long to wait after the given failed attempt (1, 2, …): doubling from five seconds to an hour."""
    doublings = 1 << min(attempt - 1, 20)
    return min(_FIRST_WAIT * doublings, _LONGEST_WAIT)


def _lease(kinds: list[str], moment: datetime) -> Effect | None:
    """Take the longest-due effect for this worker. PostgreSQL skips rows another worker has locked; SQLite
    has one writer at a time and ignores the lock clause."""
    ready = Effect.objects.filter(state=Effect.State.WAITING, due_at__lte=moment, kind__in=kinds)
    ready = ready.order_by("due_at", "id")
    if not ready.exists():
        return None
    with transaction.atomic():
        effect = ready.select_for_update(skip_locked=True).first()
        if effect is None:
            return None
        taken = Effect.objects.filter(
            id=effect.id, state=Effect.State.WAITING, attempts=effect.attempts
        ).update(state=Effect.State.LEASED, attempts=F("attempts") + 1, leased_until=moment + LEASE)
        effect.attempts += 1
        return effect if taken else None


def _deliver(effect: Effect, handler: Handler, moment: datetime) -> None:
    marked = _marked(handler)
    given = (effect.payload, effect.key, *([moment] if marked.timed else []))
    try:
        if marked.outside:
            handler(*given)
            _mark_done(effect, moment)
        else:
            with transaction.atomic():
                # The mark comes first: it takes the row, so that nobody can take the lease over while the
                # handler runs, and it goes away again with everything else when the handler fails.
                _mark_done(effect, moment)
                handler(*given)
    except LeaseLost:
        _log.warning("effect %s was taken over by another worker", effect.key)
    except Postponed as error:
        _postpone(effect, error.due_at)
    except NotDeliverable as error:
        _mark_failure(effect, error, moment, final=True)
    except Exception as error:
        _log.exception("effect %s (%s) failed at attempt %s", effect.key, effect.kind, effect.attempts)
        _mark_failure(effect, error, moment, final=effect.attempts >= MAX_ATTEMPTS)


def _mark_done(effect: Effect, moment: datetime) -> None:
    held = Effect.objects.filter(id=effect.id, state=Effect.State.LEASED, attempts=effect.attempts)
    if not held.update(state=Effect.State.DONE, done_at=moment, leased_until=None, last_error=""):
        raise LeaseLost(effect.key)


def _postpone(effect: Effect, due_at: datetime) -> None:
    held = Effect.objects.filter(id=effect.id, state=Effect.State.LEASED, attempts=effect.attempts)
    held.update(
        state=Effect.State.WAITING,
        due_at=due_at,
        leased_until=None,
        attempts=F("attempts") - 1,
        last_error="",
    )


def _mark_failure(effect: Effect, error: Exception, moment: datetime, *, final: bool) -> None:
    held = Effect.objects.filter(id=effect.id, state=Effect.State.LEASED, attempts=effect.attempts)
    held.update(
        state=Effect.State.FAILED if final else Effect.State.WAITING,
        due_at=moment + wait_before(effect.attempts),
        leased_until=None,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )
