"""Speaking instead of typing, and the photo of a card, in a real browser; the recognisers are fakes."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page

from fawang.gateways.speech import SpeechBusy, Transcript
from fawang.gateways.speech.sound import kind_of
from fawang.journeys import hear, read_card
from tests.browser.conftest import Site
from tests.browser.test_citizen_sizes import measure, violations
from tests.interfaces.public.test_extras import Listener, Reader
from tests.journeys.read_card.test_rules import NUMBER

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]
HEARD = "老板欠我四万块工资"


class Attentive(Listener):
    """Keeps what the browser recorded."""

    heard: list[bytes] = []

    def transcribe(self, audio: bytes, media_type: str):
        self.heard.append(audio)
        return super().transcribe(audio, media_type)


@pytest.fixture
def listener(monkeypatch) -> Attentive:
    fake = Attentive()
    fake.heard, fake.answer = [], Transcript(HEARD, 2.0)
    monkeypatch.setattr(hear, "transcriber", lambda: fake)
    hear.allowance.forget()
    return fake


def speak(page: Page) -> None:
    """Tap, speak for a moment (the browser's fake microphone beeps), tap."""
    button = page.locator(".say button")
    button.click()
    page.wait_for_selector(".say button[aria-pressed=true]:has-text('正在听')")
    page.wait_for_timeout(700)
    button.click()


@pytest.mark.parametrize("path", ["/", "/ask"])
def test_what_is_said_stands_in_the_box_to_be_corrected(open_page: Opener, listener: Attentive, path) -> None:
    page = open_page()
    page.context.grant_permissions(["microphone"])
    page.goto(path)
    page.fill("#text", "先写的一句")
    speak(page)
    page.wait_for_selector(".say p:has-text('机器听写，请核对')")
    assert page.input_value("#text") == f"先写的一句\n{HEARD}"
    assert kind_of(listener.heard[0]) in ("audio/webm", "audio/mp4")


def test_a_failure_is_told_beside_the_button_and_nothing_is_lost(
    open_page: Opener, listener: Attentive
) -> None:
    listener.answer = SpeechBusy("x")
    page = open_page()
    page.context.grant_permissions(["microphone"])
    page.goto("/ask")
    speak(page)
    page.wait_for_selector(".say p:has-text('现在用语音的人多')")
    assert page.input_value("#text") == ""
    assert page.locator(".say button").get_attribute("aria-pressed") == "false"


def test_a_refused_microphone_is_told_of(open_page: Opener, listener: Attentive) -> None:
    page = open_page()
    page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error())")
    page.goto("/ask")
    page.locator(".say button").click()
    page.wait_for_selector(".say p:has-text('没有打开话筒')")


def test_without_scripts_there_is_no_button_that_does_nothing(open_page: Opener, listener: Attentive) -> None:
    page = open_page(scripts=False)
    page.goto("/")
    assert not page.locator(".say").is_visible()
    assert page.locator("a[href='tel:12348']").first.is_visible()


@pytest.mark.parametrize("size", ["m", "l", "xl"])
def test_both_fit_their_pages_in_every_size(
    open_page: Opener, live_site: Site, listener: Attentive, monkeypatch, axe: str, size: str
) -> None:
    monkeypatch.setattr(read_card, "ocr_reader", lambda: Reader())
    page = open_page(size=size)
    faults = []
    for path in ("/", "/ask"):
        page.goto(path)
        faults += measure(page, size) + violations(page, axe)
    start(page)
    faults += measure(page, size) + violations(page, axe)
    assert faults == []


def start(page: Page) -> None:
    """Open the page that asks who one is."""
    page.goto("/services/legal-aid-civil")
    page.locator("form[action$='/apply'] button").first.click()
    page.wait_for_url("**/apply/q/**")
    page.goto("/apply/q/who")


def picture() -> dict:
    """A small real JPEG, as a file to choose."""
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "JPEG")
    return {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_chosen_photo_fills_the_page_with_and_without_scripts(
    open_page: Opener, monkeypatch, scripts: bool
) -> None:
    monkeypatch.setattr(read_card, "ocr_reader", lambda: Reader())
    read_card.allowance.forget()
    page = open_page(scripts=scripts)
    start(page)
    page.set_input_files("#f-card", picture())
    if not scripts:
        page.click("button[value=card]")
    page.wait_for_selector("text=已从照片填上")
    assert page.input_value("#f-name") == "王建国"
    assert page.input_value("#f-identity_number") == NUMBER
