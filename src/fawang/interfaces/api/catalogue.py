"""GET /api/v1/services: the catalogue (`family`, `kind`, `audience`, `q` narrow it), and one service with its
form as JSON Schema."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from fawang.interfaces.api.answers import endpoint, json_answer
from fawang.journeys.find_services import find_services
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.listing import ServiceRow
from fawang.reference.catalog.queries import get_service
from fawang.reference.catalog.schema import json_schema

#: Of a query nothing is looked at beyond so many characters.
LONGEST_QUERY = 100


def head(service: ServiceDefinition | ServiceRow) -> dict[str, Any]:
    """What the list says of a service."""
    return {
        "code": service.code,
        "version": service.version,
        "name": service.name,
        "family": service.family_name,
        "group": service.group,
        "kind": service.kind,
        "summary": service.summary,
        "who_can_apply": service.who_can_apply,
        "fee": service.fee,
        "time": service.time,
    }


@endpoint("GET")
def services(request: HttpRequest) -> HttpResponse:
    """Every service on offer, or those that the filters leave; found by words (`q`), the best first."""
    asked = request.GET
    rows = find_services(
        asked.get("q", "")[:LONGEST_QUERY],
        family=asked.get("family", ""),
        kind=asked.get("kind", ""),
        audience=asked.get("audience", ""),
    )
    return json_answer({"services": [head(row) for row in rows]})


@endpoint("GET")
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service with its materials, its legal sources and its form."""
    definition = get_service(code)
    return json_answer(
        head(definition)
        | {
            "materials": [
                {"code": one.code, "name": one.name, "why": one.why, "always": one.always}
                for one in definition.materials
            ],
            "cites": [{"law": one.law, "article": one.article} for one in definition.cites],
            "form": json_schema(definition),
        }
    )
