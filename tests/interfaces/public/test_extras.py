"""Reading cards and hearing speech on the pages: with the extras, and without them."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fawang.gateways.ocr import PictureRefused
from fawang.gateways.speech import SoundRefused, SpeechBusy, Transcript
from fawang.journeys import hear, read_card
from fawang.records.matters.models import Draft, Material
from tests.interfaces.public.conftest import Citizen
from tests.journeys.read_card.test_rules import FACE, NUMBER, line

WHO = "/apply/q/who"
QUIET = "本站没有装证件识别，请手填"


class Reader:
    answer: object = FACE

    def read_lines(self, image: bytes):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Listener:
    answer: object = Transcript("老板欠我四万块", 3.04)

    def transcribe(self, audio: bytes, media_type: str):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def reader(monkeypatch):
    fake = Reader()
    monkeypatch.setattr(read_card, "ocr_reader", lambda: fake)
    read_card.allowance.forget()
    return fake


@pytest.fixture
def listener(monkeypatch):
    fake = Listener()
    monkeypatch.setattr(hear, "transcriber", lambda: fake)
    hear.allowance.forget()
    return fake


@pytest.fixture
def bare(monkeypatch):
    monkeypatch.setattr(read_card, "ocr_reader", lambda: None)
    monkeypatch.setattr(hear, "transcriber", lambda: None)


def photo(content: bytes = b"\xff\xd8\xff jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile("card.jpg", content, "image/jpeg")


def value_of(html: str, name: str) -> str:
    found = re.search(rf'<input id="f-{name}"[^>]* value="([^"]*)"', html)
    assert found, name
    return found[1]


def read(citizen: Citizen, **fields: object):
    citizen.start()
    return citizen.client.post(WHO, {"go": "card", "phone": "13900000009", "shown": "", **fields})


def test_a_photo_fills_the_page_and_nothing_is_kept_before_next(citizen: Citizen, reader: Reader) -> None:
    response = read(citizen, card=photo())
    html = response.content.decode()
    assert response.status_code == 200
    assert (value_of(html, "name"), value_of(html, "identity_number")) == ("王建国", NUMBER)
    assert value_of(html, "phone") == "13900000009", "what was typed before stays"
    assert "已从照片填上：您的姓名、您的身份证号码" in html
    assert Material.objects.count() == 0
    sealed = Draft.objects.get()
    assert NUMBER not in str(sealed.__dict__)
    again = citizen.client.get(WHO).content.decode()
    assert value_of(again, "name") == "", "nothing was saved for them"


def test_after_the_photo_the_person_corrects_and_goes_on(citizen: Citizen, reader: Reader) -> None:
    html = read(citizen, card=photo()).content.decode()
    shown = re.search(r'name="shown" value="([^"]*)"', html)
    assert shown
    answers = {"name": "王建囯", "identity_number": NUMBER, "phone": "13900000009", "in_proceeding": "no"}
    response = citizen.client.post(WHO, {**answers, "shown": shown[1], "go": "next"})
    assert response.status_code == 302
    assert value_of(citizen.client.get(WHO).content.decode(), "name") == "王建囯"


def test_what_was_not_certain_is_named_and_left_as_typed(citizen: Citizen, reader: Reader) -> None:
    reader.answer = [one for one in FACE if one.text != NUMBER]
    html = read(citizen, card=photo(), identity_number="9901").content.decode()
    assert value_of(html, "name") == "王建国"
    assert value_of(html, "identity_number") == "9901"
    assert "没有认清：您的身份证号码" in html


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (PictureRefused("no-picture"), "不是能认的照片"),
        ([], "没有认清这张照片"),
        ([line("签发机关示例省淮畔市公安局", 0, 0)], "国徽"),
    ],
)
def test_a_bad_photo_is_a_kind_error_and_what_was_typed_stays(citizen, reader, answer, words) -> None:
    reader.answer = answer
    response = read(citizen, card=photo(), name="王<b>")
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert 'href="#f-card"' in html
    assert value_of(html, "name") == "王&lt;b&gt;"


def test_the_button_without_a_photo_says_so(citizen: Citizen, reader: Reader) -> None:
    response = read(citizen)
    assert response.status_code == 422
    assert "请先拍身份证" in response.content.decode()


def test_enter_in_a_field_goes_on_and_reads_no_card(citizen: Citizen, reader: Reader) -> None:
    citizen.start()
    form = citizen.client.get(WHO).content.decode().split('id="page-form"')[1]
    first = re.search(r"<button[^>]*>", form)
    assert first
    assert 'value="next"' in first[0], "browsers press the first button of a form on Enter"


def test_only_pages_that_ask_for_a_number_offer_the_camera(citizen: Citizen, reader: Reader) -> None:
    address = citizen.start()
    assert "拍身份证" not in citizen.client.get(address).content.decode()
    assert "拍身份证" in citizen.client.get(WHO).content.decode()
    # A page without such a question takes the button's value for nothing special.
    assert citizen.client.post(address, {"go": "card", "card": photo()}).status_code != 500


def test_without_the_extra_the_page_says_so_quietly_and_works(citizen: Citizen, bare) -> None:
    citizen.start()
    html = citizen.client.get(WHO).content.decode()
    assert QUIET in html
    assert "card.js" not in html
    assert 'name="card"' not in html
    forced = citizen.client.post(WHO, {"go": "card", "card": photo(), "shown": ""})
    assert forced.status_code == 422
    assert citizen.to_check() == "/apply/check"


@pytest.mark.parametrize("path", ["/", "/ask"])
def test_the_microphone_is_offered_only_where_something_listens(db, client, listener, path) -> None:
    html = client.get(path).content.decode()
    assert "say.js" in html
    assert "say.css" in html
    place = re.search(r'<div class="say"[^>]*>', html)
    assert place
    assert re.search(r" hidden>$", place[0]), "without a script there is no button that does nothing"
    assert "机器听写，请核对" in place[0]
    assert f'id="{re.search(r"data-say=.([a-z]+)", place[0])[1]}"' in html


@pytest.mark.parametrize("path", ["/", "/ask"])
def test_without_the_extra_the_pages_are_as_they_were(db, client, bare, path) -> None:
    html = client.get(path).content.decode()
    assert "say" not in re.findall(r'class="([a-z]+)"', html)
    assert "say.js" not in html
    assert "say.css" not in html


def sound(content: bytes = b"\x1a\x45\xdf\xa3 opus") -> SimpleUploadedFile:
    return SimpleUploadedFile("say", content, "audio/webm")


def test_a_recording_comes_back_as_words(client, listener) -> None:
    response = client.post("/say", {"sound": sound()})
    assert json.loads(response.content) == {"text": "老板欠我四万块", "seconds": 3.0}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (SoundRefused("no-sound"), 422, "打不开"),
        (SoundRefused("too-long"), 422, "60 秒"),
        (SpeechBusy("x"), 429, "人多"),
        (Transcript("", 4.0), 422, "没有听到说话"),
    ],
)
def test_what_cannot_be_heard_is_told_kindly(client, listener, answer, status, words) -> None:
    listener.answer = answer
    response = client.post("/say", {"sound": sound()})
    assert response.status_code == status
    assert words in json.loads(response.content)["error"]


def test_hostile_recordings(client, listener) -> None:
    assert client.post("/say", {"sound": sound(b"x" * (hear.MOST_BYTES + 1))}).status_code == 422
    assert client.post("/say", {"sound": "no file"}).status_code == 422
    assert client.post("/say", {"sound": sound(b"")}).status_code == 422
    assert client.get("/say").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/say", {"sound": sound()}).status_code == 403
    statuses = [client.post("/say", {"sound": sound()}).status_code for _ in range(hear.allowance.rate + 1)]
    assert statuses[-1] == 429


def test_where_nothing_listens_the_address_says_so(client, bare) -> None:
    response = client.post("/say", {"sound": sound()})
    assert response.status_code == 404
    assert "打字" in json.loads(response.content)["error"]
