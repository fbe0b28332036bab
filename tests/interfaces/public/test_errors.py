"""What went wrong is said in words, and what was typed comes back."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError
from django.test import Client

from fawang.interfaces.public import asking, submitting
from tests.interfaces.public.conftest import STORY, Citizen


def test_a_page_open_too_long_gives_the_fields_back_to_send_again(citizen: Citizen) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/ask", {"text": STORY + "<script>", "csrfmiddlewaretoken": "old"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "<script>" not in html.split("<main", 1)[1].split("</main>")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert token
    assert 'value="old"' not in html
    again = strict.post("/ask", {"text": STORY, "csrfmiddlewaretoken": token[1]})
    assert again.status_code == 200


def test_passwords_are_never_shown_again(citizen: Citizen) -> None:
    strict = Client(enforce_csrf_checks=True)
    html = strict.post(
        "/office/login", {"username": "zhoumin", "password": "lantern-orchard-97"}
    ).content.decode()
    assert "lantern-orchard-97" not in html
    assert "zhoumin" in html


def test_our_own_fault_says_so_and_keeps_the_fields(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("库坏了")

    monkeypatch.setattr(asking, "ask", broken)
    browser = Client(raise_request_exception=False)
    response = browser.post("/ask", {"text": STORY})
    html = response.content.decode()
    assert response.status_code == 500
    assert f'value="{STORY}"' in html
    assert "库坏了" not in html
    assert "12348" in html


@pytest.mark.parametrize("path", ["/ask", "/p", "/offices", "/apply/submit"])
def test_a_body_that_is_too_large_is_told(citizen: Citizen, path: str) -> None:
    response = citizen.client.post(path, {"text": "字" * 1_200_000})
    assert response.status_code == 413
    assert "太大" in response.content.decode()


@pytest.mark.parametrize("path", ["/ask", "/apply/check", "/law", "/apply/submit"])
def test_a_method_that_is_not_offered_is_refused(citizen: Citizen, path: str) -> None:
    assert citizen.client.delete(path).status_code == 405


@pytest.mark.parametrize(
    "path", ["/law/%00/1", "/law/../etc/passwd", "/p/%E2%80%8B", "/law/刑法/第九千条", "/%ff"]
)
def test_strange_addresses_are_not_found(citizen: Citizen, path: str) -> None:
    assert citizen.client.get(path).status_code in (400, 404, 422)


def test_a_busy_database_is_told_as_such_and_shows_no_technical_field(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    citizen.to_check()
    key = citizen.key()
    monkeypatch.setattr(submitting, "submit_application", busy)
    citizen.client.raise_request_exception = False
    response = citizen.client.post("/apply/submit", {"key": key})
    html = response.content.decode()
    assert response.status_code == 503
    assert "系统正忙" in html
    assert f"<li>{key}" not in html
    assert f'name="key" value="{key}"' in html


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
def test_what_another_site_sent_is_not_offered_to_be_sent_again(
    citizen: Citizen, headers: dict[str, str]
) -> None:
    citizen.start()
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = citizen.client.cookies
    response = browser.post("/apply/discard", {"go": "yes", "text": "点一下领红包"}, headers=headers)
    html = response.content.decode()
    assert response.status_code == 403
    assert "点一下领红包" not in html
    assert 'action="/apply/discard"' not in html
