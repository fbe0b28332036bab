"""Counts for the supervisor's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, Q

from fawang.records.matters.models import FollowUp, Matter, Rating
from fawang.records.matters.queries.follow_ups import supervised_by
from fawang.records.matters.queries.lists import COLUMNS
from fawang.records.people.viewers import Viewer
from fawang.reference.places.models import Region

SHOWN_OVERDUE = 20


@dataclass(frozen=True)
class Totals:
    """Sums over the matters received since a moment; overdue ones of any age."""

    received: int
    open: int
    overdue: int
    follow_ups_open: int
    average_score: float | None


@dataclass(frozen=True)
class GroupCount:
    """One group with its sums."""

    code: str
    name: str
    total: int
    open: int
    overdue: int


def totals(*, viewer: Viewer, since: datetime, now: datetime) -> Totals:
    """The sums of the regions a supervisor answers for."""
    mine = supervised_by(viewer)
    sums = Matter.objects.filter(mine, created_at__gte=since).aggregate(
        received=Count("id"), open=Count("id", filter=Q(open=True))
    )
    score = Rating.objects.filter(matter__in=Matter.objects.filter(mine), at__gte=since).aggregate(
        average=Avg("score")
    )
    return Totals(
        received=sums["received"],
        open=sums["open"],
        overdue=Matter.objects.filter(mine, open=True, due_at__lt=now).count(),
        follow_ups_open=FollowUp.objects.filter(
            matter__in=Matter.objects.filter(mine), state=FollowUp.State.OPEN
        ).count(),
        average_score=score["average"],
    )


def group_counts(*, viewer: Viewer, by: str, since: datetime, now: datetime) -> list[GroupCount]:
    """Sums by category, channel or county of the matters received since a moment, the greatest first."""
    rows = Matter.objects.filter(supervised_by(viewer), created_at__gte=since)
    rows = rows.annotate(group=F(by))
    grouped = (
        rows.values("group")
        .annotate(
            total=Count("id"),
            still_open=Count("id", filter=Q(open=True)),
            late=Count("id", filter=Q(open=True, due_at__lt=now)),
        )
        .order_by("-total", "group")
    )
    counted: list[dict[str, Any]] = [dict(row) for row in grouped]
    names: dict[str, str] = {}
    if by == "county":
        codes = [f"{row['group']}000000" for row in counted]
        found = Region.objects.filter(code__in=codes).values_list("code", "name")
        names = {code[:6]: name for code, name in found}
    return [
        GroupCount(
            row["group"], names.get(row["group"], row["group"]), row["total"], row["still_open"], row["late"]
        )
        for row in counted
    ]


def latest_overdue(*, viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """The open matters that are late the longest."""
    rows = Matter.objects.filter(supervised_by(viewer), open=True, due_at__lt=now)
    return list(rows.order_by("due_at", "id").values(*COLUMNS)[:SHOWN_OVERDUE])
