"""Reading what a matter is tied to."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from fawang.records.matters.access import visible_to
from fawang.records.matters.models import Matter, MatterLink
from fawang.records.people.viewers import Viewer


@dataclass(frozen=True)
class Tie:
    """A matter tied to another. `reachable`: this viewer may open it."""

    number: str
    title: str
    kind: str
    kind_name: str
    materials: int
    reachable: bool


def ties_of(*, viewer: Viewer, matter: Matter) -> list[Tie]:
    """What a matter is tied to, in the order it was; titles only of what the viewer may see."""
    rows = list(MatterLink.objects.filter(matter=matter).select_related("other").order_by("id"))
    if not rows:
        return []
    ids = [row.other_id for row in rows]
    seen = set(Matter.objects.filter(visible_to(viewer), pk__in=ids).values_list("pk", flat=True))
    counted = Matter.objects.filter(pk__in=ids).annotate(files=Count("materials"))
    files = dict(counted.values_list("pk", "files"))
    return [
        Tie(
            number=row.other.number,
            title=row.other.title if row.other_id in seen else "",
            kind=row.kind,
            kind_name=MatterLink.Kind(row.kind).label,
            materials=files.get(row.other_id, 0),
            reachable=row.other_id in seen,
        )
        for row in rows
    ]
