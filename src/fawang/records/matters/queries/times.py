"""How long the statutory periods of a supervisor's regions really took."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from fawang.records.matters.models import ClockRun, Matter
from fawang.records.matters.queries.follow_ups import supervised_by
from fawang.records.people.viewers import Viewer

#: Periods looked at, the latest ended first; more would tell no more and take longer.
MOST = 20_000
ENDED = (ClockRun.State.MET, ClockRun.State.LATE)
#: service, limit, label, begun, ended, whether late
Ended = tuple[str, str, str, datetime, datetime, bool]


def ended_periods(*, viewer: Viewer, since: datetime) -> list[Ended]:
    """The periods that ended since a moment by the act being done, in time or late, at most MOST."""
    rows = ClockRun.objects.filter(
        Exists(Matter.objects.filter(supervised_by(viewer), pk=OuterRef("matter_id"))),
        state__in=ENDED,
        ended_at__gte=since,
    ).order_by("-ended_at")
    found = rows.values_list(
        "matter__service_code", "limit_code", "label", "started_at", "ended_at", "state"
    )[:MOST]
    return [
        (service, limit, label, begun, ended, state == ClockRun.State.LATE)
        for service, limit, label, begun, ended, state in found
        if ended is not None
    ]
