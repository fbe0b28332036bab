"""Reading what stands in for papers, and bars to promises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from fawang.core import crypto
from fawang.core.rows import find_rows
from fawang.records.matters.access import OFFICER, SUPERVISOR, in_region, visible_to
from fawang.records.matters.models import Draft, Matter, PromiseBar, StandIn
from fawang.records.people.viewers import Viewer


def stand_ins_of(*, matter: Matter | None = None, draft: Draft | None = None) -> list[StandIn]:
    """What stands for papers of a matter or a draft, in the order it was made."""
    if matter is not None:
        return find_rows(StandIn, matter_id=matter.pk)
    return find_rows(StandIn, draft_id=draft.pk, matter_id=None) if draft else []


def words_of(row: StandIn) -> str:
    """What was promised, told or found, word for word."""
    return crypto.unseal(row.words_sealed, "material")


def is_barred(identity_indexes: Iterable[str]) -> bool:
    """Whether a broken promise that was not repaired bars one of these people."""
    known = [one for one in identity_indexes if one]
    return PromiseBar.objects.filter(identity_index__in=known, lifted_at__isnull=True).exists()


def open_for(
    *, viewer: Viewer, kind: str = "", late_at: datetime | None = None, limit: int = 200
) -> list[StandIn]:
    """The promises to check and the papers to come of the matters that the viewer handles as an officer or
    answers for as a supervisor, the nearest due first: of one kind, or those past their day at a moment."""
    # Each open one asks for its own matter by key; there are few of them, and very many matters.
    theirs = Exists(Matter.objects.filter(_watched(viewer), pk=OuterRef("matter_id")))
    rows = StandIn.objects.filter(theirs, state=StandIn.State.MADE, matter__isnull=False)
    if kind in StandIn.Kind.values:
        rows = rows.filter(kind=kind)
    if late_at is not None:
        rows = rows.filter(due_at__lt=late_at)
    return list(rows.select_related("matter").order_by("due_at", "id")[:limit])


def _watched(viewer: Viewer) -> Q:
    watched = Q(pk__in=[])
    for grant in viewer.grants:
        if grant.role == OFFICER:
            watched |= Q(organisation_id=grant.organisation_id) & in_region(grant.region_prefix)
        elif grant.role == SUPERVISOR:
            watched |= in_region(grant.region_prefix)
    return watched


def due_between(
    *, since: datetime, until: datetime, kind: str, untold: str, limit: int = 500
) -> list[StandIn]:
    """Those open of a kind that are due in the span and not told of yet (`reminded_at`, `late_at`)."""
    rows = StandIn.objects.filter(
        state=StandIn.State.MADE,
        kind=kind,
        matter__isnull=False,
        due_at__gte=since,
        due_at__lt=until,
        **{f"{untold}__isnull": True},
    )
    return list(rows.select_related("matter").order_by("matter__number", "id")[:limit])


def bars_for(*, viewer: Viewer, limit: int = 200) -> list[PromiseBar]:
    """The bars in force on people whose matters the viewer may see, those with an open objection first."""
    mine = Matter.objects.filter(visible_to(viewer))
    rows = PromiseBar.objects.filter(lifted_at__isnull=True, stand_in__matter__in=mine)
    return list(rows.select_related("stand_in__matter").order_by("objected_at", "id")[:limit])


def bar_of(stand_in_ids: Iterable[int]) -> PromiseBar | None:
    """The bar in force that came of one of these promises."""
    rows = PromiseBar.objects.filter(stand_in_id__in=list(stand_in_ids), lifted_at__isnull=True)
    return rows.select_related("stand_in").first()
