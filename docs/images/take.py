"""Takes the pictures of the documentation from a running demo, so that they show the product of today.

    ./fawang serve &  then  .venv/bin/python docs/images/take.py http://127.0.0.1:8000

Needs Chromium and the test packages. Walks one matter from the question to its officer."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
STORY = "在工地干了五个月,老板欠我四万块工资不给,也没签合同"
ANSWERS = {
    "name": "王大勇",
    "identity_number": "99012119800101001X",
    "phone": "13900001234",
    "opponent": "包工头老李",
    "people_count": "3",
    "months": "5",
    "amount": "40000",
}
SECOND = {"has_deadline", "preservation", "in_proceeding"}


def fill(page: Page) -> None:
    """Answer the question on this page like the bricklayer of the story."""
    for box in page.locator("main input:visible, main textarea:visible, main select:visible").all():
        kind, name = box.get_attribute("type"), box.get_attribute("name") or ""
        if kind in ("radio", "checkbox", "file") or box.input_value():
            continue
        if box.evaluate("one => one.tagName") == "SELECT":
            place = box.locator("option", has_text="石港镇")
            if place.count():
                box.select_option(value=place.first.get_attribute("value"))
            else:
                box.select_option(index=1)
        elif name in ANSWERS:
            box.fill(ANSWERS[name])
    for name in {one.get_attribute("name") for one in page.locator("main input[type=radio]").all()}:
        choices = page.locator(f'main input[type=radio][name="{name}"]')
        if not page.locator(f'main input[type=radio][name="{name}"]:checked').count():
            choices.nth(1 if name in SECOND else 0).check(force=True)
    for box in page.locator("main input[type=checkbox]").all():
        if box.get_attribute("name") in ("truthful", "may_check"):
            box.check(force=True)


def citizen(browser: Browser, site: str) -> str:
    """Ask, apply, look at the progress; returns the matter's number."""
    page = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2).new_page()
    page.goto(site)
    page.screenshot(path=FOLDER / "1.png")
    page.fill("textarea", STORY)
    page.click('button:has-text("问一问")')
    page.wait_for_url("**/ask")
    page.screenshot(path=FOLDER / "2.png")
    page.click("text=申请法律援助")
    for _ in range(20):
        page.wait_for_load_state()
        if "/check" in page.url:
            break
        fill(page)
        page.locator("main form button.filled").first.click()
    page.locator("main form button.filled").first.click()
    page.wait_for_url("**/done")
    text = page.content()
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", text)
    number = re.search(r"\b99\d{18,}\b", text)
    if not code or not number:
        raise SystemExit("the receipt shows neither case code nor number")
    page.goto(f"{site}/p/{code[0]}")
    page.screenshot(path=FOLDER / "3.png")
    side_by_side(["1.png", "2.png", "3.png"], "citizen-phone.png")
    return number[0]


def side_by_side(names: list[str], made: str) -> None:
    """Put pictures next to each other, at half size, and remove the parts."""
    parts = [Image.open(FOLDER / name) for name in names]
    parts = [one.resize((one.width * 2 // 3, one.height * 2 // 3)) for one in parts]
    whole = Image.new(
        "RGB", (sum(one.width for one in parts) + 24 * (len(parts) - 1), parts[0].height), "#9aa6b8"
    )
    left = 0
    for one in parts:
        whole.paste(one, (left, 0))
        left += one.width + 24
    whole.quantize(128).save(FOLDER / made, optimize=True)
    for name in names:
        (FOLDER / name).unlink()


def staff(browser: Browser, site: str, logins: dict[str, str], number: str) -> None:
    """The officer's list and the matter, the supervisor's overview."""
    for user, pages in {
        logins["officer"]: {
            "office-queue.png": "/office/?tab=new",
            "office-matter.png": f"/office/matters/{number}",
        },
        logins["supervisor"]: {"office-overview.png": "/office/overview"},
    }.items():
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{site}/office/login")
        page.fill("#username", user)
        page.fill("#password", logins["password"])
        page.click('main button:has-text("登录")')
        page.wait_for_load_state()
        for name, path in pages.items():
            page.goto(site + path)
            page.wait_for_timeout(800)
            page.screenshot(path=FOLDER / name)
            Image.open(FOLDER / name).convert("RGB").quantize(128).save(FOLDER / name, optimize=True)


def main() -> None:
    site = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
    logins = {"officer": "zhoumin", "supervisor": "zhaoweiguo", "password": "fawang-demo-2026"}
    arguments = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as tool:
        browser = tool.chromium.launch(
            executable_path=os.environ.get("FAWANG_CHROMIUM", "/usr/bin/chromium"),
            args=[*arguments, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        number = citizen(browser, site)
        staff(browser, site, logins, number)
        browser.close()


if __name__ == "__main__":
    main()
