"""Reading what unhappy ratings led to."""

from __future__ import annotations

from django.db.models import Q

from fawang.records.matters.access import SUPERVISOR, in_region
from fawang.records.matters.models import FollowUp, Matter
from fawang.records.people.viewers import Viewer

MOST = 200


def follow_ups_for(*, viewer: Viewer) -> list[FollowUp]:
    """The open follow-ups of a supervisor's regions with their matters and ratings, oldest first."""
    related = ("matter__organisation", "matter__lawyer", "matter__holder", "matter__rating")
    rows = FollowUp.objects.filter(
        matter__in=Matter.objects.filter(supervised_by(viewer)), state=FollowUp.State.OPEN
    )
    return list(rows.select_related("matter", *related).order_by("opened_at", "id")[:MOST])


def supervised_by(viewer: Viewer) -> Q:
    """The condition on a matter's row for the regions that a supervisor answers for."""
    seen = Q(pk__in=[])
    for prefix in viewer.prefixes(SUPERVISOR):
        seen |= in_region(prefix)
    return seen
