"""The supervisor's picture: how much, of what, where, through which door, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fawang.journeys.queue import QueueRow, rows_of
from fawang.records.matters.access import SUPERVISOR
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.counts import GroupCount, group_counts, latest_overdue, totals
from fawang.records.matters.refusals import NotASupervisor
from fawang.records.people.viewers import Viewer

__all__ = ["CountRow", "NotASupervisor", "Overview", "overview"]
LONGEST_SPAN = 366


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
    """The picture of the supervisor's region, in six statements. Raises NotASupervisor."""
    if not viewer.has(SUPERVISOR):
        raise NotASupervisor
    since = now - timedelta(days=min(max(days, 1), LONGEST_SPAN))
    counted = totals(viewer=viewer, since=since, now=now)
    channels = dict(Matter.Channel.choices)
    return Overview(
        since=since,
        received=counted.received,
        open=counted.open,
        closed=counted.received - counted.open,
        overdue_count=counted.overdue,
        follow_ups_open=counted.follow_ups_open,
        average_score=counted.average_score,
        by_category=_rows(group_counts(viewer=viewer, by="category", since=since, now=now)),
        by_region=_rows(group_counts(viewer=viewer, by="county", since=since, now=now)),
        by_channel=tuple(
            CountRow(row.code, str(channels.get(row.code, row.code)), row.total, row.open, row.overdue)
            for row in group_counts(viewer=viewer, by="channel", since=since, now=now)
        ),
        overdue=rows_of(latest_overdue(viewer=viewer, now=now), now),
    )


def _rows(counts: list[GroupCount]) -> tuple[CountRow, ...]:
    return tuple(CountRow(row.code, row.name, row.total, row.open, row.overdue) for row in counts)
