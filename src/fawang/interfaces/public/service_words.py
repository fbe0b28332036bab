"""How a service and a family of services look in a list: icon, one short line, what kind it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.guide import kind_word
from fawang.reference.catalog.queries import list_services

#: Icon by family, in the order in which families are shown; one without an icon gets a plain sheet of paper.
ICONS = {
    "legal-aid": "scales",
    "consultation": "message",
    "mediation": "people",
    "notary": "pen",
    "notarization": "pen",
    "lawyers": "person",
    "lawyer": "person",
    "grassroots": "home",
    "appraisal": "search",
    "forensic": "search",
    "labour-arbitration": "helmet",
    "arbitration": "building",
    "reconsideration": "flag",
    "compensation": "shield",
    "state-compensation": "shield",
    "village-adviser": "home",
    "enterprise": "building",
    "publicity": "book",
    "exam": "star",
    "correction": "shield",
    "drug-rehabilitation": "hand",
    "complaint": "alert",
    "labour": "helmet",
    "forensic-appraisal": "search",
    "bar-exam": "star",
    "lawyer-licence": "person",
    "notary-licence": "pen",
    "appraiser-licence": "book",
    "prison-correction": "shield",
}
#: Groups of people for whom the list of services is cut, as `audience` of a definition names them.
AUDIENCES = {
    "migrant_worker": gettext_noop("农民工"),
    "elderly": gettext_noop("老人"),
    "women_children": gettext_noop("妇女儿童"),
    "minor": gettext_noop("未成年人"),
    "disabled": gettext_noop("残疾人"),
    "soldier": gettext_noop("军人军属"),
    "poor_household": gettext_noop("困难家庭"),
    "enterprise": gettext_noop("企业"),
}
_ORDER = {family: place for place, family in enumerate(ICONS)}


@dataclass(frozen=True)
class ServiceLine:
    """A service as a tile or a cell. `tag`: 预约, 查询 or 请求 for a light one, else empty."""

    code: str
    name: str
    family: str
    family_name: str
    icon: str
    line: str
    tag: str
    audience: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """The services of one family."""

    code: str
    name: str
    icon: str
    services: tuple[ServiceLine, ...]

    @property
    def examples(self) -> str:
        """A few of its services in words."""
        return "、".join(one.name for one in self.services[:3]) + ("……" if len(self.services) > 3 else "")


def line_of(service: ServiceDefinition) -> ServiceLine:
    """The tile of one service; the line is the first clause of its summary."""
    first = service.summary.replace("。", "，").replace("；", "，").split("，")[0]
    return ServiceLine(
        service.code,
        service.name,
        service.family,
        service.family_name,
        ICONS.get(service.family, "file"),
        first,
        kind_word(service),
        service.audience,
    )


def service_lines() -> list[ServiceLine]:
    """Every service on offer."""
    return [line_of(service) for service in list_services()]


def families_of(lines: Iterable[ServiceLine]) -> list[Family]:
    """Services by family: the best known families first, inside one the full services before the light."""
    found: dict[str, list[ServiceLine]] = {}
    for line in lines:
        found.setdefault(line.family, []).append(line)
    families = [
        Family(code, some[0].family_name, some[0].icon, tuple(sorted(some, key=lambda one: bool(one.tag))))
        for code, some in found.items()
    ]
    return sorted(families, key=lambda one: (_ORDER.get(one.code, len(_ORDER)), one.name))


def featured(families: Iterable[Family], known: Collection[str], most: int = 4) -> list[ServiceLine]:
    """One service of each of the first families, for the home page: the one that answers lead to (`known`),
    which is the general one, else the family's first."""
    chosen = [next((s for s in one.services if s.code in known), one.services[0]) for one in families]
    return chosen[:most]
