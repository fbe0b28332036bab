"""A citizen at the door: the cast's city, a browser without scripts, and the way through the form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import TOWN, WANG, Cast

STORY = "在工地干了五个月,老板欠我四万块工资不给,也没签合同"

#: What a bricklayer answers, page by page.
ANSWERS: dict[str, str | list[str]] = {
    "story": STORY,
    "matter_kind": "wages",
    "for_whom": "self",
    "name": WANG.name,
    "identity_number": WANG.identity,
    "phone": WANG.phone,
    "in_proceeding": "no",
    "region": TOWN,
    "opponent": "包工头老李",
    "amount": "40000",
    "months": "5",
    "still_working": "no",
    "left_on": "2026-08-01",
    "people_count": "3",
    "has_deadline": "no",
    "preservation": "no",
    "situation": ["migrant_worker"],
    "truthful": "yes",
    "may_check": "yes",
}


class Citizen:
    """Walks through pages the way a browser does: reads the form, fills it, sends it."""

    def __init__(self) -> None:
        self.client = Client()

    def start(self, story: str = STORY) -> str:
        """Begin the application for legal aid; the address of its first page."""
        response = self.client.post("/services/legal-aid-civil/apply", {"story": story})
        assert response.status_code == 302
        return response["Location"]

    def fields_of(self, html: str) -> list[str]:
        """Names of the page's own questions."""
        names = re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_]+)"', html)
        return [name for name in dict.fromkeys(names) if name in ANSWERS]

    def fill(self, address: str, **other: object) -> str:
        """Answer one page; where it leads."""
        html = self.client.get(address).content.decode()
        shown = re.search(r'name="shown" value="([^"]*)"', html)
        data = {name: ANSWERS[name] for name in self.fields_of(html)} | other
        response = self.client.post(address.split("#")[0], {**data, "shown": shown[1] if shown else ""})
        assert response.status_code == 302, re.findall(r'class="error".*?</p>', response.content.decode())
        return response["Location"]

    def to_check(self) -> str:
        """Answer everything, up to the check page."""
        address = self.start()
        for _ in range(20):
            if address == "/apply/check":
                return address
            address = self.fill(address)
        raise AssertionError("the form does not end")

    def key(self) -> str:
        """The idempotency key of the check page."""
        html = self.client.get("/apply/check").content.decode()
        found = re.search(r'name="key" value="([0-9a-f]+)"', html)
        assert found
        return found[1]

    def submit(self) -> str:
        """Hand the application in; its case code."""
        self.to_check()
        self.client.post("/apply/submit", {"key": self.key()})
        found = re.search(r'class="big">([0-9A-Z-]+)<', self.client.get("/apply/done").content.decode())
        assert found
        return found[1]


@pytest.fixture
def citizen(cast: Cast, law_library: Path) -> Citizen:
    """A citizen of the cast's city, nothing asked yet."""
    cache.clear()
    return Citizen()
