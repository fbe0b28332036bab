"""Journey 1: said in plain words, answered with law that exists; nothing said ends up in an address."""

from __future__ import annotations

import re

import pytest

from tests.interfaces.public.conftest import STORY, Citizen


def main(html: str) -> str:
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def test_wages_get_a_conclusion_the_deadline_the_law_and_one_way_on(citizen: Citizen) -> None:
    response = citizen.client.post("/ask", {"text": STORY})
    html = main(response.content.decode())
    assert response.status_code == 200
    assert "工资报酬与农民工欠薪" in html
    assert html.count("button filled") == 1
    assert "申请法律援助" in html
    assert 'class="notice amber deadline"' in html
    assert "第四十二条" in html
    assert "<details" in html
    assert "进城务工人员" in html
    assert 'action="/services/legal-aid-civil/apply"' in html
    assert re.search(r'<input type="hidden" name="story" value="在工地', html)


def test_danger_shows_a_human_before_anything_else(citizen: Citizen) -> None:
    html = main(citizen.client.post("/ask", {"text": "老公又打我，拿刀说要杀了我，我怕"}).content.decode())
    first = html.index("tel:110")
    assert html.index("先保证人平安") < first < html.index('id="headline"')
    assert "data-leave" in html
    assert html.count("<h1") == 1


def test_no_legal_matter_is_told_kindly_and_offers_no_application(citizen: Citizen) -> None:
    html = main(citizen.client.post("/ask", {"text": "明天天气怎么样，要不要带伞"}).content.decode())
    assert "/apply" not in html
    assert "<h1" in html


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\x00\x07"])
def test_nothing_said_is_asked_again(citizen: Citizen, text: str) -> None:
    response = citizen.client.post("/ask", {"text": text})
    assert response.status_code == 422
    assert 'id="error-summary"' in response.content.decode()


def test_markup_in_a_story_stays_words(citizen: Citizen) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{7*7}} 老板不给工资"
    html = citizen.client.post("/ask", {"text": nasty}).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "49" not in main(html).split("{{7*7}}")[0][-20:]
    assert "&lt;script&gt;" in html


def test_a_very_long_story_is_cut_not_refused(citizen: Citizen) -> None:
    assert citizen.client.post("/ask", {"text": "老板不给工资。" * 2000}).status_code == 200


def test_a_story_never_stands_in_an_address(citizen: Citizen) -> None:
    response = citizen.client.get("/ask", {"text": STORY})
    assert "在工地干了" not in main(response.content.decode())
    html = citizen.client.post("/ask", {"text": STORY}).content.decode()
    assert not re.search(r'href="[^"]*(%E5%B7%A5|工地)', html)
