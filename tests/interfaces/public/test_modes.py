"""Size, contrast, language: switched anywhere, kept, never a way out of the site."""

from __future__ import annotations

import pytest

from fawang.interfaces.public.modes import Modes, change, read_modes
from tests.interfaces.public.conftest import STORY, Citizen


@pytest.mark.parametrize("junk", ["", "size", "size-xxl", "contrast-", "language-fr", "size-l-m", "<script>"])
def test_unknown_wishes_change_nothing(junk: str) -> None:
    assert change(Modes(), junk) == Modes()


def test_unknown_cookies_count_as_the_standard() -> None:
    assert read_modes({"size": "huge", "contrast": "x", "django_language": "xx"}) == Modes()


def test_switch_is_kept_and_goes_back(citizen: Citizen) -> None:
    response = citizen.client.get("/mode", {"set": "size-xl", "next": "/offices"})
    assert response["Location"] == "/offices"
    assert 'data-size="xl"' in citizen.client.get("/").content.decode()
    citizen.client.get("/mode", {"set": "contrast-high", "next": "/"})
    html = citizen.client.get("/").content.decode()
    assert 'data-contrast="high"' in html
    assert 'data-size="xl"' in html


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_switch_never_leads_out_of_the_site(citizen: Citizen, target: str) -> None:
    response = citizen.client.get("/mode", {"set": "size-l", "next": target})
    assert response["Location"] == "/"


def test_switch_on_an_answer_shows_the_same_answer(citizen: Citizen) -> None:
    response = citizen.client.post("/ask", {"text": STORY, "_mode": "size-l"})
    html = response.content.decode()
    assert 'data-size="l"' in html
    assert "申请法律援助" in html
    assert response.cookies["size"].value == "l"


def test_switch_inside_a_form_keeps_what_was_typed_and_judges_nothing(citizen: Citizen) -> None:
    citizen.start()
    typed = {"name": "王", "identity_number": "12", "phone": "", "_mode": "contrast-high"}
    response = citizen.client.post("/apply/q/who", typed)
    html = response.content.decode()
    assert response.status_code == 200
    assert 'value="12"' in html
    assert 'class="error"' not in html
    assert 'data-contrast="high"' in html


def test_english_is_chosen_and_never_guessed(citizen: Citizen) -> None:
    assert 'lang="zh-hans"' in citizen.client.get("/", headers={"Accept-Language": "en"}).content.decode()
    citizen.client.get("/mode", {"set": "language-en", "next": "/"})
    html = citizen.client.get("/").content.decode()
    assert 'lang="en"' in html
    assert "What happened?" in html
