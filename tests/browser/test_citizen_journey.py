"""Journey 1 to 3 in a real browser, with scripts and without."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from fawang.records.matters.models import Matter
from tests.browser import walk
from tests.browser.conftest import DESK, Site
from tests.cast import WANG

pytestmark = [pytest.mark.browser, pytest.mark.everywhere]
Opener = Callable[..., Page]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_story_to_the_receipt_and_the_progress(
    open_page: Opener, live_site: Site, scripts: bool
) -> None:
    page = open_page(scripts=scripts)
    walk.ask(page, walk.STORY)
    law = page.locator("details.law").first
    assert not law.locator("blockquote").is_visible()
    law.locator("summary").click()
    assert law.locator("blockquote").is_visible()
    met = walk.to_check(page)
    assert met[0] == "您遇到了什么事？"
    assert WANG.identity not in page.content()
    code = walk.submit(page)
    assert page.locator(".ticket img").evaluate("image => image.naturalWidth > 0") if scripts else True
    page.goto("/p")
    page.fill("#case_code", code.lower().replace("-", " "))
    page.click("main button:has-text('看进度')")
    page.wait_for_selector(".timeline")
    assert "石港县法律援助中心" in page.locator("main").inner_text()
    assert WANG.name not in page.content()
    assert Matter.objects.count() == 1


def test_double_tap_and_back_button_open_one_matter(open_page: Opener, live_site: Site) -> None:
    page = open_page()
    walk.ask(page, walk.STORY)
    walk.to_check(page)
    page.locator("button:has-text('都对，交上去')").dblclick(no_wait_after=True)
    page.wait_for_url("**/apply/done")
    page.go_back()
    button = page.locator("button:has-text('都对，交上去')")
    if button.count():
        button.click()
        page.wait_for_url("**/apply/done")
    assert Matter.objects.count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_switching_the_size_in_mid_form_keeps_what_was_typed(
    open_page: Opener, live_site: Site, scripts: bool
) -> None:
    page = open_page(scripts=scripts)
    walk.ask(page, walk.STORY)
    page.click("button:has-text('申请法律援助')")
    page.wait_for_selector("h1")
    page.goto("/apply/q/who")
    page.fill("#f-name", "王建")
    page.click("button:has-text('长辈大字版')")
    page.wait_for_selector("html[data-size=l]")
    assert page.input_value("#f-name") == "王建"


def test_a_mistake_takes_the_focus_to_the_summary(open_page: Opener, live_site: Site) -> None:
    page = open_page()
    walk.ask(page, walk.STORY)
    page.click("button:has-text('申请法律援助')")
    page.wait_for_selector("h1")
    page.goto("/apply/q/who")
    page.click("button:has-text('下一步')")
    page.wait_for_selector("#error-summary")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    page.click("#error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "f-name"


def test_danger_offers_a_human_within_the_first_screen(open_page: Opener, live_site: Site) -> None:
    page = open_page()
    walk.ask(page, "老公又打我，拿刀说要杀了我，我怕")
    box = page.locator("a[href='tel:110']").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 844 - 60
    assert page.locator("[data-leave]").is_visible()


def test_everything_is_reached_by_keyboard_skip_link_first(open_page: Opener, live_site: Site) -> None:
    page = open_page(viewport=DESK)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')"))
    assert {"text", "tel:12348", "/services/legal-aid-civil", "case-code", "/privacy"} <= reached


def test_first_visit_weighs_little_and_asks_few_things(open_page: Opener, live_site: Site) -> None:
    page = open_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/", wait_until="networkidle")
    weight = sum(len(gzip.compress(answer.body())) for answer in answers)
    assert weight <= 60 * 1024
    assert len(answers) <= 8


def test_the_answer_comes_within_a_second(open_page: Opener, live_site: Site) -> None:
    page = open_page()
    walk.ask(page, "房东不退押金")  # the first question loads the rules
    page.goto("/ask")
    page.fill("#text", walk.STORY)
    page.click("button.filled")
    page.wait_for_selector("#headline")
    took = page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd")
    assert took < 1000
