"""Whole ways through a service: the citizen's pages and the officer's, by the words and names on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

from fawang.core.clock import now
from fawang.records.people.models import Staff
from tests.browser.test_office import sign_in
from tests.browser.walk import submit
from tests.cast import TOWN, WANG, Cast, password_hash
from tests.journeys.story import deliver, newest_code

#: What most forms ask at their end.
PERSON: dict[str, Any] = {
    "name": WANG.name,
    "identity_number": WANG.identity,
    "phone": WANG.phone,
    "region": TOWN,
    "truthful": "yes",
    "may_check": "yes",
    "for_whom": "self",
}
Answers = Mapping[str, Any]


def let_in(cast: Cast, *who: str) -> None:
    """Give people of the wider cast the password of everybody."""
    Staff.objects.filter(username__in=who).update(password=password_hash())
    assert set(who) <= set(cast.staff)


def find(page: Page, words: str, name: str) -> None:
    """From the home page to the guide of a service, and begin."""
    page.goto("/")
    page.click("main a[href='/services'] >> nth=0")
    page.fill("#q", words)
    page.click("form.look button")
    page.click(f".rows a:has(b:text-is('{name}'))")
    page.wait_for_selector(f"h1:has-text('{name}')")
    page.click("main form[action$='/apply'] button >> nth=0")


def fill(inside: Page | Locator, answers: Answers) -> None:
    """Fill in what is asked here, as far as these answers know it."""
    for name, value in answers.items():
        fields = inside.locator(f"[name='{name}']:not([type=hidden])")
        if not fields.count():
            continue
        first = fields.first
        kind = first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                inside.locator(f"[name='{name}'][value='{one}']").check()
        elif kind == "select":
            first.select_option(value)
        elif first.is_visible():
            first.fill(value)


def go_on(page: Page, answers: Answers) -> None:
    """Fill in the present page and press on."""
    fill(page.locator("main"), answers)
    page.click("button:has-text('下一步')")
    page.wait_for_selector("h1")


def to_check(page: Page, answers: Answers) -> None:
    """Through every page of the form to the last look."""
    seen = []
    for _ in range(40):
        if page.url.endswith("/apply/check"):
            return
        seen.append((page.url.rsplit("/", 1)[-1], page.locator(".error").all_inner_texts()))
        go_on(page, answers)
    raise AssertionError(f"the form does not end: {seen[-4:]}")


def apply(page: Page, answers: Answers) -> str:
    """The whole form; the case code."""
    to_check(page, {**PERSON, **answers})
    return submit(page)


def prove(page: Page, code: str) -> None:
    """The code sent to the phone, and one's own page opens."""
    page.goto(f"/p/{code}/prove")
    page.fill("#phone", WANG.phone)
    page.click("button:has-text('发验证码')")
    page.wait_for_selector("input[name=code]")
    deliver(now())
    page.fill("input[name=code]", newest_code(WANG.phone))
    page.click("button:has-text('确定')")
    page.wait_for_url("**/own")


def at_desk(page: Page, url: str, who: str, number: str) -> None:
    """Sign in, see the matter in the list, open it."""
    sign_in(page, url, who)
    page.goto(f"{url}/office/?tab=open")
    if not page.locator(f"#m-{number}").count():
        page.goto(f"{url}/office/")
    page.click(f"#m-{number} a")
    page.wait_for_selector(".matter-head")


def act(page: Page, action: str, data: Answers | None = None) -> None:
    """One step, with what is to be entered; the page says it is done."""
    box = page.locator(f"#act-{action}")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    fill(box, data or {})
    if box.locator("[name=sure]").count():
        box.locator("[name=sure]").check()
    before = page.locator("[data-live-matter]").get_attribute("data-version")
    box.locator("button.filled").click()
    page.locator(f"[data-live-matter]:not([data-version='{before}'])").wait_for(state="attached")
    assert not page.locator("#error-summary, .error").count(), page.inner_text("main")[:400]


def edit_and_issue(page: Page, name: str, old: str, new: str) -> None:
    """Open a draft, change a word, save, look, issue; back to the matter."""
    matter = page.url
    page.click(f"#papers a:has-text('{name}')")
    for box in page.locator("textarea[name=body]").all():
        if old and old in box.input_value():
            box.fill(box.input_value().replace(old, new))
            break
    page.click("#paper-form button:has-text('保存') >> nth=0")
    page.wait_for_selector(".difference")
    page.check("#paper-form [name=sure]")
    page.click("button:has-text('保存并签发')")
    page.wait_for_selector(".matter-head .tag.done")
    page.goto(matter)
