"""A citizen's way through the pages by the words on them, with or without scripts."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.cast import TOWN, WANG

STORY = "在工地干了五个月,老板欠我四万块工资不给,也没签合同"
TYPED = {
    "name": WANG.name,
    "identity_number": WANG.identity,
    "phone": WANG.phone,
    "opponent": "包工头老李",
    "amount": "40000",
    "people_count": "3",
    "left_on": "2026-08-01",
}
CHOSEN = {
    "matter_kind": "wages",
    "for_whom": "self",
    "in_proceeding": "no",
    "still_working": "no",
    "has_deadline": "no",
    "preservation": "no",
    "situation": "migrant_worker",
    "truthful": "yes",
    "may_check": "yes",
}


def ask(page: Page, story: str) -> None:
    """Write the story into the box and ask."""
    page.goto("/ask")
    page.fill("#text", story)
    page.click("button.filled:has-text('问一问')")
    page.wait_for_selector("#headline")


def answer_page(page: Page) -> None:
    """Fill in everything the present page asks and go on."""
    for name, value in TYPED.items():
        box = page.locator(f"main input[name={name}]")
        if box.count() and not box.input_value():
            box.fill(value)
    for name, value in CHOSEN.items():
        option = page.locator(f"input[name={name}][value={value}]")
        if option.count() and not option.is_checked():
            option.check()
    if page.locator("select[name=region]").count():
        page.select_option("select[name=region]", TOWN)
    page.click("button:has-text('下一步')")


def to_check(page: Page) -> list[str]:
    """From the answer page to the check page; the questions met on the way."""
    page.click("button:has-text('申请法律援助')")
    met = []
    for _ in range(25):
        page.wait_for_selector("h1")
        if page.url.endswith("/apply/check"):
            return met
        met.append(page.locator("h1").inner_text())
        answer_page(page)
    raise AssertionError(f"the form does not end: {met}")


def submit(page: Page) -> str:
    """Hand in; the case code on the receipt."""
    page.click("button:has-text('都对，交上去')")
    page.wait_for_url("**/apply/done")
    return page.locator(".ticket .big").inner_text()
