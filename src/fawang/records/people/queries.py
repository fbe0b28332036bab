"""Reads of the people room: offices (public), parties as shown on screen, staff as seen by a viewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from fawang.core import crypto
from fawang.core.checks import normalise_identity, normalise_phone
from fawang.core.clock import ZONE, day_of
from fawang.core.rows import first_row
from fawang.core.text import mask_identity, mask_name, mask_phone
from fawang.records.people import rules
from fawang.records.people.contact import Contact, contact_of_party
from fawang.records.people.models import Appointment, Organisation, Party, Staff
from fawang.records.people.viewers import NotPermitted, Viewer
from fawang.reference.catalog.limits import work_calendar
from fawang.reference.places import rules as place_rules

Role = Appointment.Role

#: Kinds a person can walk into for help, in the order a page lists them.
WALK_IN_KINDS = (
    Organisation.Kind.LEGAL_AID_CENTRE,
    Organisation.Kind.SERVICE_CENTRE,
    Organisation.Kind.JUDICIAL_OFFICE,
    Organisation.Kind.WORKROOM,
)


@dataclass(frozen=True)
class Office:
    """An organisation as the public sees it. `distance_km` is None when no position was asked about."""

    organisation_id: int
    code: str
    name: str
    kind: str
    kind_name: str
    phone: str
    address: str
    region_code: str
    region_name: str
    latitude: float | None
    longitude: float | None
    distance_km: float | None
    open_now: bool
    hours_text: str


def is_open(organisation: Organisation, at: datetime) -> bool:
    """Whether the organisation is open at the moment, public holidays and moved working days counted."""
    day, calendar = day_of(at), work_calendar()
    return rules.open_at(
        organisation.opening_hours,
        at.astimezone(ZONE),
        calendar.is_working_day(day),
        holiday=day in calendar.holidays and day not in calendar.workdays,
    )


def office_of(organisation: Organisation, at: datetime, distance_km: float | None = None) -> Office:
    """The public view of an organisation at a moment."""
    return Office(
        organisation_id=organisation.pk,
        code=organisation.code,
        name=organisation.name,
        kind=organisation.kind,
        kind_name=Organisation.Kind(organisation.kind).label,
        phone=organisation.phone,
        address=organisation.address,
        region_code=organisation.region_id,
        region_name=organisation.region.full_name,
        latitude=organisation.latitude,
        longitude=organisation.longitude,
        distance_km=distance_km,
        open_now=is_open(organisation, at),
        hours_text=rules.hours_text(organisation.opening_hours),
    )


def _active(kinds: Iterable[str]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(active=True, kind__in=list(kinds)).select_related("region")


def nearest_offices(
    latitude: float, longitude: float, kinds: Sequence[str], k: int, at: datetime
) -> list[Office]:
    """The `k` offices of the kinds that lie nearest to a point in degrees, nearest first; exact.

    Looks into a box that doubles until the circle inside it holds enough. Raises ValueError for a point
    that is not on the earth."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("latitude or longitude out of range")
    radius, found = 5.0, []
    while k > 0:
        south, north, west, east = place_rules.box_around(latitude, longitude, radius)
        inside = Q(latitude__range=(south, north)) & _longitudes(west, east)
        found = sorted(
            (
                (place_rules.distance_km(latitude, longitude, o.latitude, o.longitude), o.pk, o)
                for o in _active(kinds).filter(inside)
                if o.latitude is not None and o.longitude is not None
            ),
            key=lambda item: item[:2],
        )
        sure = [item for item in found if item[0] <= radius]
        if len(sure) >= k or radius > place_rules.EARTH_RADIUS_KM * 3.2:
            break
        radius *= 4
    return [office_of(organisation, at, distance) for distance, _, organisation in found[:k]]


def _longitudes(west: float, east: float) -> Q:
    """A longitude range that may cross the line where 180° east meets 180° west."""
    if west < -180:
        return Q(longitude__gte=west + 360) | Q(longitude__lte=east)
    if east > 180:
        return Q(longitude__gte=west) | Q(longitude__lte=east - 360)
    return Q(longitude__range=(west, east))


def offices_in(region_code: str, kinds: Sequence[str], at: datetime) -> list[Office]:
    """Offices that serve a region, in the order of `kinds`: of each kind those of the region itself, else
    those of the nearest region above that has one. Empty for an unknown code."""
    if place_rules.code_fault(region_code):
        return []
    chain = place_rules.ancestor_codes(region_code)
    rank = {code: index for index, code in enumerate(chain)}
    by_kind: dict[str, list[Organisation]] = {kind: [] for kind in kinds}
    rows = _active(kinds).filter(region_id__in=chain).order_by("code")
    for organisation in sorted(rows, key=lambda o: rank[o.region_id]):
        kept = by_kind[organisation.kind]
        if not kept or kept[0].region_id == organisation.region_id:
            kept.append(organisation)
    return [office_of(organisation, at) for kind in by_kind for organisation in by_kind[kind]]


