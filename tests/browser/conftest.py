"""The product in a real browser: the cast's city behind a live server, and pages that watch themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast

VENDOR = Path(__file__).parent / "vendor"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}
SMALL_PHONE = {"width": 360, "height": 740}


@dataclass
class Site:
    """A running site with the cast in it."""

    url: str
    cast: Cast
    #: What went wrong in any page: console errors and requests to foreign hosts.
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def live_site(
    live_server: LiveServer, transactional_db: None, cast: Cast, law_library: Path
) -> Iterator[Site]:
    """The site with the cast; fails afterwards when a page complained or asked another host for anything."""
    cache.clear()
    site = Site(live_server.url, cast)
    yield site
    assert site.complaints == []


@pytest.fixture
def open_page(chromium: Browser, live_site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own: `open_page(viewport=PHONE, size="l", scripts=False)`."""
    contexts: list[BrowserContext] = []

    def opened(
        viewport: dict[str, int] = PHONE, size: str = "m", contrast: str = "normal", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport=viewport,
            java_script_enabled=scripts,
            locale="zh-CN",
            base_url=live_site.url,  # type: ignore[arg-type]
        )
        context.add_cookies(
            [
                {"name": n, "value": v, "url": live_site.url}
                for n, v in (("size", size), ("contrast", contrast))
            ]
        )
        contexts.append(context)
        page = context.new_page()
        # Long enough for a busy machine; nothing waits for it when all goes well.
        page.set_default_timeout(30_000)
        page.on("console", lambda message: _console(live_site, message.type, message.text))
        page.on("pageerror", lambda error: live_site.complaints.append(f"script: {error}"))
        page.on("request", lambda request: _request(live_site, request.url))
        return page

    yield opened
    for context in contexts:
        context.close()


def _console(site: Site, kind: str, text: str) -> None:
    # A 4xx answer is logged by the browser itself; the tests look at those pages on purpose.
    if kind == "error" and "status of 4" not in text:
        site.complaints.append(text)


def _request(site: Site, url: str) -> None:
    if urlsplit(url).netloc != urlsplit(site.url).netloc and not url.startswith("data:"):
        site.complaints.append(f"foreign host: {url}")


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's source, checked against its recorded sum."""
    sums = dict(reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    for name, wanted in sums.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == wanted, name
    return (VENDOR / "axe-4.14.1.min.js").read_text()
