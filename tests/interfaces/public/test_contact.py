"""The page on which the applicant says how to be told, and the messages on their own page."""

from __future__ import annotations

from django.test import Client

from fawang.core.outbox.models import Effect
from fawang.records.matters.models import Matter, Message
from fawang.records.people.models import ContactWish
from tests.cast import WANG
from tests.interfaces.public.conftest import Citizen
from tests.interfaces.public.test_progress import opened, sent_digits

FORM = {
    "first": "voice",
    "second": "sms",
    "email": "",
    "quiet_from": "20:00",
    "quiet_to": "09:00",
    "language": "zh",
}


def told(code: str, text: str = "【市】王先生您好，有新进展") -> None:
    matter = Matter.objects.get()
    Message.objects.create(
        key="one-message", matter=matter, to_sealed="", text=text, state="sent", at=matter.created_at
    )


def test_means_and_hours_are_chosen_without_scripts(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    html = browser.get(f"/p/{code}/own/contact").content.decode()
    assert "<option selected>21:00</option>" in html
    response = browser.post(f"/p/{code}/own/contact", FORM)
    assert response["Location"] == f"/p/{code}/own"
    wish = ContactWish.objects.get()
    assert (wish.channels, wish.quiet_hours, wish.optional) == (["voice", "sms"], "20:00-09:00", False)
    again = browser.get(f"/p/{code}/own/contact").content.decode()
    assert '<option value="voice" selected>' in again
    assert "<option selected>20:00</option>" in again


def test_what_is_wrong_stands_at_its_box_and_nothing_typed_is_lost(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    typed = {**FORM, "safe": "yes", "safe_phone": "19900000088", "again": "19900000089", "first": "email"}
    response = browser.post(f"/p/{code}/own/contact", typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert "两次写的号码不一样" in html
    assert 'value="19900000088"' in html
    assert 'value="19900000089"' in html
    assert ContactWish.objects.count() == 0


def test_only_the_applicant_comes_to_it(citizen: Citizen) -> None:
    code = citizen.submit()
    assert Client().get(f"/p/{code}/own/contact")["Location"] == f"/p/{code}/prove"
    assert Client().post(f"/p/{code}/own/contact", FORM)["Location"] == f"/p/{code}/prove"


def test_the_safe_number_takes_the_place_of_the_other(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    safe = {**FORM, "safe": "yes", "safe_phone": "199 0000 0088", "again": "19900000088"}
    assert browser.post(f"/p/{code}/own/contact", safe).status_code == 302
    sent = Effect.objects.filter(kind="code.send").count()
    assert Client().post(f"/p/{code}/prove", {"phone": "19900000088"}).status_code == 200
    assert Effect.objects.filter(kind="code.send").count() == sent + 1
    digits = sent_digits()
    assert Client().post(f"/p/{code}/prove", {"phone": WANG.phone, "code": digits}).status_code == 422
    response = Client().post(f"/p/{code}/prove", {"phone": "19900000088", "code": digits})
    assert response["Location"] == f"/p/{code}/own"


def test_a_message_is_new_once(citizen: Citizen) -> None:
    code = citizen.submit()
    told(code)
    browser = opened(citizen, code)
    html = browser.get(f"/p/{code}/own").content.decode()
    assert "王先生您好，有新进展" in html
    assert "发短信告诉您" in html
    assert '<b class="tag">新</b>' in html
    assert '<b class="tag">新</b>' not in browser.get(f"/p/{code}/own").content.decode()
    assert Message.objects.get(key="one-message").read_at is not None


def test_nobody_without_the_proof_sees_a_message(citizen: Citizen) -> None:
    code = citizen.submit()
    told(code)
    assert "王先生" not in Client().get(f"/p/{code}").content.decode()


def test_whoever_is_in_danger_is_asked(citizen: Citizen) -> None:
    code = citizen.submit()
    browser = opened(citizen, code)
    assert "安全吗" not in browser.get(f"/p/{code}/own").content.decode()
    Matter.objects.update(flags=["danger"])
    assert "安全吗" in browser.get(f"/p/{code}/own").content.decode()
