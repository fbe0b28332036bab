"""API v1 keeps what its description promises, answer by answer."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from fawang.core.ids import format_case_code, new_case_code
from fawang.interfaces.api import rate
from fawang.interfaces.api.description import document
from tests.cast import Cast
from tests.journeys.story import STORY, submitted

formats = FormatChecker(formats=())


@formats.checks("date-time")
def has_offset(value: object) -> bool:
    """ISO 8601 with an offset: without one a reader in another zone is hours off."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@pytest.fixture
def client(db: None) -> Client:
    rate.forget()
    cache.clear()
    return Client()


def checked(response: Any, path: str, method: str, status: int) -> Any:
    """The body, after checking it against the description's own schema of this answer."""
    assert response.status_code == status, response.content.decode()
    told = document()["paths"][path][method]["responses"][str(status)]
    if "$ref" in told:
        told = document()["components"]["responses"][told["$ref"].rsplit("/", 1)[1]]
    kind = response.headers["Content-Type"].split(";")[0]
    assert kind in told["content"], f"{kind} is not promised"
    schema = {**told["content"][kind]["schema"], "components": document()["components"]}
    body = json.loads(response.content)
    faults = [
        f"{list(fault.path)}: {fault.message}"
        for fault in Draft202012Validator(schema, format_checker=formats).iter_errors(body)
    ]
    assert faults == []
    if status >= 400:
        assert body["status"] == status
        assert body["detail"]
    return body


def ask(client: Client, body: Any, **more: Any) -> Any:
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post("/api/v1/ask", sent, content_type="application/json", **more)


def test_the_description_is_sound_openapi_31(client: Client) -> None:
    described = checked(client.get("/api/v1/openapi.json"), "/openapi.json", "get", 200)
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []
    assert described["openapi"].startswith("3.1")
    assert described["info"]["version"] not in ("", "0")


def test_every_address_is_described_and_every_description_has_an_address() -> None:
    routes = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "api")
    served = {
        "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(one.pattern))
        for one in routes.url_patterns
        if one.name not in ("unknown", None)
    }
    assert served == set(document()["paths"])


def test_asking_gives_the_same_answer_as_the_terminal(client: Client, law_library: Path) -> None:
    body = checked(ask(client, {"text": STORY, "id": "my-own-7"}), "/ask", "post", 200)
    assert body["id"] == "my-own-7"
    assert body["category"] == "工资报酬与农民工欠薪"
    assert body["means_test"] == "waived_verification"
    named = {(one["law"], one["article"]) for one in body["laws"]}
    assert any("法律援助法" in law and "四十二" in article for law, article in named)


def test_danger_is_told_to_a_human(client: Client, law_library: Path) -> None:
    body = checked(ask(client, {"text": "老公喝了酒又打我，说要杀了我，我现在很怕"}), "/ask", "post", 200)
    assert body["escalate_human"] is True
    assert body["urgency"] == "emergency"
    assert body["escalation_reason"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"text": 5}',
        b'{"text": null}',
        b'{"text": "a", "more": 1}',
        b'{"text": "\xff\xfe"}',
        b"text=hello",
        b"[" * 5000,
    ],
)
def test_what_is_no_question_is_a_bad_request(client: Client, body: bytes) -> None:
    assert checked(ask(client, body), "/ask", "post", 400)["title"] == "BadRequest"


@pytest.mark.parametrize("text", ["", "   ", "\u0000\u0007", "\u3000\u200b"])
def test_an_empty_question_is_refused_in_words(client: Client, law_library: Path, text: str) -> None:
    checked(ask(client, {"text": text}), "/ask", "post", 422)


