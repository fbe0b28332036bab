"""A person in a hurry finds the service, and its guide tells all that the definition knows."""

from __future__ import annotations

import re

import pytest

from fawang.reference.catalog.guide import kind_word, main_line
from fawang.reference.catalog.queries import get_service, list_services
from tests.interfaces.public.conftest import Citizen


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("法律援助", "法律援助"),
        ("讨工资", "法律援助"),
        ("房产继承", "继承"),
        ("复议", "复议"),
        ("离婚", "婚姻"),
    ],
)
def test_words_find_services_the_best_first(citizen: Citizen, typed: str, first: str) -> None:
    html = citizen.client.get("/services", {"q": typed}).content.decode()
    names = re.findall(r"<li><a href=\"/services/[a-z-]+\"><b>([^<]+)</b>", html)
    assert any(first in name for name in names[:3]), names


def test_nothing_found_leads_to_a_human(citizen: Citizen) -> None:
    html = citizen.client.get("/services", {"q": "宇宙飞船"}).content.decode()
    assert "没有找到“宇宙飞船”" in html
    assert "tel:12348" in html
    assert citizen.client.get("/services", {"q": "<script>", "for": "x", "family": "y"}).status_code == 200


def test_every_service_stands_in_the_catalogue_once(citizen: Citizen) -> None:
    html = citizen.client.get("/services").content.decode()
    links = re.findall(r"/services/([a-z0-9-]+)\"", html)
    assert sorted(links) == sorted(one.code for one in list_services())


def test_a_group_of_people_sees_its_own(citizen: Citizen) -> None:
    html = citizen.client.get("/services", {"for": "soldier"}).content.decode()
    shown = set(re.findall(r"/services/([a-z0-9-]+)\"", html))
    assert shown == {one.code for one in list_services() if "soldier" in one.audience}


def test_a_family_is_one_list(citizen: Citizen) -> None:
    html = citizen.client.get("/services", {"family": "legal-aid"}).content.decode()
    shown = set(re.findall(r"<li><a href=\"/services/([a-z0-9-]+)\"", html))
    assert shown == {one.code for one in list_services() if one.family == "legal-aid"}


def test_every_guide_opens_and_tells_what_the_definition_knows(citizen: Citizen) -> None:
    for one in list_services():
        html = citizen.client.get(f"/services/{one.code}").content.decode()
        assert one.name in html
        for material in one.materials:
            assert material.name in html, one.code
        for remedy in one.remedies:
            assert remedy.name in html, one.code


def test_the_line_of_steps_is_short_and_ends_well() -> None:
    for one in list_services():
        names = [state.name for state in main_line(one.steps)]
        assert 1 <= len(names) <= 8, one.code
        assert len(set(names)) == len(names), one.code
    aid = [state.name for state in main_line(get_service("legal-aid-civil").steps)]
    assert aid[-1] == "已办结"
    assert not any("补" in name or "撤" in name for name in aid)


def test_a_full_service_has_no_mark_of_a_light_one() -> None:
    assert kind_word(get_service("legal-aid-civil")) == ""
