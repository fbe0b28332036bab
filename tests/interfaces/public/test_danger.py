"""Somebody in danger who says so only in the form is shown a human first, and the matter is marked."""

from __future__ import annotations

import pytest

from fawang.core.refusals import Refusal
from fawang.journeys import draft
from fawang.records.matters.models import Matter
from tests.cast import TOWN, WANG
from tests.interfaces.public.conftest import Citizen

THREAT = "老公又打我，拿刀说要杀了我，我现在很怕"


def test_danger_written_into_the_form_shows_the_way_out_and_a_human(citizen: Citizen) -> None:
    citizen.client.post("/services/legal-consultation/apply", {})
    calm = citizen.client.get("/apply/q/story").content.decode()
    assert "tel:110" not in calm
    citizen.client.post("/apply/q/story", {"story": THREAT, "shown": "story", "go": "next"})
    for address in ("/apply/q/topic", "/apply/q/contact", "/apply/check"):
        page = citizen.client.get(address).content.decode()
        assert "tel:110" in page, address
        assert "/leave" in page, address


@pytest.mark.parametrize("story", [THREAT, "我不想活了，药都买好了，今晚就走"])
def test_a_matter_whose_danger_was_written_into_the_form_is_marked(citizen: Citizen, story: str) -> None:
    citizen.client.post("/services/legal-consultation/apply", {"story": "想问问离婚的事"})
    said: dict[str, str] = {
        "story": story,
        "topic": "family",
        "danger": "no",
        "name": "李女士",
        "phone": WANG.phone,
        "region": TOWN,
        "go": "next",
    }
    for page in ("story", "topic", "danger", "contact", "place", "evidence"):
        citizen.client.post(f"/apply/q/{page}", {**said, "shown": "story,topic,danger,name,phone,region"})
    assert citizen.client.post("/apply/submit", {}).headers["Location"] == "/apply/done"
    matter = Matter.objects.get()
    assert "danger" in matter.flags
    assert matter.urgency == "emergency"
    assert "tel:110" in citizen.client.get("/apply/done").content.decode()


def test_striking_the_words_out_again_does_not_take_the_mark_away(citizen: Citizen) -> None:
    citizen.client.post("/services/legal-consultation/apply", {"story": THREAT})
    calm = {"story": "没有什么事，就是想问问", "shown": "story", "go": "next"}
    citizen.client.post("/apply/q/story", calm)
    assert "tel:110" in citizen.client.get("/apply/q/topic").content.decode()


def test_saying_yes_to_the_question_about_danger_is_enough(citizen: Citizen) -> None:
    citizen.client.post("/services/legal-consultation/apply", {"story": "想问问离婚的事"})
    citizen.client.post("/apply/q/danger", {"danger": "yes", "shown": "danger", "go": "next"})
    assert "tel:110" in citizen.client.get("/apply/q/contact").content.decode()


@pytest.mark.parametrize("story", [THREAT, "我不想活了，药都买好了，今晚就走"])
def test_the_danger_is_told_in_words_not_in_codes(citizen: Citizen, story: str) -> None:
    page = citizen.client.post("/ask", {"text": story}).content.decode()
    assert "先保证人平安" in page
    for code in ("violence<", "self_harm", "threat_to_others"):
        assert code not in page


def test_an_application_is_kept_when_the_rules_of_danger_cannot_be_read(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise Refusal("内容文件有错误")

    monkeypatch.setattr(draft, "warm_up", broken)
    citizen.client.post("/services/legal-consultation/apply", {})
    citizen.client.post("/apply/q/story", {"story": THREAT, "shown": "story", "go": "next"})
    assert THREAT in citizen.client.get("/apply/q/story").content.decode()