def organisation_for(kind: str, region_code: str, level: int | None = None) -> Organisation | None:
    """The active organisation of a kind that is competent for a region: its own, else its county's, else
    the city's, else the province's; None when there is none. With `level` (1 province … 5 village) only an
    organisation of that level."""
    if place_rules.code_fault(region_code):
        return None
    chain = place_rules.ancestor_codes(region_code)
    if level is not None:
        chain = [code for code in chain if place_rules.level_of(code) == level]
        if not chain:
            return None
    # Asked with every submission; building this query anew would take longer than everything it finds.
    places = ", ".join(["%s"] * len(chain))
    # Of a place and those around it, all of twelve digits, the nearest has the greatest code.
    nearest = f"active = %s AND kind = %s AND region_id IN ({places}) ORDER BY region_id DESC, code"
    return first_row(Organisation, nearest, [True, kind, *chain])


def organisations_for(kinds: Sequence[str], region_code: str) -> dict[str, list[Organisation]]:
    """Every active organisation of each kind that is competent for a region (of the region itself and of
    those around it), the nearest first."""
    found: dict[str, list[Organisation]] = {kind: [] for kind in kinds}
    if place_rules.code_fault(region_code):
        return found
    chain = place_rules.ancestor_codes(region_code)
    for row in _active(kinds).filter(region_id__in=chain).order_by("code"):
        found[row.kind].append(row)
    for rows in found.values():
        rows.sort(key=lambda one: chain.index(one.region_id))
    return found


def get_organisation_for(*, viewer: Viewer, organisation_id: int) -> Organisation:
    """An organisation a viewer works in or whose region one of their grants covers; else NotPermitted."""
    row = Organisation.objects.select_related("region").filter(pk=organisation_id).first()
    if row is None or not (row.pk in viewer.organisations() or viewer.covers(row.region_id)):
        raise NotPermitted
    return row


def _region_below(path: str, prefix: str) -> Q:
    """Rows whose region, reached over `path`, begins with the prefix."""
    low, high = place_rules.code_range(prefix)
    return Q(**{f"{path}region_id__gte": low, f"{path}region_id__lte": high})


@dataclass(frozen=True)
class LawyerCard:
    """A professional (lawyer, notary, mediator …) who can be given a case. `load` is the number of open cases
    the caller counted."""

    staff_id: int
    name: str
    organisation_id: int
    organisation_name: str
    licence_number: str
    specialities: tuple[str, ...]
    speciality_match: bool
    load: int
    profession: str = "lawyer"


def lawyers_for(
    place: Organisation | str, category: str, loads: Mapping[int, int] | None = None
) -> list[LawyerCard]:
    """Professionals of one organisation, or of every organisation in a region given by its code: those whose
    speciality is the category first, then the least loaded, then by id so that the order is settled.

    `loads` maps staff ids to open cases; this room does not know matters, so the caller counts them."""
    rows = Appointment.objects.filter(
        role=Role.LAWYER, active=True, staff__is_active=True, organisation__active=True
    ).select_related("staff", "organisation")
    if isinstance(place, Organisation):
        rows = rows.filter(organisation=place)
    elif place_rules.code_fault(place):
        return []
    else:
        rows = rows.filter(_region_below("organisation__", place_rules.prefix_of(place)))
    counted = loads or {}
    cards = {
        row.staff_id: LawyerCard(
            staff_id=row.staff_id,
            name=row.staff.name,
            organisation_id=row.organisation_id,
            organisation_name=row.organisation.name,
            licence_number=row.staff.licence_number,
            specialities=tuple(row.staff.specialities),
            speciality_match=category in row.staff.specialities,
            load=counted.get(row.staff_id, 0),
            profession=row.staff.profession or "lawyer",
        )
        for row in rows.order_by("-id")
    }
    return sorted(cards.values(), key=lambda card: (not card.speciality_match, card.load, card.staff_id))


@dataclass(frozen=True)
class PartyView:
    """A party as a screen shows it: the name, and identity number, phone and address masked. In safe contact
    the phone is the one number that may be called. The full values come from `operations.reveal_party` only,
    which leaves a trace."""

    party_id: int
    kind: str
    kind_name: str
    name: str
    name_masked: str
    identity_masked: str
    phone_masked: str
    address_masked: str


def party_view(party: Party, contact: Contact | None = None) -> PartyView:
    """The masked view of a party. Whoever may open a matter may see the parties in it, so the caller has
    come through the matter's own access door. `contact`: how they may be reached, where that was read."""
    reached = contact or contact_of_party(party)
    name = crypto.unseal(party.name_sealed, "name")
    return PartyView(
        party_id=party.pk,
        kind=party.kind,
        kind_name=Party.Kind(party.kind).label,
        name=name,
        name_masked=name if party.kind == Party.Kind.ORGANISATION else mask_name(name),
        identity_masked=mask_identity(_opened(party.identity_sealed, "identity")),
        phone_masked=mask_phone(reached.number),
        address_masked=rules.mask_address(_opened(party.address_sealed, "address")),
    )


