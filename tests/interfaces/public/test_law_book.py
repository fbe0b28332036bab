"""The pages of the statute book: contents, an article at a date, what changed, the way out of a dead end."""

from __future__ import annotations

import pytest

from tests.interfaces.public.conftest import Citizen

pytestmark = pytest.mark.usefixtures("law_library")


def main(html: bytes) -> str:
    return html.decode().split("<main", 1)[1].split("</main>", 1)[0]


def test_every_law_in_force_stands_on_a_shelf(citizen: Citizen) -> None:
    html = main(citizen.client.get("/law").content)
    assert "社会法" in html
    assert "劳动合同法</a>" in html
    assert ">刑法修正案" not in html


def test_the_contents_lead_to_every_article(citizen: Citizen) -> None:
    html = main(citizen.client.get("/law/法律援助法").content)
    assert html.count("%E7%AC%AC") == 71
    assert "第三章 形式和范围" in html
    assert main(citizen.client.get("/law/民法典").content).count("<h2>第") >= 7


def test_an_article_as_of_a_day_keeps_the_day_in_its_links(citizen: Citizen) -> None:
    old = main(citizen.client.get("/law/仲裁法/第二十七条", {"on": "2026-02-28"}).content)
    new = main(citizen.client.get("/law/仲裁法/第二十七条", {"on": "2026-03-01"}).content)
    assert "申请人可以放弃或者变更仲裁请求" in old
    assert "申请人可以放弃或者变更仲裁请求" not in new
    assert "前适用" in old
    assert "条号有变" in new
    assert "第三十八条" in new
    assert old.count("on=2026-02-28") >= 3
    assert "《仲裁法》第二十七条（2017年9月1日文本）" in old


@pytest.mark.parametrize("day", ["昨天", "2026-13-01", "1800-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_read_is_told_and_today_is_shown(citizen: Citizen, day: str) -> None:
    response = citizen.client.get("/law/仲裁法/第一条", {"on": day})
    assert response.status_code == 200
    assert f"“{day}”不是能查的日期" in main(response.content)


def test_what_changed_marks_old_and_new_words(citizen: Citizen) -> None:
    html = main(citizen.client.get("/law/仲裁法/changes", {"on": "2026-03-01"}).content)
    assert "<del>委员会</del><ins>机构</ins>" in html
    only = main(citizen.client.get("/law/仲裁法/changes?on=2026-03-01&kind=removed").content)
    assert "<ins>" not in only
    assert "<del>" in only
    assert "没有可以比较" in main(citizen.client.get("/law/劳动合同法/changes").content)


def test_the_days_on_which_laws_changed(citizen: Citizen) -> None:
    html = main(citizen.client.get("/law/changes", {"from": "2026-02-01"}).content)
    assert "2026年3月1日" in html
    assert "《仲裁法》" in html
    assert html.index("2026年8月15日") < html.index("2026年3月1日")


def test_a_repealed_article_leads_to_what_took_its_place(citizen: Citizen) -> None:
    response = citizen.client.get("/law/大气污染防治法/第九十九条", {"on": "2026-11-21"})
    assert response.status_code == 404
    assert "《生态环境法典》" in main(response.content)
    assert "已经失效" in main(response.content)


def test_an_unknown_law_is_not_found(citizen: Citizen) -> None:
    for path in ("/law/太空法", "/law/太空法/第一条", "/law/太空法/changes"):
        assert citizen.client.get(path).status_code == 404


def test_search_goes_by_the_day_and_names_the_law_itself(citizen: Citizen) -> None:
    html = main(citizen.client.get("/law", {"q": "仲裁法", "on": "2026-02-28"}).content)
    assert 'class="chip"' in html
    assert "on=2026-02-28" in html
