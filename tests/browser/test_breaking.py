"""What goes wrong on a bad day: twice, back, at once, offline, and with malice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from fawang.core.clock import now
from fawang.gateways.sheets import csv_bytes
from fawang.records.matters.models import Document, Matter
from fawang.reference.catalog.queries import catalogue_index
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.test_families import WAGES
from tests.browser.walk import submit
from tests.browser.way import PERSON, at_desk, go_on, to_check
from tests.journeys.story import do, submitted

pytestmark = pytest.mark.browser
BOOKING = {**PERSON, "advice_field": "labour", "rush": "no", "prefer": "any", "slot": ["am"]}


@pytest.fixture
def booking(live_site: Site, open_page: Callable[..., Page]) -> Page:
    """A phone on which a booking is ready to be sent."""
    catalogue_index()
    page = open_page(viewport=PHONE)
    page.goto("/services/lawyer-booking")
    page.click("main form[action$='/apply'] button >> nth=0")
    to_check(page, BOOKING)
    return page


def test_send_is_pressed_twice(booking: Page) -> None:
    booking.dblclick("button:has-text('都对，交上去')")
    booking.wait_for_url("**/apply/done")
    assert Matter.objects.count() == 1


def test_back_after_sending_does_not_send_again(booking: Page) -> None:
    submit(booking)
    booking.go_back()
    again = booking.locator("button:has-text('都对，交上去')")
    if again.count():
        again.click()
    else:
        booking.goto("/apply/check")
    booking.wait_for_url("**/apply/done")
    assert Matter.objects.count() == 1


@pytest.fixture
def gang(live_site: Site, open_page: Callable[..., Page]) -> Page:
    """A phone on which the list of a gang is open."""

    catalogue_index()
    page = open_page(viewport=PHONE)
    page.goto("/services/legal-aid-migrant-wages")
    page.click("main form[action$='/apply'] button >> nth=0")
    for _ in range(12):
        if page.locator("details.sheet").count():
            return page
        go_on(page, {**PERSON, **WAGES})
    raise AssertionError(page.url)


def add(page: Page, name: str) -> None:
    page.fill("[name='workers.worker_name']", name)
    page.click("button[value^='list-add:workers']")


def test_the_signal_is_lost_in_the_middle_of_a_list(gang: Page) -> None:
    add(gang, "马小二")
    gang.wait_for_selector(".items li:has-text('马小二')")
    gang.fill("[name='workers.worker_name']", "牛小三")
    gang.context.set_offline(True)
    with gang.expect_event("requestfailed"):
        gang.click("button[value^='list-add:workers']", no_wait_after=True)
    gang.context.set_offline(False)
    # The browser shows its own error page; the way back leads to what was kept.
    gang.goto("/apply/q/roster")
    assert gang.locator(".items li:has-text('马小二')").count() == 1


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 400, "表格"),
        ("a.csv", b"\xff\xfe\x00\xd8" * 50, "表格"),
        ("a.csv", csv_bytes(["姓名"], [["=cmd|' /C calc'!A0"]]), "公式"),
    ],
    ids=["broken", "bytes", "formula"],
)
def test_a_hostile_spreadsheet(gang: Page, name: str, raw: bytes, told: str) -> None:
    gang.click("details.sheet >> nth=0 >> summary")
    sheet = {"name": name, "mimeType": "text/csv", "buffer": raw}
    gang.set_input_files("[name='workers.sheet']", sheet)
    gang.click("details.sheet >> nth=0 >> button")
    gang.wait_for_load_state()
    assert told in gang.inner_text("main")
    assert gang.locator("main script").count() == 0
    assert gang.locator("h1").count() == 1


def test_one_paper_is_issued_in_two_tabs(live_site: Site, open_page: Callable[..., Page]) -> None:
    cast = live_site.cast
    receipt = submitted(now=now() - timedelta(days=1))
    do(
        cast.viewers.zhou,
        receipt.number,
        "grant",
        now(),
        form_of_aid="litigation",
        means_finding="waived",
    )
    paper = Document.objects.get(matter__number=receipt.number, code="grant_decision")
    one = open_page(viewport=DESK)
    at_desk(one, live_site.url, "zhoumin", receipt.number)
    other = one.context.new_page()
    for tab in (one, other):
        tab.goto(f"{live_site.url}/office/matters/{receipt.number}/papers/{paper.pk}")
        tab.check("#paper-form [name=sure]")
    one.click("button:has-text('保存并签发')")
    one.wait_for_selector(".matter-head .tag.done")
    paper.refresh_from_db()
    number = paper.number
    other.click("button:has-text('保存并签发')")
    other.wait_for_selector("text=没有办成")
    paper.refresh_from_db()
    assert paper.number == number
    assert Document.objects.filter(number__isnull=False).count() == 1
