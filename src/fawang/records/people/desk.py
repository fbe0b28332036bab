"""Reading what people keep at their desk."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from fawang.records.people.models import CannedReply, Organisation, Presence, SavedView
from fawang.records.people.operations.desk import PRESENT_FOR
from fawang.records.people.viewers import Viewer


def views_of(viewer: Viewer) -> list[tuple[int, str, str]]:
    """(id, name, query) of the viewer's saved views, by name."""
    rows = SavedView.objects.filter(staff_id=viewer.staff_id).order_by("name")
    return list(rows.values_list("id", "name", "query"))


def replies_for(viewer: Viewer) -> list[CannedReply]:
    """The replies the viewer may use: the organisations' first, then their own, by title."""
    mine = Q(staff_id=viewer.staff_id) | Q(organisation_id__in=viewer.organisations())
    rows = CannedReply.objects.filter(mine, active=True).select_related("organisation", "written_by")
    return sorted(rows, key=lambda row: (row.organisation_id is None, row.title, row.pk))


def others_at(*, viewer: Viewer, place: str, now: datetime) -> list[tuple[str, bool]]:
    """(name, whether they are typing) of everybody else who has the place open now."""
    rows = Presence.objects.filter(place=place, seen_at__gte=now - PRESENT_FOR, staff__is_active=True)
    return list(rows.exclude(staff_id=viewer.staff_id).order_by("id").values_list("staff__name", "typing"))


def organisations_of(viewer: Viewer) -> list[tuple[int, str]]:
    """Id and name of the organisations in which the viewer is an officer or supervisor, by name."""
    rows = Organisation.objects.filter(pk__in=viewer.organisations("officer", "supervisor"))
    return list(rows.order_by("name").values_list("id", "name"))


def organisation_of(organisation_id: int) -> Organisation:
    """The organisation with this id, which the caller has taken from a viewer's own."""
    return Organisation.objects.get(pk=organisation_id)
