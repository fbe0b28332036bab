"""What a list of work may be narrowed down by, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from fawang.journeys.approvals import awaiting_me
from fawang.journeys.casework import FLAG_NAMES
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.lists import Narrowing
from fawang.records.people.queries import staff_for
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.listing import ServiceRow
from fawang.reference.catalog.queries import catalogue_index, list_services
from fawang.reference.places.models import Region
from fawang.reference.places.rules import code_range

#: Degrees of urgency and doors by code, in words.
URGENCIES = tuple((code, str(name)) for code, name in Matter.Urgency.choices)
CHANNELS = tuple((code, str(name)) for code, name in Matter.Channel.choices)
#: Where a matter stands, whatever its service.
STANDINGS = (
    ("applicant", "等申请人"),
    ("paused", "期限暂停"),
    ("silent", "多日没有进展"),
    ("approval", "待我审批"),
    ("paper", "文书待签发"),
)
TOWN_LEVEL = 4

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QueueFilters:
    """`tab`: new (nobody has it), mine, open, overdue, closed. The rest narrow it down; empty is anything."""

    tab: str = "new"
    service_code: str = ""
    category: str = ""
    urgency: str = ""
    #: A region code; matters in it and below.
    region_code: str = ""
    family: str = ""
    #: A state of the service or family chosen.
    state: str = ""
    #: One of STANDINGS.
    standing: str = ""
    flag: str = ""
    channel: str = ""
    #: `me`, `none`, or the id of a colleague.
    holder: str = ""


def narrowing_of(filters: QueueFilters, viewer: Viewer) -> Narrowing:
    """The filters as the list understands them; what cannot be read is left out."""
    holder = str(viewer.staff_id) if filters.holder == "me" else filters.holder
    waiting = filters.standing == "applicant"
    return Narrowing(
        service_code=filters.service_code,
        category=filters.category,
        urgency=filters.urgency,
        region_code=filters.region_code,
        services=services_of(filters.family) if filters.family else None,
        state=filters.state,
        states=waiting_states(catalogue_index()) if waiting else None,
        flag=filters.flag if filters.flag.replace("_", "").isalnum() and filters.flag.isascii() else "",
        channel=filters.channel,
        holder=holder if holder == "none" or _is_id(holder) else "",
        paused=filters.standing == "paused",
        silent=filters.standing == "silent",
        only=awaiting_me(viewer) if filters.standing == "approval" else None,
        papers_of=viewer if filters.standing == "paper" else None,
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def families() -> Choices:
    """Families of the services on offer, in the order of the catalogue."""
    return tuple({row.family: row.family_name for row in catalogue_index()}.items())


def services_of(family: str) -> tuple[str, ...]:
    """Codes of a family's services."""
    return tuple(row.code for row in catalogue_index() if row.family == family)


def services_in(family: str) -> Choices:
    """Code and name of a family's services."""
    return tuple((row.code, row.name) for row in catalogue_index() if row.family == family)


def family_of(service_code: str) -> str:
    """The family of a service, "" for one that is not on offer."""
    return next((row.family for row in catalogue_index() if row.code == service_code), "")


@lru_cache(maxsize=4)
def waiting_states(rows: tuple[ServiceRow, ...]) -> tuple[tuple[str, str], ...]:
    """(service, state) of every state that waits for the applicant; without the service where the state means
    that in every service that has it. `rows` are the catalogue, so that a change of it is seen."""
    waits: dict[str, list[str]] = {}
    others: set[str] = set()
    for service in list_services():
        for code, state in service.steps.states.items():
            if state.waiting_for == "applicant":
                waits.setdefault(code, []).append(service.code)
            else:
                others.add(code)
    found = [("", code) for code in waits if code not in others]
    found += [(service, code) for code, services in waits.items() if code in others for service in services]
    return tuple(found)


@dataclass(frozen=True)
class FilterChoices:
    """Everything that the page of all filters offers, as (value, words)."""

    families: Choices
    services: Choices
    states: Choices
    flags: Choices
    towns: Choices
    colleagues: Choices
    channels: Choices = CHANNELS
    urgencies: Choices = URGENCIES
    standings: Choices = STANDINGS


def choices_for(*, viewer: Viewer, filters: QueueFilters) -> FilterChoices:
    """What may be chosen on the page of all filters, in two statements."""
    family = filters.family or family_of(filters.service_code)
    chosen = [
        one
        for one in list_services()
        if (not family or one.family == family) and filters.service_code in ("", one.code)
    ]
    states: dict[str, str] = {}
    if family:
        for one in chosen:
            for code, state in one.steps.states.items():
                states.setdefault(code, state.name)
    return FilterChoices(
        families=families(),
        services=services_in(family) if family else (),
        states=tuple(states.items()),
        flags=tuple(_flags().items()),
        towns=_towns(viewer),
        colleagues=tuple((str(one.pk), one.name) for one in staff_for(viewer=viewer, roles=["officer"])),
    )


def _flags() -> Mapping[str, str]:
    own = {flag.code: flag.name for one in list_services() for flag in one.flags}
    return {**FLAG_NAMES, **own}


def _towns(viewer: Viewer) -> Choices:
    """The towns of the viewer's regions; of a whole city they would be too many to choose from."""
    prefixes = [prefix for prefix in viewer.prefixes() if len(prefix) >= 6]
    if len(prefixes) != 1:
        return ()
    low, high = code_range(prefixes[0])
    rows = Region.objects.filter(code__gte=low, code__lte=high, level=TOWN_LEVEL).order_by("code")
    return tuple(rows.values_list("code", "name"))
