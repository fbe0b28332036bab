"""Journey 2 to 3: checked, handed in once, receipt with case code and QR."""

from __future__ import annotations

import re

from django.test import Client

from fawang.records.matters.models import Matter
from tests.cast import WANG
from tests.interfaces.public.conftest import Citizen


def test_the_check_page_masks_numbers_and_names_the_green_channel(citizen: Citizen) -> None:
    citizen.to_check()
    html = citizen.client.get("/apply/check").content.decode()
    assert WANG.identity not in html
    assert WANG.phone not in html
    assert "农民工欠薪绿色通道" in html
    assert "/apply/q/who?from=check" in html


def test_changing_an_answer_comes_back_to_the_check_page(citizen: Citizen) -> None:
    citizen.to_check()
    assert citizen.fill("/apply/q/opponent?from=check", **{"from": "check"}) == "/apply/check"


def test_handing_in_gives_a_receipt(citizen: Citizen) -> None:
    code = citizen.submit()
    matter = Matter.objects.get()
    html = citizen.client.get("/apply/done").content.decode()
    assert matter.number in html
    assert "石港县法律援助中心" in html
    assert f"/p/{code}/qr.svg" in html
    assert "data-print" in html
    picture = citizen.client.get(f"/p/{code}/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert b"<script" not in picture.content


def test_sending_twice_by_tap_back_or_retry_opens_one_matter(citizen: Citizen) -> None:
    citizen.to_check()
    key = citizen.key()
    first = citizen.client.post("/apply/submit", {"key": key})
    second = citizen.client.post("/apply/submit", {"key": key})
    other_key = citizen.client.post("/apply/submit", {"key": "f" * 64})
    assert [r["Location"] for r in (first, second, other_key)] == ["/apply/done"] * 3
    assert Matter.objects.count() == 1
    assert citizen.client.get("/apply/check")["Location"] == "/apply/done"
    assert citizen.client.get("/apply/q/story")["Location"] == "/apply/done"


def test_the_key_is_the_same_each_time_the_page_is_shown(citizen: Citizen) -> None:
    citizen.to_check()
    assert citizen.key() == citizen.key()


def test_handing_in_too_early_names_what_is_missing_with_the_way_there(citizen: Citizen) -> None:
    citizen.start()
    response = citizen.client.post("/apply/submit", {"key": "0" * 64})
    html = response.content.decode()
    assert response.status_code == 422
    assert re.search(r'href="/apply/q/who\?from=check"', html)
    assert not Matter.objects.exists()


def test_handing_in_without_a_draft_is_told_kindly(citizen: Citizen) -> None:
    response = Client().post("/apply/submit", {"key": "0" * 64})
    assert response.status_code == 410
    assert "重新" in response.content.decode()
