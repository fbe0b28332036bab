"""Where it stands, by case code; the rest only after a code to the phone."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from fawang.core import clock, crypto, ids
from fawang.core.outbox.models import Effect
from fawang.journeys import act
from fawang.records.matters.models import Matter
from tests.cast import LI, WANG, Cast
from tests.interfaces.public.conftest import STORY, Citizen


def test_progress_by_case_code_has_no_personal_data(citizen: Citizen) -> None:
    code = citizen.submit()
    html = Client().get(f"/p/{code}").content.decode()
    for secret in (WANG.name, WANG.phone, WANG.identity, STORY, "包工头老李", Matter.objects.get().number):
        assert secret not in html
    assert "石港县法律援助中心" in html
    assert 'class="timeline"' in html


def test_a_code_typed_in_any_fashion_leads_there(citizen: Citizen) -> None:
    code = citizen.submit()
    sloppy = code.replace("-", " ").lower().replace("0", "o")
    assert Client().post("/p", {"case_code": sloppy})["Location"] == f"/p/{code}"
    assert Client().get(f"/p/{code.replace('-', '')}")["Location"] == f"/p/{code}"


@pytest.mark.parametrize("typed", ["", "12", "AAAA-AAAA-AAAA-AB", "<script>", "查询码", "9" * 400])
def test_a_mistyped_code_says_what_is_wrong(citizen: Citizen, typed: str) -> None:
    response = citizen.client.post("/p", {"case_code": typed})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="error-summary"' in html
    assert "<script>" not in html.split("<main", 1)[1].split("</main>")[0]


def test_an_unknown_code_shows_nothing_and_guessing_is_stopped(citizen: Citizen) -> None:
    answers = [Client().get(f"/p/{ids.new_case_code()}").status_code for _ in range(60)]
    assert answers[0] == 404
    assert 200 not in answers
    assert answers[-1] == 422


def sent_digits() -> str:
    """The newest code on its way to a phone."""
    effect = Effect.objects.filter(kind="code.send").latest("id")
    found = re.search(r"(?<!\d)\d{6}(?!\d)", crypto.unseal(effect.payload["text"], "phone"))
    assert found
    return found[0]


def opened(citizen: Citizen, code: str) -> Client:
    """A fresh browser that proved the phone."""
    browser = Client()
    assert browser.post(f"/p/{code}/prove", {"phone": WANG.phone}).status_code == 200
    response = browser.post(f"/p/{code}/prove", {"phone": WANG.phone, "code": sent_digits()})
    assert response["Location"] == f"/p/{code}/own"
    return browser


def test_one_code_to_the_phone_opens_the_case_on_another_device(citizen: Citizen) -> None:
    code = citizen.submit()
    html = opened(citizen, code).get(f"/p/{code}/own").content.decode()
    assert Matter.objects.get().number in html
    assert WANG.identity not in html
    # A phone offers its camera beside its files: `capture` would hide the photographs already taken.
    assert "capture=" not in html
    assert "multiple" in html


def test_a_wrong_phone_gets_the_same_page_and_no_entry(citizen: Citizen) -> None:
    code = citizen.submit()
    right, wrong = (Client().post(f"/p/{code}/prove", {"phone": one}) for one in (WANG.phone, LI.phone))
    bare = [re.sub(r'value="[^"]*"', "", r.content.decode()) for r in (right, wrong)]
    assert bare[0] == bare[1]
    assert Client().post(f"/p/{code}/prove", {"phone": LI.phone, "code": "000000"}).status_code == 422


def test_without_the_proof_the_own_pages_ask_for_the_phone(citizen: Citizen) -> None:
    code = citizen.submit()
    for method, path in (
        ("get", "own"),
        ("post", "own/act/withdraw"),
        ("post", "own/material"),
        ("get", "rate"),
    ):
        response = getattr(Client(), method)(f"/p/{code}/{path}")
        assert response["Location"] == f"/p/{code}/prove"


def test_the_proof_of_one_case_does_not_open_another(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    assert browser.get(f"/p/{ids.new_case_code()}/own")["Location"].endswith("/prove")


def test_an_unfinished_draft_is_taken_up_on_another_device(citizen: Citizen) -> None:
    citizen.start()
    citizen.fill("/apply/q/who")
    html = citizen.client.get("/apply/saved").content.decode()
    found = re.search(r'class="big">([0-9A-Z-]+)<', html)
    assert found
    other = Client()
    assert other.post(f"/p/{found[1]}/prove", {"phone": WANG.phone}).status_code == 200
    response = other.post(f"/p/{found[1]}/prove", {"phone": WANG.phone, "code": sent_digits()})
    assert response["Location"] == "/apply"
    assert WANG.name in other.get("/apply/q/who").content.decode()


def test_withdrawing_is_on_the_own_page_and_ends_the_matter(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    html = browser.get(f"/p/{code}/own").content.decode()
    action = re.search(r"/own/act/(withdraw[a-z_-]*)", html)
    assert action
    names = re.findall(rf"<form[^>]*act/{action[1]}.*?</form>", html, re.S)[0]
    data = {
        name: "不办了，自己谈好了" for name in re.findall(r'name="([a-z_]+)"', names) if "csrf" not in name
    }
    response = browser.post(f"/p/{code}/own/act/{action[1]}", data)
    assert response["Location"] == f"/p/{code}/own"
    assert not Matter.objects.get().open


def test_a_file_that_is_none_is_refused_in_words(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    response = browser.post(f"/p/{code}/own/material", {"code": "other"})
    assert response.status_code == 422
    assert "请先拍照" in response.content.decode()


def test_rating_before_the_end_is_refused_in_words(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    assert browser.post(f"/p/{code}/rate", {}).status_code == 422
    response = browser.post(
        f"/p/{code}/rate", {"score": "1", "solved": "no", "comment": "<script>x</script>"}
    )
    assert response.status_code == 422
    assert "<script>x" not in response.content.decode()


def test_leaving_the_own_page_forgets_the_proof(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    copied = browser.cookies["proof"].value
    browser.post(f"/p/{code}/own/close")
    assert browser.get(f"/p/{code}/own")["Location"] == f"/p/{code}/prove"
    browser.cookies["proof"] = copied
    assert browser.get(f"/p/{code}/own")["Location"] == f"/p/{code}/prove"


def test_leaving_in_a_hurry_ends_the_proof_for_good(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    copied = browser.cookies["proof"].value
    browser.get("/leave")
    browser.cookies["proof"] = copied
    assert browser.get(f"/p/{code}/own")["Location"] == f"/p/{code}/prove"


def test_the_code_of_an_unfinished_draft_leads_on_to_finishing_it(citizen: Citizen) -> None:
    citizen.start()
    citizen.fill("/apply/q/who")
    html = citizen.client.get("/apply/saved").content.decode()
    found = re.search(r'class="big">([0-9A-Z-]+)<', html)
    assert found
    response = Client().get(f"/p/{found[1]}")
    page = response.content.decode()
    assert response.status_code == 200
    assert "还没有提交" in page
    assert f'href="/p/{found[1]}/prove"' in page
    assert "接着填" in page
    assert "查不到" not in page
    assert "没有查到" not in page


def asked_for(citizen: Citizen, cast: Cast) -> str:
    """A case for which the office asked for papers; its code."""
    code = citizen.submit()
    number, now = Matter.objects.get().number, clock.now()
    seen = act.open_matter(viewer=cast.viewers.zhou, number=number, now=now)
    data = {
        "missing": ["identity", "wage_evidence"],
        "explain": "身份证正反面都要拍",
        "supplement_by": str((now + timedelta(days=14)).date()),
    }
    act.perform(
        viewer=cast.viewers.zhou,
        number=number,
        action="request_supplement",
        data=data,
        version=seen.version,
        now=now,
    )
    return code


def test_the_papers_asked_for_stand_first_and_are_ticked_off(citizen: Citizen, cast: Cast) -> None:
    code = asked_for(citizen, cast)
    public = Client().get(f"/p/{code}").content.decode()
    assert "现在就补交" in public
    assert "身份证正反面都要拍" not in public
    browser = opened(citizen, code)
    page = browser.get(f"/p/{code}/own").content.decode()
    places = [
        page.index(words) for words in ("还差材料", "身份证正反面都要拍", "传上去", "我已经补好了</h2>")
    ]
    assert places == sorted(places)
    assert '<option value="identity" selected' in page
    photo = SimpleUploadedFile("身份证.jpg", picture())
    sent = browser.post(f"/p/{code}/own/material", {"code": "identity", "file": photo})
    assert sent.status_code == 302
    page = browser.get(f"/p/{code}/own").content.decode()
    assert "已收到" in page
    assert '<option value="wage_evidence" selected' in page


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (120, 90, 30)).save(out, "JPEG")
    return out.getvalue()


def test_the_progress_says_whether_one_has_to_come(citizen: Citizen) -> None:
    code = citizen.submit()
    assert "现在不用来" in Client().get(f"/p/{code}").content.decode()


def test_a_shared_device_can_be_cleared_from_the_receipt(citizen: Citizen) -> None:
    code = citizen.submit()
    assert "公用电脑" in citizen.client.get("/apply/done").content.decode()
    citizen.client.post("/apply/discard")
    assert code not in citizen.client.get("/apply/done", follow=True).content.decode()
    assert Matter.objects.count() == 1


def test_a_wrong_code_is_told_at_its_box_with_the_tries_left(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = Client()
    browser.post(f"/p/{code}/prove", {"phone": WANG.phone})
    wrong = f"{(int(sent_digits()) + 1) % 10**6:06d}"
    page = browser.post(f"/p/{code}/prove", {"phone": WANG.phone, "code": wrong}).content.decode()
    assert re.search(r'<p class="error">[^。]*?验证码不对[^。]*。还可以试 4 次', page)
