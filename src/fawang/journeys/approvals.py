"""What waits for somebody's signature (审批、会签)."""

from __future__ import annotations

from functools import lru_cache

from fawang.journeys.casework import definition_of
from fawang.records.matters.access import roles_in
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.approvals import proposed_in
from fawang.records.matters.rules.projection import Projection
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.listing import ServiceRow
from fawang.reference.catalog.queries import UnknownService, catalogue_index, list_services
from fawang.stages.workflows.rules import awaited

#: Matters looked at in one go; far more than one person signs in a day.
MOST = 500


def awaiting_me(viewer: Viewer) -> tuple[int, ...]:
    """Ids of the matters in which a proposed step waits for a signature that this viewer may give now. A step
    of their own, one they signed already and one whose turn is somebody else's are not theirs."""
    services = _with_approvals(catalogue_index())
    found = proposed_in(viewer=viewer, services=services, limit=MOST)
    return tuple(matter.pk for matter, present in found if _may_sign(viewer, matter, present))


def _may_sign(viewer: Viewer, matter: Matter, present: Projection) -> bool:
    asked = present.proposal
    if asked is None or viewer.staff_id in (asked.staff, *(staff for _, staff, _ in asked.agreed)):
        return False
    try:
        definition = definition_of(matter)
    except UnknownService:
        return False
    roles = roles_in(viewer, matter)
    return any(one.role in roles for _, one in awaited(definition, present))


@lru_cache(maxsize=4)
def _with_approvals(rows: tuple[ServiceRow, ...]) -> tuple[str, ...]:
    """The services with a step that needs signatures; `rows` are the catalogue, so that a change is seen."""
    return tuple(one.code for one in list_services() if any(step.approvals for step in one.steps.actions))
