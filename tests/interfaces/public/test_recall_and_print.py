"""What was told once is taken over after a code to the phone; the form is printed in full by its owner."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fawang.core import clock
from fawang.core.audit.models import AuditEntry
from fawang.core.checks import credit_check_character
from fawang.records.matters.models import Matter
from fawang.records.people.models import Party
from fawang.records.people.queries import parties_with_identity, party_view
from tests.cast import LI, TOWN, WANG
from tests.evidence.test_documents import text_of as printed_words
from tests.interfaces.public.conftest import Citizen
from tests.interfaces.public.overlay import worker, write_overlay
from tests.interfaces.public.test_lists import Foreman, fill, text_of
from tests.interfaces.public.test_progress import sent_digits

RECALL = "/apply/recall"
CREDIT = "91990121MA0000001"
CREDIT += credit_check_character(CREDIT)


def another(citizen: Citizen) -> Client:
    """The same person later, on another device, at the same form again."""
    client = Client()
    client.post("/services/legal-aid-civil/apply", {})
    return client


def found(client: Client, name: str = WANG.name, phone: str = WANG.phone) -> Any:
    client.post(RECALL, {"name": name, "phone": phone})
    return client.post(RECALL, {"name": name, "phone": phone, "code": sent_digits()})


def token_of(response: Any) -> str:
    match = re.search(r'name="token" value="([^"]+)"', text_of(response))
    assert match
    return match[1]


def test_facts_are_shown_masked_and_only_those_chosen_are_taken(citizen: Citizen) -> None:
    citizen.submit()
    client = another(citizen)
    assert RECALL in text_of(client.get("/apply/q/who"))
    shown = found(client)
    html = text_of(shown)
    assert WANG.name in html
    assert WANG.identity not in html
    assert "包工头老李" not in html  # whom it was against belongs to that matter alone
    client.post(RECALL, {"token": token_of(shown), "fact": ["name", "identity_number"]})
    page = text_of(client.get("/apply/q/who"))
    assert f'value="{WANG.name}"' in page
    assert f'value="{WANG.identity}"' in page
    assert f'value="{WANG.phone}"' not in page
    entry = AuditEntry.objects.get(action="facts.take_over")
    assert entry.detail["facts"] == ["identity_number", "name"]
    assert WANG.identity not in str(entry.detail)


def test_nothing_is_filled_in_before_the_person_says_so(citizen: Citizen) -> None:
    citizen.submit()
    client = another(citizen)
    found(client)
    assert WANG.identity not in text_of(client.get("/apply/q/who"))


@pytest.mark.parametrize(("name", "phone"), [("别人", WANG.phone), (WANG.name, LI.phone), ("", WANG.phone)])
def test_phone_alone_or_name_alone_finds_nothing(citizen: Citizen, name: str, phone: str) -> None:
    citizen.submit()
    response = found(another(citizen), name, phone)
    assert response.status_code == 422
    assert "没有找到" in text_of(response)
    assert WANG.identity[-6:] not in text_of(response)


def test_a_wrong_code_finds_nothing(citizen: Citizen) -> None:
    citizen.submit()
    client = another(citizen)
    client.post(RECALL, {"name": WANG.name, "phone": WANG.phone})
    wrong = f"{(int(sent_digits()) + 1) % 1000000:06d}"
    response = client.post(RECALL, {"name": WANG.name, "phone": WANG.phone, "code": wrong})
    assert response.status_code == 422
    assert 'name="token"' not in text_of(response)


def test_what_was_found_is_good_for_one_draft_and_a_quarter_of_an_hour(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.submit()
    client = another(citizen)
    token = token_of(found(client))
    assert another(citizen).post(RECALL, {"token": token, "fact": ["name"]}).status_code == 422
    assert client.post(RECALL, {"token": token + "x", "fact": ["name"]}).status_code == 422
    late = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert client.post(RECALL, {"token": token, "fact": ["name"]}).status_code == 422


def own(client: Client, code: str, phone: str) -> None:
    client.post(f"/p/{code}/prove", {"phone": phone})
    client.post(f"/p/{code}/prove", {"phone": phone, "code": sent_digits()})


@pytest.fixture
def foreman(cast: Any, law_library: Path, settings: Any, tmp_path: Path) -> Foreman:
    settings.CONTENT_OVERLAY = write_overlay(tmp_path)
    person = Foreman()
    person.begin()
    return person


def test_the_form_is_printed_in_full_by_its_owner_only(foreman: Foreman) -> None:
    fill(foreman)
    foreman.client.post("/apply/submit", {"key": foreman.key()})
    big = re.search(r'class="big">([0-9A-Z-]+)<', text_of(foreman.client.get("/apply/done")))
    assert big
    address = f"/p/{big[1]}/own/print"
    assert foreman.client.get(address).status_code == 302
    own(foreman.client, big[1], "13800000021")
    html = text_of(foreman.client.get(address))
    assert worker(2)["identity"] in html
    assert "集体讨薪登记申请表" in html
    assert "石港县法律援助中心" in html
    assert "叁拾叁万元整" in html
    picture = re.search(r'src="(/p/[^"]+/own/file/\d+)"', html)
    assert picture
    assert foreman.client.get(picture[1])["Content-Type"] == "image/png"
    assert Client().get(picture[1]).status_code == 302
    assert AuditEntry.objects.filter(action="matter.print").count() == 1
    sheet = foreman.client.get(f"/p/{big[1]}/own/form.pdf").content
    words = printed_words(sheet).replace("\n", "")
    assert worker(2)["identity"] in words
    assert "叁拾叁万元整" in words
    # The signature and the QR code.
    assert sheet.count(b"/Subtype /Image") >= 2
    assert AuditEntry.objects.filter(action="matter.print").count() == 2


def test_an_enterprise_is_the_applicant_by_its_name_and_code(foreman: Foreman) -> None:
    fill(foreman)
    unit = {"unit": "石港某某建筑有限公司", "name": "马班长", "phone": "13800000021"}
    asked = foreman.client.post("/apply/q/who", {**unit, "shown": "unit,name,phone,email"})
    assert asked["Location"].endswith("#f-code")
    shown = {"shown": "unit,code,name,phone,email"}
    wrong = foreman.client.post("/apply/q/who", {**unit, "code": CREDIT[:-1] + "I", **shown})
    assert "可能是数字 1" in text_of(wrong)
    foreman.client.post("/apply/q/who", {**unit, "code": CREDIT.lower(), **shown})
    foreman.client.post("/apply/submit", {"key": foreman.key()})
    party = Matter.objects.get().applicant
    assert party.kind == Party.Kind.ORGANISATION
    assert party_view(party).name_masked == "石港某某建筑有限公司"
    assert parties_with_identity(CREDIT) == [party]
    assert CREDIT not in party.identity_sealed


def test_a_place_is_found_by_part_of_its_name_without_a_script(foreman: Foreman) -> None:
    asked = {"go": "find:region", "region.q": "柳湾", "place": "东岸工地", "shown": "region,place"}
    html = text_of(foreman.client.post("/apply/q/place", asked))
    assert f'<option value="{TOWN}" selected' in html
    assert 'value="东岸工地"' in html
    nothing = text_of(foreman.client.post("/apply/q/place", {**asked, "region.q": "没有这里"}))
    assert "没有找到“没有这里”" in nothing
    places = foreman.client.get("/places?q=大桥&level=5").json()["places"]
    assert [one["name"] for one in places] == ["石港县柳湾镇大桥村"]
    assert foreman.client.get("/places?q=&level=x").json() == {"places": []}
