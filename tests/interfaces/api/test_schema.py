"""The description tested against the server: requests made from it, right and wrong, and every answer of a
kind that it promises."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as budget
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fawang.interfaces.api import rate
from fawang.interfaces.api.description import document
from tests.cast import Cast
from tests.interfaces.api.test_clients import Program, number_of, program

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
#: The application ends each request as a server does and closes the connection, so nothing can be undone
#: at the end but by emptying the tables.
pytestmark = pytest.mark.django_db(transaction=True)
#: Cases of each operation; the whole stays well under a minute.
CASES = 20


@pytest.fixture
def union(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(settings, "API_RATE", 1_000_000)
    rate.forget()
    return program(cast, "市总工会平台", per_minute=6000, per_day=10_000_000)


def operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict({**document(), "servers": [{"url": "/api/v1"}]})
    return [found.ok() for found in schema.get_all_operations()]


def known(union: Program) -> dict[str, Any]:
    """Things that exist, so that not every case ends at a 404."""
    number = number_of(union.open())
    return {
        "number": number,
        "code": "legal-aid-civil",
        "action": "withdraw",
        "case_code": union.call("get", f"matters/{number}").json()["case_code"],
    }


@pytest.mark.parametrize("operation", operations(), ids=lambda one: f"{one.method} {one.path}")
@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_every_answer_is_of_a_kind_that_is_promised(union: Program, operation: Any, right: bool) -> None:
    there, application = known(union), get_wsgi_application()
    mode = schemathesis.GenerationMode.POSITIVE if right else schemathesis.GenerationMode.NEGATIVE

    @budget(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if right:
            case.path_parameters = {**(case.path_parameters or {}), **_of(there, case.path_parameters or {})}
        own = {"Authorization": f"Bearer {union.key}", "Accept-Encoding": "identity"}
        case.headers = {**dict(case.headers or {}), **own}
        case.call_and_validate(app=application, checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:
        assert not right, "nothing right can be made from the description"


def _of(there: dict[str, Any], names: Any) -> dict[str, Any]:
    return {name: value for name, value in there.items() if name in names and value}
