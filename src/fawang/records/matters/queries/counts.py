"""Counts for the supervisor's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, Exists, OuterRef, Q

from fawang.records.matters.access import COUNTY_DIGITS, SUPERVISOR
from fawang.records.matters.models import FollowUp, Matter, Rating, StandIn
from fawang.records.matters.queries.follow_ups import supervised_by
from fawang.records.matters.queries.lists import COLUMNS
from fawang.records.people.viewers import Viewer
from fawang.reference.places.models import Region
from fawang.reference.places.rules import code_range

SHOWN_OVERDUE = 20


@dataclass(frozen=True)
class Totals:
    """Sums over the matters received since a moment; overdue ones of any age."""

    received: int
    open: int
    overdue: int
    follow_ups_open: int
    average_score: float | None
    #: Open matters on which nothing happened for so long that it was raised.
    silent: int


@dataclass(frozen=True)
class GroupCount:
    """One group with its sums."""

    code: str
    name: str
    total: int
    open: int
    overdue: int


@dataclass(frozen=True)
class Tally:
    """Sums of the matters received in a span that agree in county, category, channel and service."""

    county: str
    category: str
    channel: str
    service_code: str
    total: int
    open: int
    overdue: int


def tally(*, viewer: Viewer, since: datetime, now: datetime) -> list[Tally]:
    """What was received since a moment in the regions a supervisor answers for, in one statement that is
    answered from one index without a look at the matters."""
    by = ("county", "category", "channel", "service_code")
    rows = Matter.objects.filter(supervised_by(viewer), created_at__gte=since).values_list(*by)
    late = Q(open__in=[True], due_at__lt=now)
    # Rows are counted, not ids: the id is not in the index, and PostgreSQL would visit every matter for it.
    summed = rows.annotate(
        whole=Count("*"), still_open=Count("open", filter=Q(open__in=[True])), late=Count("open", filter=late)
    )
    return [Tally(*row) for row in summed.order_by()]


def totals(*, viewer: Viewer, received: Iterable[Tally], overdue: int, since: datetime) -> Totals:
    """The sums over the regions a supervisor answers for; `overdue` is counted already."""
    mine = supervised_by(viewer)
    parts = list(received)
    # Each rating asks for its own matter by key; the list of all matters of a city would be made first.
    theirs = Exists(Matter.objects.filter(mine, pk=OuterRef("matter_id")))
    scores = Rating.objects.filter(theirs, at__gte=since)
    waiting = FollowUp.objects.filter(theirs, state=FollowUp.State.OPEN)
    return Totals(
        received=sum(one.total for one in parts),
        open=sum(one.open for one in parts),
        overdue=overdue,
        follow_ups_open=waiting.count(),
        average_score=scores.aggregate(average=Avg("score"))["average"],
        silent=Matter.objects.filter(_between(viewer), open__in=[True], quiet_at__isnull=True).count(),
    )


def _between(viewer: Viewer) -> Q:
    """The regions a supervisor answers for as spans of counties. For a plain count only, never for a list in
    an order: with a span the small index of the silent matters is read, with a pattern that of all."""
    seen = Q(pk__in=[])
    for prefix in viewer.prefixes(SUPERVISOR):
        low, high = (code[:COUNTY_DIGITS] for code in code_range(prefix))
        inside = Q(county__gte=low, county__lte=high)
        seen |= inside & Q(region__code__startswith=prefix) if len(prefix) > COUNTY_DIGITS else inside
    return seen


@dataclass(frozen=True)
class StandInCount:
    """What still stands in for papers: how many, and how many of them past the day they were due."""

    total: int = 0
    late: int = 0


def owed_by_kind(*, viewer: Viewer, now: datetime) -> dict[str, StandInCount]:
    """The open promises and gaps of a supervisor's regions by kind, in one statement."""
    theirs = Exists(Matter.objects.filter(supervised_by(viewer), pk=OuterRef("matter_id")))
    rows = StandIn.objects.filter(theirs, state=StandIn.State.MADE, matter__isnull=False)
    counted = rows.values_list("kind").annotate(Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    return {kind: StandInCount(total, late) for kind, total, late in counted.order_by()}


def group_counts(received: Iterable[Tally], by: str, names: Mapping[str, str]) -> list[GroupCount]:
    """The sums by one column of a tally (county, category, channel, service_code), the greatest first.
    `names` are words for the values; a value without one stands for itself."""
    groups: dict[str, list[int]] = {}
    for one in received:
        sums = groups.setdefault(getattr(one, by), [0, 0, 0])
        for place, value in enumerate((one.total, one.open, one.overdue)):
            sums[place] += value
    found = [GroupCount(code, names.get(code, code), *sums) for code, sums in groups.items()]
    return sorted(found, key=lambda row: (-row.total, row.code))


def county_names(received: Iterable[Tally]) -> dict[str, str]:
    """Names of the counties in a tally by their six digits."""
    codes = {f"{one.county}000000" for one in received}
    found = Region.objects.filter(code__in=codes).values_list("code", "name")
    return {code[:6]: name for code, name in found}


def late_by_organisation(*, viewer: Viewer, now: datetime) -> list[tuple[str, int]]:
    """(organisation, matters that are late), the most first."""
    rows = Matter.objects.filter(supervised_by(viewer), open__in=[True], due_at__lt=now)
    counted = rows.values_list("organisation__name").annotate(n=Count("id")).order_by("-n")
    return [(name or "还没有受理机构", n) for name, n in counted]


def latest_overdue(*, viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """The open matters that are late the longest."""
    rows = Matter.objects.filter(supervised_by(viewer), open__in=[True], due_at__lt=now)
    return list(rows.order_by("due_at", "id").values(*COLUMNS)[:SHOWN_OVERDUE])
