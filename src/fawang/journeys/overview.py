"""The supervisor's picture: how much, of what, where, through which door, and what is late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fawang.journeys.queue import QueueRow, rows_of
from fawang.journeys.queue_filters import families
from fawang.records.matters.access import SUPERVISOR
from fawang.records.matters.models import Matter, StandIn
from fawang.records.matters.queries.counts import (
    SHOWN_OVERDUE,
    GroupCount,
    StandInCount,
    Tally,
    county_names,
    group_counts,
    late_by_organisation,
    latest_overdue,
    owed_by_kind,
    tally,
    totals,
)
from fawang.records.matters.refusals import NotASupervisor
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.queries import catalogue_index

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
    by_family: tuple[CountRow, ...]
    #: Open matters on which nothing has happened for many days.
    silent: int
    #: Papers that were given days (容缺), and promises that are to be checked (告知承诺).
    gaps: StandInCount
    promises: StandInCount
    #: (organisation, matters that are late), the most first.
    late_by_organisation: tuple[tuple[str, int], ...]
    #: The twenty that are late the longest.
    overdue: tuple[QueueRow, ...]


def overview(*, viewer: Viewer, days: int = 30, now: datetime) -> Overview:
    """The picture of the supervisor's region, in eight statements. Raises NotASupervisor."""
    if not viewer.has(SUPERVISOR):
        raise NotASupervisor
    since = now - timedelta(days=min(max(days, 1), LONGEST_SPAN))
    received = tally(viewer=viewer, since=since, now=now)
    late = late_by_organisation(viewer=viewer, now=now)
    counted = totals(viewer=viewer, received=received, overdue=sum(n for _, n in late), since=since)
    owed = owed_by_kind(viewer=viewer, now=now)
    channels = {code: str(name) for code, name in Matter.Channel.choices}
    return Overview(
        since=since,
        received=counted.received,
        open=counted.open,
        closed=counted.received - counted.open,
        overdue_count=counted.overdue,
        follow_ups_open=counted.follow_ups_open,
        average_score=counted.average_score,
        by_category=_rows(group_counts(received, "category", {})),
        by_region=_rows(group_counts(received, "county", county_names(received))),
        by_channel=_rows(group_counts(received, "channel", channels)),
        by_family=_families(received),
        silent=counted.silent,
        gaps=owed.get(StandIn.Kind.GAP, StandInCount()),
        promises=owed.get(StandIn.Kind.PROMISE, StandInCount()),
        late_by_organisation=tuple(late[:SHOWN_OVERDUE]),
        overdue=rows_of(latest_overdue(viewer=viewer, now=now), now),
    )


def _families(received: list[Tally]) -> tuple[CountRow, ...]:
    """The sums by family of services; a service that is gone is a family of its own."""
    family = {row.code: row.family for row in catalogue_index()}
    moved = [replace(one, service_code=family.get(one.service_code, one.service_code)) for one in received]
    return _rows(group_counts(moved, "service_code", dict(families())))


def _rows(counts: list[GroupCount]) -> tuple[CountRow, ...]:
    return tuple(CountRow(row.code, row.name, row.total, row.open, row.overdue) for row in counts)
