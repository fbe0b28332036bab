"""Staff of the cast in browsers without scripts, and a matter in each stage."""

from __future__ import annotations

import html
import re
import shutil
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from fawang.core import clock
from fawang.records.people.models import Staff
from tests.cast import NOW, Cast
from tests.journeys.story import submitted


class Desk:
    """One member of staff at a browser."""

    def __init__(self, staff: Staff) -> None:
        self.client = Client()
        self.client.force_login(staff)

    def get(self, address: str, **more: Any) -> str:
        """The page at an address, which must be there."""
        response = self.client.get(address, **more)
        assert response.status_code == 200, (address, response.status_code)
        return response.content.decode()

    def status(self, address: str) -> int:
        return int(self.client.get(address).status_code)

    def matter(self, number: str) -> str:
        return self.get(f"/office/matters/{number}")

    def version(self, number: str) -> str:
        found = re.search(r'data-version="(\d+)"', self.matter(number))
        assert found
        return found[1]

    def act(self, number: str, action: str, version: str = "", **data: Any) -> Any:
        """Send one action's form as the page has it; serious ones confirmed."""
        sent = {"version": version or self.version(number), "sure": "yes", **data}
        return self.client.post(f"/office/matters/{number}/act/{action}", sent)

    def take(self, number: str) -> Any:
        return self.client.post(f"/office/matters/{number}/take", follow=True)


def words(page: str | bytes) -> str:
    """The visible words of a page."""
    text = page if isinstance(page, str) else page.decode()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


class Now:
    """The moment the pages believe it is; a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> Now:
    """The pages' clock, standing at the cast's morning. The phones are empty: a test that ended days later
    left messages that would be newer than any of this one."""
    cache.clear()
    shutil.rmtree(settings.DATA / "sms", ignore_errors=True)
    now = Now(NOW)
    monkeypatch.setattr(clock, "now", now)
    return now


@pytest.fixture
def zhou(cast: Cast) -> Desk:
    return Desk(cast.staff["zhoumin"])


@pytest.fixture
def sun(cast: Cast) -> Desk:
    return Desk(cast.staff["sunli"])


@pytest.fixture
def wu(cast: Cast) -> Desk:
    return Desk(cast.staff["wutao"])


@pytest.fixture
def chen(cast: Cast) -> Desk:
    return Desk(cast.staff["chenjing"])


@pytest.fixture
def zhao(cast: Cast) -> Desk:
    return Desk(cast.staff["zhaoweiguo"])


@pytest.fixture
def number(cast: Cast) -> str:
    """Wang's application, just handed in."""
    return submitted().number
