"""Writes of the catalogue: publishing versions, so that a running matter keeps its own for ever."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.reference.catalog import queries
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.models import ServiceVersion


def publish_services(*, now: datetime) -> list[ServiceVersion]:
    """Keep every current definition as a version; those kept already are left alone. Returns the new
    ones. Safe to run by several processes at once: the constraint lets one of them in."""
    known = set(ServiceVersion.objects.values_list("code", "version"))
    fresh = [one for one in queries.list_services() if (one.code, one.version) not in known]
    # One transaction for all: a first start would otherwise wait for the disk once for each service.
    with transaction.atomic():
        return [row for row in (_keep(one, now) for one in fresh) if row is not None]


def pin_service(*, code: str, now: datetime) -> ServiceDefinition:
    """The newest definition, kept as a version so that what is begun on it can always be finished on it.
    Raises UnknownService."""
    definition = queries.get_service(code)
    if not ServiceVersion.objects.filter(code=code, version=definition.version).exists():
        _keep(definition, now)
    return definition


def _keep(definition: ServiceDefinition, now: datetime) -> ServiceVersion | None:
    row, new = ServiceVersion.objects.get_or_create(
        code=definition.code,
        version=definition.version,
        defaults={
            "name": definition.name,
            "definition": definition.model_dump(mode="json", by_alias=True),
            "published_at": now,
        },
    )
    if new:
        record(
            actor="system",
            action="catalog.publish",
            object_type="service",
            object_ref=f"{definition.code}@{definition.version}",
            now=now,
        )
    return row if new else None
