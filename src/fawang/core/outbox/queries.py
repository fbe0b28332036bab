"""Reading of the outbox: pushes for open pages, and what is stuck."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min

from fawang.core.outbox.models import Effect, Push


@dataclass(frozen=True)
class Backlog:
    """How the outbox stands: counts by state, and since when the longest-due effect waits."""

    waiting: int
    leased: int
    failed: int
    oldest_due: datetime | None


def pushes_after(last_id: int, topics: Iterable[str]) -> list[Push]:
    """The pushes of some topics with a greater id, oldest first; at most 500. A page that reconnects uses
    it; a process that follows all pushes uses `PushFeed`, which misses none."""
    return list(Push.objects.filter(id__gt=last_id, topic__in=list(topics)).order_by("id")[:500])


def latest_push_id() -> int:
    """The greatest id so far, 0 when there is none."""
    return Push.objects.aggregate(latest=Max("id"))["latest"] or 0


class PushFeed:
    """Follows all pushes without missing one.

    Under PostgreSQL ids are given before commit, so a smaller id may appear after a greater one and a bare
    "greater than the last id" would lose it. The feed therefore reads a window of the last seconds again
    and leaves out what it gave already.
    """

    def __init__(self, *, now: datetime, window: timedelta = timedelta(seconds=10)) -> None:
        """Start after everything that is there now."""
        self._window = window
        self._given: dict[int, datetime] = {}
        self.poll(now=now)

    def poll(self, *, now: datetime) -> list[Push]:
        """The pushes that appeared since the last poll, oldest first. Poll at least once a window."""
        horizon = now - self._window
        fresh = [
            p for p in Push.objects.filter(created_at__gte=horizon).order_by("id") if p.id not in self._given
        ]
        self._given = {i: at for i, at in self._given.items() if at >= horizon}
        self._given.update({p.id: p.created_at for p in fresh})
        return fresh


def backlog() -> Backlog:
    """How the outbox stands, for the operator's page and the health check."""
    counts: dict[str, Any] = dict(
        Effect.objects.exclude(state=Effect.State.DONE).values_list("state").annotate(n=Count("id"))
    )
    oldest = Effect.objects.filter(state=Effect.State.WAITING).aggregate(due=Min("due_at"))["due"]
    return Backlog(counts.get("waiting", 0), counts.get("leased", 0), counts.get("failed", 0), oldest)


def failed_effects_of(kinds: Iterable[str], limit: int = 100) -> list[Effect]:
    """Effects of some kinds that were given up, newest first."""
    rows = Effect.objects.filter(state=Effect.State.FAILED, kind__in=list(kinds))
    return list(rows.order_by("-id")[:limit])


def failed_effects(limit: int = 100) -> list[Effect]:
    """Effects that were given up, newest first."""
    return list(Effect.objects.filter(state=Effect.State.FAILED).order_by("-id")[:limit])