def _opened(token: str, purpose: str) -> str:
    return crypto.unseal(token, purpose) if token else ""


def parties_with_identity(identity: str) -> list[Party]:
    """Parties registered with this identity number, newest first: for finding a person again, and for a
    person to judge whether two registrations are one. They are never merged by themselves."""
    index = crypto.blind_index(normalise_identity(identity), "identity")
    return list(Party.objects.filter(identity_index=index).order_by("-id"))


def parties_with_phone(phone: str) -> list[Party]:
    """Parties registered with this phone number, newest first."""
    index = crypto.blind_index(normalise_phone(phone), "phone")
    return list(Party.objects.filter(phone_index=index).order_by("-id"))


def staff_for(*, viewer: Viewer, roles: Sequence[str] = ()) -> list[Staff]:
    """Active colleagues the viewer may see, by name: those of the viewer's own organisations, and for a
    supervisor or administrator all of the regions they answer for. `roles` keeps to holders of one."""
    seen = Q(organisation_id__in=viewer.organisations())
    for prefix in viewer.prefixes(Role.SUPERVISOR, Role.ADMINISTRATOR):
        seen |= _region_below("organisation__", prefix)
    rows = Appointment.objects.filter(seen, active=True, staff__is_active=True)
    if roles:
        rows = rows.filter(role__in=list(roles))
    ids = rows.values_list("staff_id", flat=True)
    return list(Staff.objects.filter(pk__in=ids).order_by("name", "pk"))


def get_staff_for(*, viewer: Viewer, staff_id: int) -> Staff:
    """One colleague the viewer may see (see `staff_for`), active or not; else NotPermitted."""
    row = Staff.objects.filter(pk=staff_id).first()
    if row is None:
        raise NotPermitted
    posts = Appointment.objects.filter(staff_id=staff_id).select_related("organisation")
    own = viewer.organisations()
    if viewer.staff_id == staff_id or any(
        post.organisation_id in own
        or viewer.covers(post.organisation.region_id, Role.SUPERVISOR, Role.ADMINISTRATOR)
        for post in posts
    ):
        return row
    raise NotPermitted


def officers_in(organisations: Iterable[int | None]) -> dict[int, list[int]]:
    """Ids of the active officers of these organisations, by organisation."""
    found: dict[int, list[int]] = {}
    rows = Appointment.objects.filter(
        organisation_id__in=[one for one in organisations if one],
        role=Role.OFFICER,
        active=True,
        staff__is_active=True,
    ).order_by("id")
    for organisation_id, staff_id in rows.values_list("organisation_id", "staff_id"):
        found.setdefault(organisation_id, []).append(staff_id)
    return found


def supervisors_above(organisation_id: int | None, region_code: str, told: Iterable[int]) -> list[int]:
    """Ids of the supervisors one step up from those who were told already: climbing from the organisation to
    its parents, the first with supervisors of its own; where no parent has any, the regions around it."""
    known = set(told)
    rows = list(
        Appointment.objects.filter(role=Role.SUPERVISOR, active=True, staff__is_active=True).filter(
            region_id__in=place_rules.ancestor_codes(region_code)
        )
    )
    above = _parent_of(organisation_id)
    while above is not None:
        if found := sorted({row.staff_id for row in rows if row.organisation_id == above} - known):
            return found
        above = _parent_of(above)
    for code in place_rules.ancestor_codes(region_code):
        if found := sorted({row.staff_id for row in rows if row.region_id == code} - known):
            return found
    return []


def _parent_of(organisation_id: int | None) -> int | None:
    rows = Organisation.objects.filter(pk=organisation_id or 0)
    return rows.values_list("parent_id", flat=True).first()


def organisation_chain(organisation_id: int | None) -> list[int]:
    """An organisation and those above it, itself first."""
    found: list[int] = []
    here = organisation_id
    while here is not None and here not in found:
        found.append(here)
        here = _parent_of(here)
    return found


def colleagues_in(organisation_id: int | None, region_code: str) -> list[tuple[int, str]]:
    """Id and name of the active officers of an organisation whose appointment covers a region, by name."""
    rows = Appointment.objects.filter(
        organisation_id=organisation_id or 0, role=Role.OFFICER, active=True, staff__is_active=True
    ).select_related("staff")
    found = {
        row.staff_id: row.staff.name
        for row in rows
        if place_rules.within(region_code, place_rules.prefix_of(row.region_id))
    }
    return sorted(found.items(), key=lambda one: (one[1], one[0]))
