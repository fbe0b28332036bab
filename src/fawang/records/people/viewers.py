"""Who is looking: a member of staff with the roles, organisations and regions their appointments give.

Every access function of every room takes a `Viewer`; what a person sees follows from it alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fawang.core.refusals import Refusal
from fawang.records.people.models import Appointment, Staff
from fawang.reference.places import rules as place_rules


class NotPermitted(Refusal):
    """The viewer's appointments do not allow what was asked."""

    def __init__(self, message: str = "您的岗位没有这项权限，如有需要请联系本单位主管") -> None:
        super().__init__(message)


@dataclass(frozen=True)
class Grant:
    """One appointment in force: a role in an organisation, reaching over every code with the prefix."""

    role: str
    organisation_id: int
    region_prefix: str


@dataclass(frozen=True)
class Viewer:
    """A member of staff as access functions see them. No grants means that nothing is seen."""

    staff_id: int
    name: str
    grants: tuple[Grant, ...]

    @property
    def actor(self) -> str:
        """How timelines and the audit log name this person."""
        return f"staff:{self.staff_id}"

    def has(self, *roles: str) -> bool:
        """Whether the viewer holds at least one of the roles anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def organisations(self, *roles: str) -> frozenset[int]:
        """Ids of the organisations in which the viewer holds one of the roles (any role when none given)."""
        return frozenset(g.organisation_id for g in self.grants if not roles or g.role in roles)

    def prefixes(self, *roles: str) -> tuple[str, ...]:
        """Region prefixes over which the viewer holds one of the roles (any when none given), without those
        that lie inside another."""
        return _outermost(g.region_prefix for g in self.grants if not roles or g.role in roles)

    def covers(self, region_code: str, *roles: str) -> bool:
        """Whether one of the roles (any when none given) reaches over the region."""
        return any(place_rules.within(region_code, prefix) for prefix in self.prefixes(*roles))

    def require(self, *roles: str) -> None:
        """Raise NotPermitted unless the viewer holds one of the roles."""
        if not self.has(*roles):
            raise NotPermitted


def _outermost(prefixes: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for prefix in sorted(set(prefixes), key=lambda p: (len(p), p)):
        if prefix and not any(prefix.startswith(outer) for outer in kept):
            kept.append(prefix)
    return tuple(kept)


def viewer_for(staff: Staff) -> Viewer:
    """The viewer that a member of staff is now. One statement; a person no longer active, and appointments
    that ended or whose organisation closed, give nothing."""
    rows = Appointment.objects.none()
    if staff.is_active:
        rows = Appointment.objects.filter(staff_id=staff.pk, active=True, organisation__active=True)
    grants = tuple(
        Grant(role, organisation_id, place_rules.prefix_of(region_id))
        for role, organisation_id, region_id in rows.order_by("id").values_list(
            "role", "organisation_id", "region_id"
        )
    )
    return Viewer(staff_id=staff.pk, name=staff.name, grants=grants)
