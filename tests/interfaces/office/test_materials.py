"""An officer goes through the papers of a matter on its page, without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.journeys.add_material import add_material
from fawang.journeys.stand_ins import giving
from fawang.records.matters.models import Material, StandIn
from tests.cast import NOW
from tests.gateways.storage.test_inspect import picture
from tests.gateways.storage.test_word import docx
from tests.interfaces.office.conftest import Desk, words
from tests.journeys.materials_story import begun, handed_in, papers
from tests.journeys.story import deliver

__all__ = ["papers"]
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
pytestmark = pytest.mark.usefixtures("papers")


@pytest.fixture
def matter(cast) -> str:
    """Handed in with a picture of the identity card and a promise."""
    token = begun()
    add_material(
        file_name="正面.jpg",
        chunks=[picture()],
        code="identity",
        alternative="身份证",
        draft_token=token,
        now=NOW,
    )
    giving.promise(code="no_crime", agreed=True, draft_token=token, now=NOW)
    number = handed_in(token).number
    deliver(NOW)
    return number


def test_the_page_names_each_paper_and_shows_a_small_picture(zhou, matter):
    row = Material.objects.get()
    page = zhou.matter(matter)
    for said in ("身份证明（身份证）", "没有查毒", "告知承诺：待核查", "资金证明", "要看原件的"):
        assert said in words(page)
    assert f"/materials/{row.pk}/preview" in page
    small = zhou.client.get(f"/office/matters/{matter}/materials/{row.pk}/preview")
    assert small.status_code == 200
    assert b"".join(small.streaming_content).startswith(b"\xff\xd8\xff")


def test_a_returned_paper_needs_a_reason_which_is_kept_when_refused(zhou, matter):
    row = Material.objects.get()
    address = f"/office/matters/{matter}/materials/{row.pk}/check"
    refused = zhou.client.post(address, {"verdict": "return", "reason": "糊了"})
    assert refused.status_code == 422
    assert 'value="糊了"' in refused.content.decode()
    assert "哪里不行" in words(refused.content)
    zhou.client.post(address, {"verdict": "return", "reason": "照片糊了，字看不清"})
    assert "退回原因：照片糊了，字看不清" in words(zhou.matter(matter))
    zhou.client.post(address, {"verdict": "accept"})
    assert Material.objects.get().state == "accepted"


def test_days_an_original_and_a_check_of_the_promise(zhou, matter):
    base = f"/office/matters/{matter}"
    assert zhou.client.post(f"{base}/gaps/funds").status_code == 302
    assert zhou.client.post(f"{base}/originals/identity").status_code == 302
    promise = StandIn.objects.get(kind="promise")
    assert "没有犯罪记录的证明" in words(zhou.get("/office/owed"))
    zhou.client.post(f"{base}/promises/{promise.pk}", {"verdict": "untrue", "finding": "法院说有过案底"})
    page = words(zhou.matter(matter))
    for said in ("容缺后补：等您补交", "周敏", "已核对", "告知承诺：承诺不实", "法院说有过案底"):
        assert said in page
    assert zhou.client.post(f"{base}/originals/identity").status_code == 422


def test_a_supervisor_answers_an_objection_and_only_looks_at_papers(zhao, zhou, matter):
    promise = StandIn.objects.get(kind="promise")
    zhou.client.post(
        f"/office/matters/{matter}/promises/{promise.pk}", {"verdict": "untrue", "finding": "法院说有过案底"}
    )
    assert "失信记录" in words(zhao.get("/office/owed"))
    assert "核对这份材料" not in zhao.matter(matter)
    zhao.client.post(f"/office/matters/{matter}/objection", {"verdict": "lift", "answer": "核对过，是同名"})
    assert "法院说有过案底" not in words(zhao.get("/office/owed"))


def test_another_office_finds_nothing(wu, matter):
    row = Material.objects.get()
    base = f"/office/matters/{matter}"
    assert wu.status(f"{base}/materials/{row.pk}/preview") == 404
    for address in (
        f"materials/{row.pk}/check",
        "originals/identity",
        "gaps/funds",
        "promises/1",
        "objection",
    ):
        assert wu.client.post(f"{base}/{address}", {"verdict": "accept"}).status_code == 404
    assert "没有等着" in words(wu.get("/office/owed"))


def test_words_in_a_letter_are_found_by_those_who_may_see_the_matter(zhou, wu, cast):
    token = begun()
    body = f"<w:document xmlns:w='{WORD}'><w:p><w:t>王建国欠条四万元</w:t></w:p></w:document>"
    add_material(file_name="欠条.docx", chunks=[docx(body)], code="other", draft_token=token, now=NOW)
    number = handed_in(token).number
    deliver(NOW)
    assert "search/materials?q=%E6%AC%A0%E6%9D%A1" in zhou.get("/office/search?q=欠条")
    page = words(zhou.get("/office/search/materials?q=欠条 四万"))
    assert number in page and "欠条四万元" in page
    assert AuditEntry.objects.filter(action="material.found_in_text", object_ref=number).count() == 1
    assert "没有找到" in words(zhou.get("/office/search/materials?q=彩礼"))
    assert "没有找到" in words(zhou.get("/office/search/materials?q=欠"))
    assert "没有找到" in words(wu.get("/office/search/materials?q=欠条"))


def test_a_supervisor_sees_how_many_promises_and_gaps_are_open_and_which_are_late(
    zhao, zhou, wu, matter, moment
):
    zhou.client.post(f"/office/matters/{matter}/gaps/funds")
    page = zhao.get("/office/overview")
    assert "1 容缺后补，等补交" in words(page)
    assert "1 告知承诺待核查" in words(page)
    for kind, shown, hidden in (
        ("gap", "资金证明", "没有犯罪记录的证明"),
        ("promise", "没有犯罪记录的证明", "资金证明"),
    ):
        assert f'href="/office/owed?kind={kind}"' in page
        found = words(zhao.get(f"/office/owed?kind={kind}"))
        assert shown in found
        assert hidden not in found
        assert "没有逾期的" in words(zhao.get(f"/office/owed?kind={kind}&late=1"))
    moment.at = NOW + timedelta(days=60)
    page = zhao.get("/office/overview")
    assert "容缺后补，1 件已逾期" in words(page)
    assert "告知承诺待核查，1 件已逾期" in words(page)
    assert 'href="/office/owed?kind=gap&amp;late=1"' in page
    assert "资金证明" in words(zhou.get("/office/owed?kind=gap&late=1"))
    assert "资金证明" not in words(wu.get("/office/owed?kind=nonsense"))


def test_the_overview_of_the_neighbour_and_of_the_city_count_their_own(cast, zhou, matter):
    zhou.client.post(f"/office/matters/{matter}/gaps/funds")
    for who, counted in (("xulan", 0), ("qianliqun", 1)):
        assert f"{counted} 容缺后补" in words(Desk(cast.staff[who]).get("/office/overview"))
