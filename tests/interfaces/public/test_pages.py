"""What every page must be: ours alone, whole without scripts, and light."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.interfaces.public.conftest import Citizen

EVERY_PAGE = (
    "/",
    "/ask",
    "/services",
    "/services/legal-aid-civil",
    "/services/legal-consultation",
    "/offices",
    "/law",
    "/law?q=拖欠工资",
    "/law/法律援助法/第四十二条",
    "/p",
    "/mode",
    "/sitemap",
    "/accessibility",
    "/privacy",
    "/nowhere",
)


@pytest.mark.parametrize("path", EVERY_PAGE)
@pytest.mark.parametrize("size", ["m", "l", "xl"])
def test_page_is_rendered_whole_and_loads_nothing_from_elsewhere(
    citizen: Citizen, path: str, size: str
) -> None:
    citizen.client.cookies["size"] = size
    response = citizen.client.get(path)
    html = response.content.decode()
    assert response.status_code == (404 if path == "/nowhere" else 200)
    assert "<c-" not in html
    assert "{{" not in html
    assert "{%" not in html
    assert f'data-size="{size}"' in html
    assert not re.search(r'(src|href|action)="(https?:)?//', html)
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r" on[a-z]+=", html)
    assert html.count("<h1") == 1
    assert html.count("<main") == 1


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_icon_is_in_the_sprite_and_every_link_inside_leads_somewhere(
    citizen: Citizen, path: str
) -> None:
    html = citizen.client.get(path).content.decode()
    sprite = (Path(settings.STATICFILES_DIRS[0]) / "icons.svg").read_text()
    for name in re.findall(r"icons\.svg#([a-z-]+)", html):
        assert f'id="{name}"' in sprite
    for href in set(re.findall(r'href="(/[^"#]*)"', html)):
        if not href.startswith("/static/") and href != "/leave":
            assert citizen.client.get(href.replace("&amp;", "&")).status_code in (200, 302), href


def test_headers_forbid_everything_foreign(citizen: Citizen) -> None:
    response = citizen.client.get("/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert "geolocation=(self)" in response["Permissions-Policy"]
    assert "no-cache" in response["Cache-Control"]


def test_first_visit_is_light(citizen: Citizen) -> None:
    html = citizen.client.get("/").content
    static = Path(settings.STATICFILES_DIRS[0])
    files = [(static / name).read_bytes() for name in ("fawang.css", "fawang.js", "icons.svg", "emblem.svg")]
    assert len(gzip.compress(files[0])) <= 6 * 1024
    assert sum(len(gzip.compress(part)) for part in [html, *files]) <= 60 * 1024


def test_home_asks_one_question_and_offers_what_exists(citizen: Citizen) -> None:
    html = citizen.client.get("/").content.decode()
    assert html.count("<textarea") == 1
    assert 'method="post" action="/ask"' in html
    assert "/services/legal-aid-civil" in html
    assert 'href="tel:12348"' in html
    assert "淮畔市法律援助中心" in html
    assert "set=size-l" in html


def test_home_of_the_large_edition_is_five_things_and_the_way_back(citizen: Citizen) -> None:
    citizen.client.cookies["size"] = "l"
    html = citizen.client.get("/").content.decode()
    assert html.count('class="cell') == 1 + 5  # the list itself and five entries
    assert "set=size-m" in html
    assert "<textarea" not in html


@pytest.mark.parametrize("word", ["长辈版", "关怀版", "亲情版", "关爱版", "大字"])
def test_large_edition_is_found_under_each_of_its_names(citizen: Citizen, word: str) -> None:
    html = citizen.client.get("/sitemap", {"q": word}).content.decode()
    assert "set=size-l" in html.split("<main", 1)[1].split("<footer", 1)[0]


def test_search_of_the_site_escapes_what_was_typed(citizen: Citizen) -> None:
    html = citizen.client.get("/sitemap", {"q": '"><script>x</script>'}).content.decode()
    assert "<script>x" not in html
    assert "没有找到这几个字" in html


def test_leaving_forgets_and_leads_to_an_everyday_page(citizen: Citizen) -> None:
    citizen.start()
    response = citizen.client.get("/leave")
    assert response["Location"] == settings.QUICK_EXIT_URL
    assert response.cookies["draft"].value == ""
    assert response["Referrer-Policy"] == "no-referrer"
