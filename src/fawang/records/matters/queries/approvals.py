"""Steps that were proposed and wait for signatures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from django.db.models import Exists, OuterRef

from fawang.records.matters.access import visible_to
from fawang.records.matters.mapping import entry_of
from fawang.records.matters.models import Matter, TimelineEntry
from fawang.records.matters.rules.projection import Projection, replay
from fawang.records.people.viewers import Viewer

PROPOSED = "proposed"


def proposed_in(
    *, viewer: Viewer, services: Collection[str], limit: int
) -> Iterator[tuple[Matter, Projection]]:
    """The open matters of these services that the viewer may see and in which a step waits for signatures,
    each with its present, in two statements; the oldest matters first, at most `limit` of those in which
    something was ever proposed."""
    once = TimelineEntry.objects.filter(matter=OuterRef("pk"), kind=PROPOSED)
    seen = Matter.objects.filter(visible_to(viewer), open__in=[True], service_code__in=list(services))
    matters = {row.pk: row for row in seen.filter(Exists(once)).order_by("id")[:limit]}
    rows = TimelineEntry.objects.filter(matter__in=list(matters)).order_by("matter_id", "seq")
    for matter_id, entries in groupby(rows.iterator(500), key=lambda row: row.matter_id):
        present = replay(map(entry_of, entries))
        if present.proposal is not None:
            yield matters[matter_id], present
