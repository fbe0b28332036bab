"""Who is asking behind a proxy, and what may be compressed or kept."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from fawang.config.security import CompressMiddleware, HeadersMiddleware, ProxyMiddleware


def seen_as(settings, proxies: list[str], peer: str, forwarded: str | None) -> str:
    """The address that a page sees."""
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer)
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    seen: list[str] = []

    def page(asked: HttpRequest) -> HttpResponse:
        seen.append(asked.META["REMOTE_ADDR"])
        return HttpResponse()

    ProxyMiddleware(page)(request)
    return seen[0]


OURS = ["127.0.0.1", "10.0.0.0/8", "::1"]


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "caller"),
    [
        ([], "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ([], "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        (OURS, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (OURS, "::1", "2001:db8::7", "2001:db8::7"),
        (OURS, "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (OURS, "127.0.0.1", "1.1.1.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        (OURS, "127.0.0.1", None, "127.0.0.1"),
        (OURS, "127.0.0.1", "nonsense", "127.0.0.1"),
        (OURS, "127.0.0.1", "1.1.1.1, <script>, 10.1.2.3", "10.1.2.3"),
        (OURS, "", "203.0.113.9", ""),
    ],
)
def test_only_our_own_proxies_say_who_is_asking(settings, proxies, peer, forwarded, caller) -> None:
    assert seen_as(settings, proxies, peer, forwarded) == caller


@pytest.mark.parametrize(
    ("method", "cache", "packed"),
    [
        ("GET", "private, no-cache", True),
        ("GET", "private, no-store", False),
        ("POST", "private, no-store", True),
    ],
)
def test_a_page_of_ones_own_is_not_compressed(method: str, cache: str, packed: bool) -> None:
    request = RequestFactory().generic(method, "/", HTTP_ACCEPT_ENCODING="gzip")
    body = b"the same words again and again " * 100
    answer = CompressMiddleware(lambda _: HttpResponse(body, headers={"Cache-Control": cache}))(request)
    assert (answer.headers.get("Content-Encoding") == "gzip") is packed
    assert (gzip.decompress(answer.content) if packed else answer.content) == body


@pytest.mark.parametrize(("method", "kept"), [("GET", "no-cache"), ("POST", "no-store")])
def test_the_answer_to_something_sent_is_not_stored(method: str, kept: str) -> None:
    answer = HeadersMiddleware(lambda _: HttpResponse("<p>"))(RequestFactory().generic(method, "/ask"))
    assert answer.headers["Cache-Control"] == f"private, {kept}"
