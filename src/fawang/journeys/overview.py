"""The supervisor's picture: how much, of what, where, through which door, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.journeys.queue import QueueRow
from fawang.records.people.viewers import Viewer


@dataclass(frozen=True)
class CountRow:
    """One bar of a chart."""

    code: str
    name: str
    total: int
    open: int
    overdue: int


@dataclass(frozen=True)
class Overview:
    """Counts of the matters received since `since`, and the overdue ones of any age."""

    since: datetime
    received: int
    open: int
    closed: int
    overdue_count: int
    follow_ups_open: int
    average_score: float | None
    by_category: tuple[CountRow, ...]
    by_region: tuple[CountRow, ...]
    by_channel: tuple[CountRow, ...]
    #: The twenty that are late the longest.
    overdue: tuple[QueueRow, ...]


def overview(*, viewer: Viewer, days: int = 30, now: datetime) -> Overview:
    """The picture of the supervisor's region. Raises NotASupervisor."""
    raise NotImplementedError
