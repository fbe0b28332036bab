"""The lists: who sees what, in what order, with how many statements."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fawang.records.matters.models import Matter
from tests.cast import NOW, QINGXI_TOWN, Cast
from tests.interfaces.office.conftest import Desk, Now, words
from tests.journeys.story import do, opened


def statements(desk: Desk, address: str) -> int:
    """SQL statements of one page, once the process knows its service definitions."""
    desk.get(address)
    with CaptureQueriesContext(connection) as captured:
        desk.get(address)
    return len(captured)


@pytest.mark.parametrize("tab", ["new", "mine", "open", "overdue", "closed"])
def test_a_list_takes_six_statements_at_any_length(cast: Cast, zhou: Desk, tab: str) -> None:
    address = f"/office/?tab={tab}"
    opened("the-first-one-of-all")
    short = statements(zhou, address)
    for index in range(40):
        opened(f"one-of-very-many-{index}")
    assert statements(zhou, address) == short
    # session, person, appointments, page of rows, counts, saved views
    assert short <= 6


def test_the_partial_for_a_refresh_takes_no_more(cast: Cast, zhou: Desk, number: str) -> None:
    zhou.get("/office/")
    with CaptureQueriesContext(connection) as captured:
        part = zhou.get("/office/", headers={"HX-Request": "true"})
    assert len(captured) <= 5
    assert "<html" not in part
    assert number in part


def test_a_matter_takes_a_fixed_number_of_statements(cast: Cast, zhou: Desk, number: str) -> None:
    untaken = statements(zhou, f"/office/matters/{number}")
    # session, person, appointments; matter, the view recorded, timeline, materials, contact, places, clocks,
    # messages, papers; being seen here; replies
    assert untaken <= 14
    zhou.take(number)
    assert statements(zhou, f"/office/matters/{number}") <= 14
    zhou.act(number, "grant", form_of_aid="arbitration", means_finding="waived")
    # and two for the lawyers on offer with what each of them has in hand
    assert statements(zhou, f"/office/matters/{number}") <= 16


def test_the_other_pages(cast: Cast, zhou: Desk, zhao: Desk, number: str) -> None:
    assert statements(zhou, "/office/search?q=工资") <= 6
    assert statements(zhao, "/office/overview") <= 12
    assert statements(zhao, "/office/follow-ups") <= 4


def test_pages_by_key_show_every_matter_once(cast: Cast, zhou: Desk) -> None:
    made = {opened(f"one-of-many-more-{index}").number for index in range(60)}
    seen: list[str] = []
    address = "/office/?tab=new&urgency="
    for _ in range(10):
        page = zhou.get(address)
        seen += re.findall(r'<tr id="m-(\d+)"', page)
        onward = re.search(r'href="\?(tab=new[^"]*after=[^"]+)">往后看', page)
        if onward is None:
            break
        address = "/office/?" + onward[1].replace("&amp;", "&")
        assert "data-still" not in zhou.get("/office/")
        assert "data-still" in zhou.get(address)
    assert len(seen) == len(set(seen)) == 60
    assert set(seen) == made


@pytest.mark.parametrize("after", ["x", "%00", "A" * 5000, "WzEsMiwzXQ", "bnVsbA"])
def test_a_broken_cursor_begins_at_the_top(zhou: Desk, number: str, after: str) -> None:
    assert number in zhou.get(f"/office/?after={after}")


def test_narrowing_stays_in_every_link(cast: Cast, zhou: Desk) -> None:
    for index in range(30):
        opened(f"narrowing-down-{index}")
    page = zhou.get("/office/?tab=open&service=legal-aid-civil&category=工资报酬与农民工欠薪")
    assert page.count("service=legal-aid-civil&amp;category=%E5%B7%A5") >= 6
    assert "只看：" in page
    assert "这里现在没有事项" in zhou.get("/office/?tab=open&service=legal-consultation")
    assert "这里现在没有事项" in zhou.get("/office/?tab=open&urgency=emergency")


def test_what_is_late_is_said_first_and_counted(zhou: Desk, number: str, moment: Now) -> None:
    assert "超过法定期限" not in zhou.get("/office/")
    moment.at = NOW + timedelta(days=9)
    page = words(zhou.get("/office/"))
    assert "有 1 件超过法定期限" in page
    assert "已逾期 2 天" in page
    assert number in zhou.get("/office/?tab=overdue")
    assert "countdown late" in zhou.matter(number)


def test_a_lawyer_sees_only_what_is_assigned_to_them(cast: Cast, chen: Desk, number: str) -> None:
    zhou = cast.viewers.zhou
    other = opened("assigned-to-nobody").number
    assert chen.status(f"/office/matters/{number}") == 404
    do(zhou, number, "grant", NOW, form_of_aid="arbitration", means_finding="waived")
    do(zhou, number, "assign", NOW, lawyer=str(cast.chen.pk))
    page = chen.get("/office/")
    assert number in page
    assert other not in page
    assert "待领取" not in page
    assert other not in chen.get("/office/search?q=工资")
    assert other not in chen.get("/office/?tab=open")
    assert Desk(cast.staff["hemu"]).status(f"/office/matters/{number}") == 404


def test_the_neighbour_county_sees_nothing_by_any_address(
    cast: Cast, wu: Desk, zhou: Desk, number: str
) -> None:
    matter = Matter.objects.get(number=number)
    base = f"/office/matters/{number}"
    for address in (base, f"{base}/version", f"{base}/materials/1", f"{base}?do=grant"):
        answer = wu.client.get(address)
        assert answer.status_code == 404, address
        assert "王" not in words(answer.content).replace("王法", "")
    for address, data in (
        ("take", {}),
        ("release", {"reason": "退回给他们"}),
        ("act/grant", {"version": "2"}),
        ("act/no-such-action", {"version": "2"}),
        ("reveal", {"party": matter.applicant_id, "field": "phone", "reason": "我想看看"}),
    ):
        answer = wu.client.post(f"{base}/{address}", data)
        assert answer.status_code == 404, address
        assert cast.wang.phone not in answer.content.decode()
    matter.refresh_from_db()
    assert (matter.holder_id, matter.state, matter.length) == (None, "submitted", 2)
    assert number not in wu.get("/office/")
    assert number not in wu.get("/office/search?q=工资")
    assert "找到 0 件" in words(wu.get(f"/office/search?q={number}"))
    mine = opened("a-matter-of-the-neighbour", region_code=QINGXI_TOWN).number
    assert mine in wu.get("/office/")
    assert zhou.status(f"/office/matters/{mine}") == 404


def test_supervision_pages_are_for_supervisors(zhou: Desk, chen: Desk, zhao: Desk, number: str) -> None:
    for desk in (zhou, chen):
        for address in ("/office/overview", "/office/follow-ups"):
            assert desk.status(address) == 409
    assert zhao.client.get("/office/").headers["Location"] == "/office/overview"
    page = words(zhao.get("/office/overview?days=7"))
    assert "工资报酬与农民工欠薪" in page
    assert "石港县" in page
    for days in ("0", "-5", "9" * 30, "x"):
        zhao.get(f"/office/overview?days={days}")
    assert "全部在办" in zhao.get("/office/?tab=open")
    assert zhao.client.post("/office/follow-ups/999", {"conclusion": "没有这件回访任务的"}).status_code == 404


def test_searching(cast: Cast, zhou: Desk, number: str) -> None:
    assert number in zhou.get("/office/search?q=工资")
    assert number in zhou.get(f"/office/search?q={number[-8:]}")
    assert zhou.client.get(f"/office/search?q={number}").headers["Location"].endswith(number)
    assert "找到 0 件" in words(zhou.get("/office/search?q=彩礼"))
    one_word = zhou.client.get("/office/search?q=工")
    assert one_word.status_code == 422
    assert "请输入至少两个字" in one_word.content.decode()
    for text in ("%", "'; --", '" OR 1', "_" * 300, "%00%00", "<script>alert(1)</script>", "*", "NEAR("):
        answer = zhou.client.get("/office/search", {"q": text})
        assert answer.status_code in (200, 422), text
        assert "<script>alert" not in answer.content.decode()


def test_strangers_are_asked_to_sign_in_everywhere(cast: Cast, number: str) -> None:
    stranger = Client()
    matter = f"matters/{number}"
    for address in ("", "search?q=工资", matter, f"{matter}/version", "overview", "follow-ups"):
        page = stranger.get(f"/office/{address}").content.decode()
        assert "工作人员登录" in page
        assert number not in page.replace(f"/office/matters/{number}", "")
    refreshed = stranger.get("/office/?tab=new&service=x", headers={"HX-Request": "true"})
    assert refreshed.status_code == 204
    assert refreshed.headers["HX-Redirect"] == "/office/login?next=%2Foffice%2F%3Ftab%3Dnew%26service%3Dx"


def test_what_nobody_has_can_be_taken_from_every_open_list(
    zhou: Desk, sun: Desk, zhao: Desk, number: str, moment: Now
) -> None:
    moment.at = NOW + timedelta(days=9)
    for tab in ("new", "open", "overdue"):
        assert f"{number}/take" in zhou.get(f"/office/?tab={tab}")
        assert f"{number}/take" not in zhao.get(f"/office/?tab={tab}")
    sun.take(number)
    for tab in ("open", "overdue"):
        page = zhou.get(f"/office/?tab={tab}")
        assert f"{number}/take" not in page
        assert "孙丽" in page
