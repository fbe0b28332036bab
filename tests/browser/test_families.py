"""Five services of five families from the home page to the end, as the citizen and as the office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from fawang.core.clock import day_of, now
from fawang.gateways.sheets import csv_bytes
from fawang.records.matters.models import Document, Matter
from fawang.reference.catalog.queries import catalogue_index
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.way import PERSON, act, apply, at_desk, edit_and_issue, find, go_on, let_in, prove
from tests.cast import identity_number, widen

pytestmark = pytest.mark.browser
TODAY = day_of(now()).isoformat()
SOON = (day_of(now()) + timedelta(days=7)).isoformat()
EARLIER = (day_of(now()) - timedelta(days=20)).isoformat()


@pytest.fixture
def town(live_site: Site) -> Site:
    """The site with an office of every kind."""
    widen(live_site.cast)
    # The services are read from the files before the first page is asked for, as a server process does.
    catalogue_index()
    return live_site


def newest_number() -> str:
    return Matter.objects.latest("created_at").number


WAGES: dict[str, Any] = {
    "story": "在工地干了五个月，包工头欠我们三个人的工钱不给。",
    "work_field": "site",
    "opponent": "包工头老李",
    "boss_state": "refuses",
    "paid_by_bank": "no",
    "matter_kind": "wages",
    "amount": "40000",
    "has_iou": "no",
    "reported": "no",
    "still_working": "no",
    "left_on": EARLIER,
    "people_count": "3",
    "situation": "migrant_worker",
    "has_deadline": "no",
    "preservation": "no",
}


def test_wages_of_a_gang_with_a_spreadsheet(town: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(viewport=PHONE)
    find(page, "欠薪", "农民工欠薪法律援助绿色通道")
    while not page.locator("details.sheet").count():
        go_on(page, {**PERSON, **WAGES})
    sheet = csv_bytes(
        ["姓名", "身份证号码", "手机号码", "欠他多少"],
        [
            ["马小二", identity_number("990121", "19850101", "017"), "19900000031", "12000"],
            ["牛小三", identity_number("990121", "19860101", "017"), "19900000032", "9000.5"],
        ],
    )
    page.click("details.sheet >> nth=0 >> summary")
    page.set_input_files(
        "[name='workers.sheet']", {"name": "名单.csv", "mimeType": "text/csv", "buffer": sheet}
    )
    page.click("details.sheet >> nth=0 >> button")
    page.wait_for_selector("text=加上了 2")
    code = apply(page, WAGES)
    number = newest_number()
    office = open_page(viewport=DESK)
    at_desk(office, town.url, "zhoumin", number)
    answers = office.locator("dl.pairs")
    assert "马小二" in answers.inner_text()
    assert (
        answers.locator("dd:has-text('马小二')").evaluate("one => getComputedStyle(one).whiteSpace")
        == "pre-line"
    )
    office.click("text=领取，由我承办")
    office.wait_for_selector("text=已由您领取")
    act(office, "confirm_workers", {"confirmed_count": "3", "confirmed_amount": "61000.5"})
    act(office, "grant", {"form_of_aid": "arbitration", "means_finding": "waived"})
    edit_and_issue(office, "给予法律援助决定书", "。", "（已核对）。")
    lawyer = str(town.cast.staff["chenjing"].pk)
    act(office, "assign", {"lawyer": lawyer})
    hers = open_page(viewport=DESK)
    at_desk(hers, town.url, "chenjing", number)
    act(hers, "accept")
    act(hers, "record_work", {"work_kind": "arbitration", "work_on": TODAY, "work_note": "递交仲裁申请书。"})
    act(hers, "close", {"outcome": "paid", "awarded": "61000.5", "report": "三人的工钱当天付清。"})
    office.reload()
    act(office, "first_visit", {"first_paid": "all"})
    act(office, "second_visit", {"second_paid": "all"})
    act(office, "archive")
    page.goto(f"/p/{code}")
    assert "已归档" in page.inner_text("h1")
    prove(page, code)
    with page.expect_download() as got:
        page.click("a:has-text('给予法律援助决定书')")
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")


WILL: dict[str, Any] = {
    "for_whom": "self",
    "bequests.thing": "柳湾镇的房子",
    "bequests.given_to": "女儿王小妹",
    "marriage": "married",
    "needy_heir": "no",
    "earlier_will": "no",
    "health": "good",
    "help_needed": "none",
    "can_come": "able",
    "free_time": "工作日上午",
    "fee_relief": "no",
}


def test_a_will_is_ones_own_and_its_certificate_is_downloaded(
    town: Site, open_page: Callable[..., Page]
) -> None:
    let_in(town.cast, "officer_shigang_notary", "notary_shigang_notary")
    page = open_page(viewport=PHONE)
    find(page, "遗嘱公证", "遗嘱公证")
    page.check("[name=for_whom][value=agent]")
    page.click("button:has-text('下一步')")
    page.wait_for_selector("text=遗嘱只能本人来立")
    code = apply(page, WILL)
    number = newest_number()
    office = open_page(viewport=DESK)
    at_desk(office, town.url, "officer_shigang_notary", number)
    act(office, "accept", {"notary": str(town.cast.staff["notary_shigang_notary"].pk)})
    notary = open_page(viewport=DESK)
    at_desk(notary, town.url, "notary_shigang_notary", number)
    act(notary, "inform", {"inform_recorded": "yes"})
    act(notary, "tell_fee", {"fee": "200", "relief": "none"})
    meeting = {"call_on": SOON, "call_time": "上午九点", "call_place": "石港县公证处", "call_bring": "身份证"}
    act(notary, "call_in", {**meeting, "second_notary": "李公证员"})
    act(notary, "came", {"talk": "本人清楚自愿。", "recorded": "yes", "willing": "yes"})
    act(notary, "certify", {"signed_on": TODAY, "proof": "兹证明王建国在本公证员面前立遗嘱。"})
    office.reload()
    act(office, "approve")
    edit_and_issue(office, "遗嘱公证书", "兹证明", "兹证实")
    act(office, "deliver", {"deliver_how": "self"})
    act(office, "register_will", {"registered_no": "遗 2026-1"})
    act(office, "archive")
    prove(page, code)
    with page.expect_download() as got:
        page.click("a:has-text('遗嘱公证书')")
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")
    remedies = page.locator("#remedies")
    assert "申请复查" in remedies.inner_text()
    remedies.locator("summary").first.click()
    remedies.locator("button:has-text('在这里办')").first.click()
    page.wait_for_url("**/apply/q/**")


NEIGHBOURS: dict[str, Any] = {
    "story": "邻居把墙砌到了我家宅基地上。",
    "dispute_kind": "homestead",
    "wants": ["stop"],
    "people": "1",
    "other_party": "赵大",
    "other_willing": "unknown",
    "handled": "none",
    "heat": "quarrel",
    "mediator_wish": "any",
    "session_wish": "either",
    "open_session": "no",
}


def test_neighbours_are_reconciled(town: Site, open_page: Callable[..., Page]) -> None:
    let_in(town.cast, "officer_shigang_mediation", "mediator_shigang_mediation")
    page = open_page(viewport=PHONE, size="l")
    find(page, "人民调解", "人民调解")
    code = apply(page, NEIGHBOURS)
    number = newest_number()
    office = open_page(viewport=DESK)
    at_desk(office, town.url, "officer_shigang_mediation", number)
    act(office, "register")
    act(office, "other_agrees", {"asked_on": TODAY, "asked_how": "phone"})
    mediator = str(town.cast.staff["mediator_shigang_mediation"].pk)
    act(office, "assign", {"lawyer": mediator, "chosen_how": "appointed"})
    theirs = open_page(viewport=DESK)
    at_desk(theirs, town.url, "mediator_shigang_mediation", number)
    act(theirs, "record_session", {"held_on": TODAY, "came": "both", "session_note": "都愿意退一步。"})
    agreed = {"agree_on": TODAY, "agree_facts": "墙过界半尺。", "agree_text": "赵大拆墙。"}
    act(theirs, "agree", {**agreed, "perform_how": "赵大自己拆", "perform_by": SOON})
    office.reload()
    edit_and_issue(office, "人民调解协议书", "赵大拆墙", "赵大拆除过界的墙")
    act(office, "all_performed", {"visit_on": TODAY})
    act(office, "archive")
    page.goto(f"/p/{code}")
    assert "已归档" in page.inner_text("h1")
    assert "请法院确认调解协议" in page.inner_text("#remedies")


PENALTY: dict[str, Any] = {
    "penalty": "fine",
    "fine_sum": "2000",
    "fine_paid": "yes",
    "on_spot": "no",
    "first_time": "yes",
    "why_kind": ["too_heavy"],
    "told_hearing": "yes",
    "reasons": "第一次违法，罚得太重。",
    "wants": "revoke",
    "agency": "石港县市场监督管理局",
    "agency_level": "county_department",
    "decided_on": EARLIER,
    "told_rights": "yes",
    "tried": "none",
    "ask_stop": "no",
    "attach_review": "no",
    "want_mediation": "no",
    "want_hearing": "no",
    "agree_summary": "no",
    "serve_way": "online",
    "applicant_kind": "person",
    "people": "1",
}


def test_a_fine_is_reviewed_with_an_approval_and_the_court_is_named(
    town: Site, open_page: Callable[..., Page]
) -> None:
    let_in(town.cast, "officer_shigang_bureau")
    page = open_page(viewport=PHONE)
    find(page, "处罚复议", "行政处罚复议")
    code = apply(page, PENALTY)
    number = newest_number()
    office = open_page(viewport=DESK)
    at_desk(office, town.url, "officer_shigang_bureau", number)
    act(office, "accept")
    act(office, "send_copy", {"copy_on": TODAY})
    act(office, "answer_in", {"answer_on": TODAY})
    act(office, "hear", {"heard_on": TODAY, "heard_how": "phone", "heard_note": "坚持原来的意见。"})
    decision = {"decision": "change", "findings": "事实清楚，处罚过重。", "decision_text": "改为罚款五百元。"}
    act(office, "decide", decision)
    office.wait_for_selector("#proposal:has-text('等审批')")
    head, second = open_page(viewport=DESK), open_page(viewport=DESK)
    at_desk(head, town.url, "zhaoweiguo", number)
    at_desk(second, town.url, "zhaoweiguo", number)
    act(head, "approve")
    # The second tab still shows the proposal that was decided in the first.
    second.locator("#act-approve summary").click() if not second.locator(
        "#act-approve[open]"
    ).count() else None
    second.locator("#act-approve button.filled").click()
    second.wait_for_selector("text=没有办成")
    assert Document.objects.filter(matter__number=number, code="review_decision").count() == 1
    office.reload()
    edit_and_issue(office, "行政复议决定书", "处罚过重", "处罚明显过重")
    act(office, "serve", {"served_on": TODAY, "served_how": "online"})
    page.goto(f"/p/{code}")
    shown = page.inner_text("#remedies")
    assert "人民法院" in shown
    assert "以前提出" not in shown
    prove(page, code)
    assert "以前提出" in page.inner_text("#remedies")
    page.locator("#remedies summary").first.click()
    assert "十五日内" in page.inner_text("#remedies")
    office.reload()
    act(office, "archive")


def test_a_booking_is_made_kept_and_closed(town: Site, open_page: Callable[..., Page]) -> None:
    let_in(town.cast, "officer_shigang_centre")
    page = open_page(viewport=PHONE)
    find(page, "预约律师", "预约律师见面咨询")
    code = apply(page, {"advice_field": "labour", "rush": "no", "prefer": "any", "slot": ["am"]})
    office = open_page(viewport=DESK)
    at_desk(office, town.url, "officer_shigang_centre", newest_number())
    act(office, "book", {"book_on": SOON, "book_time": "上午九点", "book_place": "石港县公共法律服务中心"})
    page.goto(f"/p/{code}")
    assert "已约好" in page.inner_text("h1")
    # The hour is the person's own business; the holder of the code alone is led to the telephone.
    assert "上午九点" not in page.inner_text("main")
    page.click("text=打开看详情，接着办")
    prove(page, code)
    assert "上午九点" in page.inner_text("main")
    act(office, "finish", {"result": "已经当面解答。"})
    page.goto(f"/p/{code}")
    assert "已办结" in page.inner_text("h1")
