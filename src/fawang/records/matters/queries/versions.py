"""Which version of its service every open matter runs on; counts and numbers only, so that nobody's matter
is seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from fawang.records.matters.models import Matter


@dataclass(frozen=True)
class VersionUse:
    """Open matters of a service on one version in one state; `organisations` counts those that have them."""

    code: str
    version: str
    state: str
    matters: int
    organisations: int


def counts_by_version() -> list[tuple[str, str, int]]:
    """(service code, version, number of open matters), by code and version."""
    rows = Matter.objects.filter(open=True).values_list("service_code", "service_version")
    return list(rows.annotate(n=Count("id")).order_by("service_code", "service_version"))


def uses_of_versions() -> list[VersionUse]:
    """The open matters by service, version and state, in this order."""
    keys = ("service_code", "service_version", "state")
    rows = Matter.objects.filter(open=True).values_list(*keys)
    counted = rows.annotate(n=Count("id"), bodies=Count("organisation", distinct=True)).order_by(*keys)
    return [VersionUse(*row) for row in counted]


def open_on_other_versions(*, code: str, version: str) -> list[str]:
    """The numbers of the open matters of a service that run on any other version, the oldest first."""
    rows = Matter.objects.filter(open=True, service_code=code).exclude(service_version=version)
    return list(rows.order_by("id").values_list("number", flat=True))