@pytest.mark.parametrize("size", [70_000, 300_000, 3_000_000])
def test_a_body_over_64_kilobytes_is_refused_before_it_is_read(client: Client, size: int) -> None:
    body = checked(ask(client, {"text": "我" * (size // 3)}), "/ask", "post", 413)
    assert "64" in body["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>老板欠我工资",
        "'; DROP TABLE matters_matter; -- 老板欠我工资",
        "老板欠我工资" + "\u202e" * 50 + "\x00",
        "😀" * 200,
        "{{ 7*7 }}{% load static %}老板欠我工资 ${7*7}",
        "a" * 20_000,
    ],
)
def test_hostile_text_is_answered_as_text(client: Client, law_library: Path, text: str) -> None:
    response = ask(client, {"text": text})
    assert response.status_code in (200, 422)
    body = checked(response, "/ask", "post", response.status_code)
    assert "<script" not in json.dumps(body)
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_place_is_no_server_error(client: Client, law_library: Path) -> None:
    response = ask(client, {"text": STORY, "region": "no-such-place"})
    checked(response, "/ask", "post", response.status_code)
    assert response.status_code in (200, 422)


def test_the_catalogue_and_one_service(client: Client) -> None:
    listed = checked(client.get("/api/v1/services"), "/services", "get", 200)["services"]
    assert {"legal-consultation", "legal-aid-civil"} <= {one["code"] for one in listed}
    for one in listed:
        rate.forget()  # More services than an address may ask for in a minute.
        service = checked(client.get(f"/api/v1/services/{one['code']}"), "/services/{code}", "get", 200)
        Draft202012Validator.check_schema(service["form"])
    checked(client.get("/api/v1/services/no-such-service"), "/services/{code}", "get", 404)


def test_the_catalogue_is_narrowed_by_family_kind_audience_and_words(client: Client) -> None:
    def codes(**filters: str) -> list[str]:
        answer = checked(client.get("/api/v1/services", filters), "/services", "get", 200)
        return [one["code"] for one in answer["services"]]

    everything = codes()
    assert set(codes(family="legal-aid")) == {code for code in everything if code.startswith("legal-aid-")}
    assert sorted(codes(kind="full") + codes(kind="light")) == sorted(everything)
    assert codes(q="遗嘱公证")[0] == "notary-will"
    assert codes(family="no-such-family") == codes(q="𠮷" * 5000) == []


def test_progress_tells_where_a_matter_stands_and_nothing_personal(client: Client, cast: Cast) -> None:
    receipt = submitted()
    path = "/matters/{case_code}/progress"
    for code in (receipt.case_code, receipt.case_code.replace("-", "").lower()):
        response = client.get(f"/api/v1/matters/{code}/progress")
        body = checked(response, path, "get", 200)
        assert body["service"]["code"] == "legal-aid-civil"
        assert body["organisation"]["name"] == "石港县法律援助中心"
        assert datetime.fromisoformat(body["due"]["at"]).utcoffset() is not None
        said = response.content.decode()
        wang = cast.wang
        for secret in (wang.name, wang.identity, wang.phone, wang.address, "包工头老李", STORY):
            assert secret not in said


def test_a_mistyped_code_is_told_and_an_unknown_one_is_not_found(client: Client, cast: Cast) -> None:
    path = "/matters/{case_code}/progress"
    code = submitted().case_code
    assert checked(client.get("/api/v1/matters/hello/progress"), path, "get", 400)["title"]
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert client.get(f"/api/v1/matters/{wrong}/progress").status_code == 400


def test_guessing_codes_is_slowed_down(client: Client, cast: Cast) -> None:
    answers = [client.get(f"/api/v1/matters/{format_case_code(new_case_code())}/progress") for _ in range(60)]
    statuses = [answer.status_code for answer in answers]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    checked(answers[0], "/matters/{case_code}/progress", "get", 404)
    checked(answers[-1], "/matters/{case_code}/progress", "get", 429)


@pytest.mark.parametrize(
    ("method", "address", "path", "allowed"),
    [
        ("get", "/api/v1/ask", "/ask", "POST"),
        ("put", "/api/v1/ask", "/ask", "POST"),
        ("post", "/api/v1/services", "/services", "GET"),
        ("delete", "/api/v1/services/legal-aid-civil", "/services/{code}", "GET"),
        ("patch", "/api/v1/openapi.json", "/openapi.json", "GET"),
        ("post", "/api/v1/matters/x/progress", "/matters/{case_code}/progress", "GET"),
    ],
)
def test_a_wrong_method_is_told_the_right_one(
    client: Client, method: str, address: str, path: str, allowed: str
) -> None:
    response = getattr(client, method)(address)
    checked(response, path, "post" if allowed == "POST" else "get", 405)
    assert allowed in response.headers["Allow"]


def test_head_is_answered_like_get_without_a_body(client: Client) -> None:
    response = client.head("/api/v1/services")
    assert (response.status_code, response.content) == (200, b"")


def test_an_unknown_address_is_a_problem_not_a_page(client: Client) -> None:
    response = client.get("/api/v1/no/such/thing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == 404


def test_too_many_requests_are_told_when_to_come_back(client: Client, settings: Any) -> None:
    settings.API_RATE = 3
    for _ in range(3):
        assert client.get("/api/v1/services").status_code == 200
    refused = client.get("/api/v1/services")
    checked(refused, "/services", "get", 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert client.get("/api/v1/services", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_what_breaks_inside_is_told_as_a_problem_and_logged(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*words: str, **filters: str) -> None:
        raise ZeroDivisionError("a secret of the inside")

    monkeypatch.setattr("fawang.interfaces.api.catalogue.find_services", broken)
    body = checked(client.get("/api/v1/services"), "/services", "get", 500)
    assert "secret" not in json.dumps(body)
    assert "a secret of the inside" in caplog.text


def test_no_cookie_is_set_and_none_is_needed(client: Client, law_library: Path) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = ask(strict, {"text": STORY})
    assert response.status_code == 200
    assert not response.cookies
