"""Who may see a matter: the one place that decides it.

* An officer: matters of the organisation they work in, inside the region of their appointment.
* A supervisor: matters of the region they answer for.
* A lawyer: matters given to them, wherever they are.
* An administrator: none; running the system needs no look into matters.
"""

from __future__ import annotations

from django.db.models import Q

from fawang.records.matters.models import Matter
from fawang.records.people.viewers import Viewer
from fawang.reference.places.rules import within

COUNTY_DIGITS = 6
OFFICER, LAWYER, SUPERVISOR = "officer", "lawyer", "supervisor"


def visible_to(viewer: Viewer) -> Q:
    """The condition that a matter's row must meet for this viewer."""
    seen = Q(pk__in=[])
    for grant in viewer.grants:
        if grant.role == OFFICER:
            seen |= Q(organisation_id=grant.organisation_id) & in_region(grant.region_prefix)
    for prefix in viewer.prefixes(SUPERVISOR):
        seen |= in_region(prefix)
    if viewer.has(LAWYER):
        seen |= Q(lawyer_id=viewer.staff_id)
    return seen


def roles_in(viewer: Viewer, matter: Matter) -> tuple[str, ...]:
    """The roles in which this viewer may act on a matter; empty when they may not see it."""
    roles = []
    if any(
        grant.role == OFFICER
        and grant.organisation_id == matter.organisation_id
        and within(matter.region_id, grant.region_prefix)
        for grant in viewer.grants
    ):
        roles.append(OFFICER)
    if viewer.has(LAWYER) and matter.lawyer_id == viewer.staff_id:
        roles.append(LAWYER)
    if viewer.covers(matter.region_id, SUPERVISOR):
        roles.append(SUPERVISOR)
    return tuple(roles)


def in_region(prefix: str) -> Q:
    """Matters of a region and everything below it.

    Down to the county it is an equality, with which an index gives a list in its order. Never a range over
    the region: a planner takes its index for the whole county and sorts, at any size of table, instead of
    reading one page in order."""
    if len(prefix) == COUNTY_DIGITS:
        return Q(county=prefix)
    if len(prefix) > COUNTY_DIGITS:
        return Q(county=prefix[:COUNTY_DIGITS], region__code__startswith=prefix)
    return Q(county__startswith=prefix)


def county_of(region_code: str) -> str:
    """The six digits of a region's county, as the column `county` has them."""
    return region_code[:COUNTY_DIGITS]


def only_county(viewer: Viewer) -> str:
    """The one county in which everything lies that this viewer may see, "" when that cannot be said."""
    if viewer.has(LAWYER):
        return ""
    prefixes = {grant.region_prefix for grant in viewer.grants if grant.role in (OFFICER, SUPERVISOR)}
    counties = {county_of(prefix) for prefix in prefixes}
    return counties.pop() if len(counties) == 1 and all(len(p) >= COUNTY_DIGITS for p in prefixes) else ""
