"""Journey 2: one question per page, nothing typed is lost, it can be left and taken up again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from fawang.core import clock
from fawang.interfaces.public import cookies
from fawang.journeys.draft import load_draft
from fawang.records.matters.models import Draft, Matter
from tests.interfaces.public.conftest import ANSWERS, STORY, Citizen

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + b"\x08" * 64


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_the_story_and_its_facts_are_carried_into_the_form(citizen: Citizen) -> None:
    first = citizen.start()
    assert first == "/apply/q/story"
    assert STORY in text_of(citizen.client.get(first))
    kind = text_of(citizen.client.get("/apply/q/matter_kind"))
    assert re.search(r'value="wages" checked', kind)
    citizen.client.post("/apply/q/matter_kind", {"matter_kind": "wages", "shown": "matter_kind"})
    assert 'value="40000"' in text_of(citizen.client.get("/apply/q/wages"))


def test_the_token_lives_in_a_cookie_no_script_can_read(citizen: Citizen) -> None:
    citizen.start()
    cookie = citizen.client.cookies["draft"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_starting_twice_goes_on_with_the_same_draft(citizen: Citizen) -> None:
    citizen.start()
    citizen.start()
    citizen.client.post("/services/legal-aid-civil/apply", {"story": ""})
    assert Draft.objects.count() == 1
    first = Draft.objects.get().pk
    citizen.client.post("/services/legal-aid-civil/apply", {"story": "", "afresh": "1"})
    assert Draft.objects.get().pk != first


def test_another_story_asks_before_it_takes_the_place_of_the_first(citizen: Citizen) -> None:
    citizen.start()
    asked = citizen.client.post("/services/legal-aid-civil/apply", {"story": "房东不退押金"})
    html = text_of(asked)
    assert "接着填这一份" in html
    assert 'value="房东不退押金"' in html
    assert Draft.objects.count() == 1
    anew = {"story": "房东不退押金", "afresh": "1"}
    assert citizen.client.post("/services/legal-aid-civil/apply", anew).status_code == 302
    assert "房东不退押金" in text_of(citizen.client.get("/apply/q/story"))
    assert Draft.objects.count() == 1


def test_another_service_asks_and_takes_over_who_the_person_is(citizen: Citizen) -> None:
    citizen.start()
    citizen.fill("/apply/q/who")
    asked = citizen.client.post("/services/legal-consultation/apply", {})
    assert "还是办这一件" in text_of(asked)
    assert re.search(r"凭查询码 [0-9A-Z-]+ 接着填", text_of(asked))
    citizen.client.post("/services/legal-consultation/apply", {"afresh": "1"})
    request = RequestFactory().get("/")
    request.COOKIES["draft"] = citizen.client.cookies["draft"].value
    draft = load_draft(token=cookies.draft_token(request), now=clock.now())
    assert draft.service_code == "legal-consultation"
    assert ANSWERS["phone"] in draft.answers.values()
    assert STORY not in str(draft.answers)


def test_throwing_away_what_is_gone_forgets_it_here(citizen: Citizen) -> None:
    citizen.start()
    Draft.objects.update(expires_at=clock.now() - timedelta(days=1))
    response = citizen.client.post("/apply/discard")
    assert response.status_code == 302
    assert citizen.client.cookies["draft"].value == ""


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("identity_number", "990121197805120310"),
        ("phone", "12345"),
        ("name", ""),
        ("identity_number", "<b>1</b>"),
    ],
)
def test_a_mistake_is_shown_at_its_field_and_keeps_what_was_typed(
    citizen: Citizen, field: str, typed: str
) -> None:
    citizen.start()
    data = {name: ANSWERS[name] for name in ("name", "identity_number", "phone")} | {field: typed}
    response = citizen.client.post("/apply/q/who", {**data, "shown": "name,identity_number,phone"})
    html = text_of(response)
    assert response.status_code == 422
    assert f'href="#f-{field}"' in html
    assert f'id="f-{field}-error"' in html
    assert 'autofocus id="error-summary"' in html
    assert "<b>1</b>" not in html
    if typed and "<" not in typed:
        assert f'value="{typed}"' in html


def test_a_question_that_comes_up_is_asked_without_blame(citizen: Citizen) -> None:
    citizen.start()
    for page in ("story", "matter_kind"):
        citizen.fill(f"/apply/q/{page}")
    data = {k: ANSWERS[k] for k in ("amount", "months", "still_working", "people_count")}
    response = citizen.client.post("/apply/q/wages", {**data, "shown": ",".join(data)})
    assert response.status_code == 302
    assert response["Location"] == "/apply/q/wages#f-left_on"
    html = text_of(citizen.client.get("/apply/q/wages"))
    assert 'name="left_on"' in html
    assert 'class="error"' not in html
    again = citizen.client.post(
        "/apply/q/wages", {**data, "left_on": "", "shown": ",".join(data) + ",left_on"}
    )
    assert again.status_code == 422


def test_leaving_tells_how_to_come_back(citizen: Citizen) -> None:
    citizen.start()
    response = citizen.client.post("/apply/q/story", {"story": STORY, "go": "leave", "shown": "story"})
    assert response["Location"] == "/apply/saved"
    citizen.fill("/apply/q/who")
    html = text_of(citizen.client.get("/apply/saved"))
    assert re.search(r'class="big">[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}<', html)
    assert ANSWERS["phone"] not in html
    assert "接着填" in text_of(citizen.client.get("/services/legal-aid-civil"))


def test_leaving_half_way_through_a_page_keeps_the_good_half(citizen: Citizen) -> None:
    citizen.start()
    data = {"name": ANSWERS["name"], "identity_number": "", "phone": "", "go": "leave"}
    assert (
        citizen.client.post("/apply/q/who", {**data, "shown": "name,identity_number,phone"}).status_code
        == 302
    )
    assert f'value="{ANSWERS["name"]}"' in text_of(citizen.client.get("/apply/q/who"))


def test_a_draft_that_expired_gives_the_text_back(citizen: Citizen) -> None:
    citizen.start()
    Draft.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    response = citizen.client.post(
        "/apply/q/story", {"story": "老板跑了，工地三十个人没拿到钱", "shown": "story"}
    )
    html = text_of(response)
    assert response.status_code == 410
    assert "老板跑了，工地三十个人没拿到钱" in html
    assert "用这些重新开始" in html


def test_without_a_draft_a_page_says_so_and_gives_the_text_back(citizen: Citizen) -> None:
    stranger = Client()
    assert "重新开始" in text_of(stranger.get("/apply"))
    html = text_of(stranger.post("/apply/q/story", {"story": "写了很久的一段话<script>"}))
    assert "写了很久的一段话&lt;script&gt;" in html


def test_a_forged_cookie_opens_nothing(citizen: Citizen) -> None:
    citizen.start()
    citizen.client.cookies["draft"] = citizen.client.cookies["draft"].value[:-2] + "xx"
    assert STORY not in text_of(citizen.client.get("/apply/q/story"))


def test_an_unknown_page_or_service_is_not_found(citizen: Citizen) -> None:
    citizen.start()
    assert citizen.client.get("/apply/q/no-such-page").status_code == 404
    assert citizen.client.get("/services/no-such-service").status_code == 404
    assert citizen.client.post("/services/no-such-service/apply").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("照片.jpg", b"MZ\x90\x00" + b"\x00" * 200),
        (
            "合同.pdf",
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF",
        ),
        ("空.jpg", b""),
        ("网页.html", b"<html><script>alert(1)</script>"),
    ],
)
def test_a_hostile_file_is_refused_at_its_field_and_the_page_stays(
    citizen: Citizen, name: str, content: bytes
) -> None:
    citizen.start()
    citizen.fill("/apply/q/matter_kind")
    file = SimpleUploadedFile(name, content, content_type="image/jpeg")
    response = citizen.client.post("/apply/q/evidence", {"identity_file": file, "go": "next"})
    html = text_of(response)
    assert response.status_code == 422
    assert 'href="#f-identity_file"' in html
    assert "<script>alert" not in html


def test_throwing_away_really_does(citizen: Citizen) -> None:
    citizen.start()
    response = citizen.client.post("/apply/discard")
    assert response["Location"] == "/"
    assert not Draft.objects.exists()
    assert not Matter.objects.exists()
