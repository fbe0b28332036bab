"""Which rearrangements a page may offer to whoever looks at a matter."""

from __future__ import annotations

from dataclasses import dataclass

from fawang.journeys.casework import definition_of
from fawang.journeys.rearrange.reopen import may_reopen, way_back
from fawang.records.matters.access import OFFICER, SUPERVISOR, roles_in
from fawang.records.matters.queries.one import get_matter_for
from fawang.records.people.queries import colleagues_in
from fawang.records.people.viewers import Viewer


@dataclass(frozen=True)
class MoreView:
    """What else may be done with a matter."""

    #: (staff id, name) of the colleagues it may be handed to; empty: it may not be.
    colleagues: tuple[tuple[int, str], ...]
    #: It may be tied, merged and split.
    may_rearrange: bool
    may_reopen: bool


def more_for(*, viewer: Viewer, number: str) -> MoreView:
    """The rearrangements on offer. Raises MatterNotFound."""
    matter = get_matter_for(viewer=viewer, number=number)
    roles = roles_in(viewer, matter)
    free = matter.holder_id in (None, viewer.staff_id)
    may = matter.open and (SUPERVISOR in roles or (OFFICER in roles and free))
    colleagues = colleagues_in(matter.organisation_id, matter.region_id) if may else []
    return MoreView(
        colleagues=tuple(one for one in colleagues if one[0] != matter.holder_id),
        may_rearrange=may,
        may_reopen=may_reopen(viewer, matter) and not way_back(definition_of(matter), matter.state),
    )
