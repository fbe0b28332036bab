"""On an English page every Chinese word stands in an element that says so, for screen readers."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.conf import settings

from tests.interfaces.public.conftest import STORY, Citizen

HAN = re.compile("[\u4e00-\u9fff]")
#: Elements that never have an end tag.
EMPTY = {"br", "img", "input", "link", "meta", "use", "hr"}


class Unmarked(HTMLParser):
    """Collects Chinese text of the main part that no element around it declares to be Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self.open.append((tag, dict(attributes).get("lang") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = [tag for tag, _ in self.open]
        # What a person typed is theirs, whatever its language.
        if "main" not in inside or "textarea" in inside or "option" in inside or not HAN.search(data):
            return
        said = [lang for _, lang in self.open if lang]
        if not said or not said[-1].startswith("zh"):
            self.found.append(data.strip())


def unmarked(html: str) -> list[str]:
    reader = Unmarked()
    reader.feed(html)
    return reader.found


def test_chinese_on_english_pages_is_marked(citizen: Citizen) -> None:
    citizen.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    pages = {"answer": citizen.client.post("/ask", {"text": STORY}).content.decode()}
    for address in ("/", "/services/legal-aid-civil", "/services"):
        pages[address] = citizen.client.get(address).content.decode()
    code = citizen.submit()
    for address in ("/apply/q/who", "/apply/done", f"/p/{code}"):
        pages[address] = citizen.client.get(address, follow=True).content.decode()
    assert {name: words for name, html in pages.items() if (words := unmarked(html))} == {}


def test_a_chinese_page_needs_no_mark(citizen: Citizen) -> None:
    page = citizen.client.get("/services/legal-aid-civil").content.decode()
    assert 'lang="zh-Hans"' not in page.split("<main")[1]
