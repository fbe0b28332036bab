"""Several people, a place by its name and a signature, as a finger does it and as it goes without scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from fawang.gateways.sheets import csv_bytes
from fawang.records.matters.models import Material, Matter
from tests.browser.conftest import PHONE, Site
from tests.browser.test_citizen_sizes import measure, violations
from tests.cast import TOWN
from tests.interfaces.public.overlay import worker, write_overlay

pytestmark = pytest.mark.browser


@pytest.fixture
def begin(
    open_page: Callable[..., Page], live_site: Site, settings: Any, tmp_path: Path
) -> Callable[..., Page]:
    """Opens a browser that has begun the registration of a gang."""
    settings.CONTENT_OVERLAY = write_overlay(tmp_path)

    def begun(**how: Any) -> Page:
        page = open_page(viewport=PHONE, **how)
        page.goto("/services/group-wages")
        page.click("text=现在申请")
        page.fill("[name=name]", "马班长")
        page.fill("[name=phone]", "13800000021")
        page.click("text=下一步")
        return page

    return begun


def add(page: Page, number: int) -> None:
    for name in ("name", "identity", "owed"):
        page.fill(f"[name='workers.{name}']", worker(number)[name])
    page.check("[name='workers.still'][value=yes]")


def test_a_gang_is_registered_with_a_finger(begin: Callable[..., Page]) -> None:
    page = begin()
    page.fill("[name='region.q']", "柳湾")
    page.click(".found button >> nth=0")
    assert page.input_value("select[name=region]") == TOWN
    page.click("text=下一步")
    add(page, 0)
    expect(page.locator(".capitals")).to_have_text("大写：肆仟贰佰元整")
    page.click("text=存好，再加一位工人")
    add(page, 1)
    page.click("text=下一步")
    page.fill("[name=total]", "10005.05")
    expect(page.locator(".capitals")).to_have_text("大写：壹万零伍元零伍分")
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    for x, y in ((80, 90), (140, 30), (200, 100)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
    page.mouse.up()
    expect(page.locator(".pad[data-signed]")).to_be_visible()
    page.click("text=下一步")
    page.wait_for_url("**/apply/check")
    assert page.evaluate("document.querySelector('img.signature').naturalWidth") > 50
    page.click("text=都对，交上去")
    page.wait_for_url("**/apply/done")
    assert Material.objects.get(matter=Matter.objects.get()).code == "signed"


def test_the_same_goes_without_scripts_in_the_largest_type(begin: Callable[..., Page]) -> None:
    page = begin(scripts=False, size="xl")
    page.fill("[name='region.q']", "大桥")
    page.click("button[value='find:region']")
    assert "大桥村" in page.locator("select[name=region] option:checked").inner_text()
    page.click("text=下一步")
    for number in range(2):
        add(page, number)
        page.click("text=存好，再加一位工人")
    page.click("button[value='list-drop:workers:0']")
    assert page.locator(".items li").count() == 1
    page.click("text=下一步")
    page.fill("[name=total]", "4200")
    picture = Image.new("RGB", (800, 400), "white")
    ImageDraw.Draw(picture).line([(100, 300), (300, 100), (600, 320)], fill="black", width=10)
    made = io.BytesIO()
    picture.save(made, "JPEG")
    page.set_input_files(
        "[name=signed]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
    )
    page.click("text=下一步")
    assert page.url.endswith("/apply/check")
    assert page.locator("img.signature").count() == 1


@pytest.mark.parametrize(
    ("size", "contrast"), [("m", "normal"), ("l", "normal"), ("xl", "normal"), ("m", "high")]
)
def test_the_pages_fit_and_can_be_used_by_everybody(
    begin: Callable[..., Page], axe: str, size: str, contrast: str
) -> None:
    page = begin(size=size, contrast=contrast)
    faults: list[str] = []

    def look() -> None:
        faults.extend([*measure(page, size), *violations(page, axe)])

    for address in ("/services?family=notarization", "/services?q=继承", "/services?q=宇宙飞船"):
        page.goto(address)
        look()
    page.goto("/services/legal-aid-civil")
    page.click("button:has-text('现在申请')")
    look()  # two drafts
    page.goto("/apply/recall")
    look()
    page.goto("/apply/q/place")
    page.fill("[name='region.q']", "柳湾")
    page.locator(".found button").first.wait_for()
    look()
    page.click(".found button >> nth=0")
    page.click("text=下一步")
    add(page, 0)
    page.click("text=存好，再加一位工人")
    page.fill("[name='workers.name']", "坏号码")
    page.fill("[name='workers.identity']", "990121198503071016")
    page.click("text=下一步")
    look()
    page.click("details.sheet summary")
    sheet = csv_bytes(["姓名", "身份证号码", "欠多少", "还在干"], [["甲", "1", "2", "还在"]])
    page.set_input_files("[name='workers.sheet']", {"name": "a.csv", "mimeType": "text/csv", "buffer": sheet})
    page.click("details.sheet button")
    page.locator("text=下面几行有错").wait_for()
    look()
    page.goto("/apply/q/end")
    look()
    page.goto("/apply/check")
    look()
    assert not faults, "\n".join(sorted(set(faults)))
