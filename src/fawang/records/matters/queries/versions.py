"""How many open matters run on which version of a service; counts only, so nobody's matter is seen."""

from __future__ import annotations

from django.db.models import Count

from fawang.records.matters.models import Matter


def counts_by_version() -> list[tuple[str, str, int]]:
    """(service code, version, number of open matters), by code and version."""
    rows = Matter.objects.filter(open=True).values_list("service_code", "service_version")
    return list(rows.annotate(n=Count("id")).order_by("service_code", "service_version"))
