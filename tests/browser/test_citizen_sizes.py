"""适老化 and accessibility of the citizen's pages: sizes of type and targets, no sideways scrolling, axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import walk
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, Site

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]

PLAIN = (
    "/", "/ask", "/services", "/services/legal-aid-civil", "/offices", "/p", "/mode", "/sitemap",
    "/nowhere", "/accessibility", "/law", "/law?q=拖欠工资", "/law/法律援助法/第四十二条", "/law/仲裁法",
    "/law/仲裁法/第二十七条?on=2026-02-28", "/law/仲裁法/changes?on=2026-03-01", "/law/changes",
)  # fmt: skip
QUESTIONS = ("story", "matter_kind", "who", "place", "wages", "situation", "evidence", "statement")
#: Least size of any text, of the body text, and of any target, in CSS pixels.
LEAST = {"m": (16, 18, 44), "l": (18, 24, 60), "xl": (18, 30, 60)}

MEASURE = (Path(__file__).parent / "measure.js").read_text().split("*/", 1)[1].strip()


def measure(page: Page, size: str) -> list[str]:
    """What on this page is too small or too wide for this edition."""
    text, body, target = LEAST[size]
    faults = page.evaluate(MEASURE, {"text": text, "body": body, "target": target})
    return [f"{page.url}: {fault}" for fault in faults]


def violations(page: Page, axe: str) -> list[str]:
    """What axe finds, all of WCAG 2.2 AA and its best practices."""
    found = _run_axe(page, axe)
    return [f"{page.url}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in found]


def _run_axe(page: Page, axe: str) -> list[dict]:
    # Evaluated through the debugger: the page's own policy rightly lets no injected script in.
    page.evaluate(axe + ";0")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    return page.evaluate("(tags) => axe.run({runOnly: tags}).then(result => result.violations)", tags)


def special_pages(page: Page) -> list[Callable[[], None]]:
    """Steps to pages that stand at no plain address: answers, questions, errors, receipt, progress."""

    def start() -> None:
        walk.ask(page, walk.STORY)

    def danger() -> None:
        walk.ask(page, "老公又打我，拿刀说要杀了我，我怕")

    def outside() -> None:
        walk.ask(page, "明天天气怎么样，要不要带伞")

    def check() -> None:
        walk.ask(page, walk.STORY)
        walk.to_check(page)

    def question(code: str) -> Callable[[], None]:
        return lambda: page.goto(f"/apply/q/{code}") and None

    def mistake() -> None:
        page.goto("/apply/q/who?from=check")
        page.fill("#f-phone", "1")
        page.click("button:has-text('下一步')")
        page.wait_for_selector("#error-summary")

    def mend() -> None:
        page.goto("/apply/saved")

    def receipt() -> None:
        page.goto("/apply/q/who?from=check")
        page.fill("#f-phone", walk.TYPED["phone"])
        walk.answer_page(page)
        page.wait_for_url("**/apply/check")
        walk.submit(page)

    def progress() -> None:
        page.click("a:has-text('看进度')")
        page.wait_for_selector(".timeline")

    def prove() -> None:
        page.click("a:has-text('要用您的手机')")
        page.wait_for_selector("#phone")

    return [start, danger, outside, check, *map(question, QUESTIONS), mistake, mend, receipt, progress, prove]


@pytest.mark.parametrize("size", ["m", "l", "xl"])
def test_nothing_is_too_small_or_too_wide(open_page: Opener, live_site: Site, size: str) -> None:
    page = open_page(viewport=SMALL_PHONE, size=size)
    faults: list[str] = []
    for path in PLAIN:
        page.goto(path)
        faults += measure(page, size)
    for step in special_pages(page):
        step()
        faults += measure(page, size)
    assert not faults, "\n".join(sorted(set(faults)))


# What axe looks at does not hang on the size of the type, but for what is too wide, which is measured above:
# the largest type stands here for the phone with every size.
@pytest.mark.parametrize(
    ("viewport", "size", "contrast"),
    [(PHONE, "xl", "normal"), (DESK, "m", "normal"), (PHONE, "m", "high")],
    ids=["phone", "desk", "contrast"],
)
def test_axe_finds_nothing(
    open_page: Opener, live_site: Site, axe: str, viewport: dict[str, int], size: str, contrast: str
) -> None:
    page = open_page(viewport=viewport, size=size, contrast=contrast)
    faults: list[str] = []
    for path in PLAIN:
        page.goto(path)
        faults += violations(page, axe)
    for step in special_pages(page):
        step()
        faults += violations(page, axe)
    assert not faults, "\n".join(sorted(set(faults)))
