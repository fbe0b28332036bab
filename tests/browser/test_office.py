"""The staff pages in a real browser: the queue that fills itself, the matter that says it moved on, sizes,
keyboard, and nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from fawang.core.clock import now
from fawang.records.matters.models import Matter
from tests.browser.conftest import DESK, PHONE, Site
from tests.browser.office_site import OfficeSite, office_site
from tests.cast import PASSWORD
from tests.journeys.story import do, opened

__all__ = ["office_site"]
pytestmark = pytest.mark.browser
SIZES = [DESK, {"width": 1024, "height": 768}, PHONE]
LONG = "欠条在老家，周五让弟弟寄来。请再等一等，材料齐了就办。"


def sign_in(page: Page, url: str, who: str) -> None:
    page.goto(f"{url}/office/login")
    page.fill("#username", who)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".staff-search")


@pytest.fixture
def desk(chromium: Browser, office_site: OfficeSite) -> Iterator[Callable[..., Page]]:
    """Opens a signed-in page on the real server, in a browser of its own."""
    contexts: list[BrowserContext] = []

    def opened_desk(who: str = "zhoumin", *, blocked: bool = False) -> Page:
        context = chromium.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if blocked:
            page.route("**/events/", lambda route: route.abort())
            page.clock.install()
        sign_in(page, office_site.url, who)
        return page

    yield opened_desk
    for context in contexts:
        context.close()


def test_a_new_matter_comes_to_the_top_by_itself(desk: Callable[..., Page], office_site: OfficeSite) -> None:
    page = desk()
    page.wait_for_selector("#live:has-text('自动出现')")
    page.evaluate("window.untouched = true")
    number = office_site.submit("comes-by-itself", "自己出现的事项")
    page.wait_for_selector(f"#m-{number}.fresh")
    assert page.locator("tbody tr").first.get_attribute("id") == f"m-{number}"
    assert page.evaluate("window.untouched") is True


def test_without_the_stream_it_is_there_after_the_fifteen_second_look(
    desk: Callable[..., Page], office_site: OfficeSite
) -> None:
    page = desk(blocked=True)
    page.wait_for_selector("#live:has-text('每 15 秒')")
    number = office_site.submit("fifteen-second-look", "轮询看到的事项")
    assert page.locator(f"#m-{number}").count() == 0
    page.clock.fast_forward(15_500)
    page.wait_for_selector(f"#m-{number}.fresh")


def test_an_open_matter_says_that_somebody_else_moved_it_on(
    desk: Callable[..., Page], office_site: OfficeSite
) -> None:
    number = office_site.submit("moved-on-by-others", "别人动过的事项")
    page = desk()
    page.goto(f"{office_site.url}/office/matters/{number}")
    page.click("#act-request_supplement summary")
    page.fill("#i-request_supplement-explain", LONG)
    notice = page.locator("#changed p")
    assert not notice.is_visible()
    office_site.take("sunli", number)
    notice.wait_for(state="visible")
    assert "这件事刚刚有了新进展" in notice.inner_text()
    assert page.input_value("#i-request_supplement-explain") == LONG


def test_ones_own_step_is_no_news(desk: Callable[..., Page], office_site: OfficeSite) -> None:
    number = office_site.submit("my-own-step-here", "自己领取的事项")
    page = desk()
    page.goto(f"{office_site.url}/office/matters/{number}")
    page.click("text=领取，由我承办")
    page.wait_for_selector("text=已由您领取")
    page.wait_for_timeout(1_500)
    assert not page.locator("#changed p").is_visible()


def test_a_focused_row_keeps_its_focus_when_the_list_changes(
    desk: Callable[..., Page], office_site: OfficeSite
) -> None:
    first = office_site.submit("keeps-its-focus-1", "正看着的事项")
    page = desk()
    page.locator(f"#m-{first} a").focus()
    second = office_site.submit("keeps-its-focus-2", "后来的事项")
    page.wait_for_selector(f"#m-{second}")
    assert page.evaluate("document.activeElement.closest('tr').id") == f"m-{first}"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.closest('tr').id") == f"m-{second}"
    page.keyboard.press("Control+K")
    assert page.evaluate("document.activeElement.id") == "q"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_every_page_fits_and_passes_axe(
    open_page: Callable[..., Page], live_site: Site, axe: str, size: dict[str, int]
) -> None:
    number = opened("fits-in-every-size").number
    page = open_page(viewport=size)
    pages = [
        ("zhoumin", ["/office/login", "/office/", "/office/?tab=closed", f"/office/matters/{number}",
                     f"/office/matters/{number}?do=refuse", "/office/search?q=工资", "/office/matters/none"]),
        ("zhaoweiguo", ["/office/overview", "/office/follow-ups", "/office/?tab=open"]),
    ]  # fmt: skip
    for who, addresses in pages:
        page.context.clear_cookies()
        sign_in(page, live_site.url, who)
        for address in addresses:
            page.goto(address)
            beyond = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert beyond <= 0, (address, size)
            page.evaluate(axe)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            assert [
                (one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]
            ] == [], address


def test_a_session_that_ends_in_mid_form_loses_nothing(
    open_page: Callable[..., Page], live_site: Site
) -> None:
    number = opened("session-ends-in-mid-form").number
    page = open_page(viewport=DESK)
    sign_in(page, live_site.url, "zhoumin")
    page.goto(f"/office/matters/{number}")
    page.click("#act-request_supplement summary")
    page.check("#act-request_supplement input[value=wage_evidence]")
    page.fill("#i-request_supplement-explain", LONG)
    page.fill("#i-request_supplement-supplement_by", "2027-01-15")
    page.context.clear_cookies(name="sessionid")
    page.click("#act-request_supplement button")
    page.wait_for_selector("text=登录已过期")
    page.fill("#username", "zhoumin")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=您刚才填写的内容还在")
    assert LONG in page.inner_text("main")
    page.click("button:has-text('接着提交')")
    page.wait_for_selector("text=已办理")
    assert LONG in page.inner_text("main")


def test_the_list_and_the_steps_work_without_scripts(open_page: Callable[..., Page], live_site: Site) -> None:
    number = opened("without-any-scripts").number
    page = open_page(viewport=DESK, scripts=False)
    sign_in(page, live_site.url, "zhoumin")
    page.goto("/office/?tab=new")
    page.click(f"#m-{number} button")
    page.wait_for_selector("text=已由您领取")
    page.click("#act-grant summary")
    page.check("#act-grant input[value=arbitration]")
    page.check("#act-grant input[value=waived]")
    page.click("#act-grant button")
    page.wait_for_selector("text=已办理")
    assert "同意援助" in page.inner_text(".matter-head")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_five_are_taken_up_at_once_and_the_one_a_colleague_moved_is_named(
    open_page: Callable[..., Page], live_site: Site, size: dict[str, int]
) -> None:
    service = {"service_code": "legal-consultation"}
    made = [opened(f"five-at-once-{n}", title=f"成批的第{n}件", now=now(), **service) for n in range(5)]
    numbers = [one.number for one in made]
    page = open_page(viewport=size)
    sign_in(page, live_site.url, "zhoumin")
    page.goto("/office/?tab=open&service=legal-consultation")
    for number in numbers:
        page.check(f"#m-{number} [name=pick]")
    assert "已勾选 5 件" in page.inner_text(".bulk-bar")
    # A colleague is quicker with one of them, after this page was opened.
    do(live_site.cast.viewers.sun, numbers[2], "take_up", now())
    page.click(".bulk-bar button:has-text('我来答复')")
    page.wait_for_selector("h1:has-text('办成 4 件，没办成 1 件')")
    refused = page.inner_text("[aria-labelledby=refused]")
    assert numbers[2] in refused
    assert "孙丽" in refused
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.click("text=回到列表")
    page.wait_for_selector("#rows")
    held = dict(Matter.objects.filter(number__in=numbers).values_list("number", "holder__username"))
    assert held == {number: "sunli" if number == numbers[2] else "zhoumin" for number in numbers}
