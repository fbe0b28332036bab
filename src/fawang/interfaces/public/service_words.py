"""How a service looks in a list: its icon and one short line."""

from __future__ import annotations

from dataclasses import dataclass

from fawang.reference.catalog.definitions import ServiceHead
from fawang.reference.catalog.queries import list_services

#: Icon by family; a family without one gets a plain sheet of paper.
ICONS = {
    "legal-aid": "scales",
    "consultation": "message",
    "mediation": "people",
    "notary": "pen",
    "appraisal": "search",
    "arbitration": "building",
}


@dataclass(frozen=True)
class ServiceLine:
    """A service as a tile or a cell."""

    code: str
    name: str
    family_name: str
    icon: str
    line: str


def line_of(service: ServiceHead) -> ServiceLine:
    """The tile of one service; the line is the first clause of its summary."""
    first = service.summary.replace("。", "，").split("，")[0]
    return ServiceLine(
        service.code, service.name, service.family_name, ICONS.get(service.family, "file"), first
    )


def service_lines() -> list[ServiceLine]:
    """Every service on offer."""
    return [line_of(service) for service in list_services()]
