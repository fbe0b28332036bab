"""The officer's page of a paper, without scripts: nothing typed is lost, nothing fixed can be edited."""

from __future__ import annotations

import re

import pytest

from fawang.core import clock
from fawang.journeys.papers.issuing import issue_paper
from fawang.records.matters.models import Document
from fawang.records.matters.queries.papers import content_of
from tests.cast import WANG
from tests.interfaces.office.conftest import Desk, words
from tests.journeys.story import do, submitted

GRANT = {"form_of_aid": "litigation", "means_finding": "waived"}


@pytest.fixture
def draft(cast):
    number = submitted(now=clock.now()).number
    do(cast.viewers.zhou, number, "grant", clock.now(), **GRANT)
    return Document.objects.get(matter__number=number)


@pytest.fixture
def zhou(cast):
    return Desk(cast.zhou)


def address(draft, part=""):
    return f"/office/matters/{draft.matter.number}/papers/{draft.pk}{part}"


def form(draft, *body, **more):
    return {"revision": str(draft.revision), "body": list(body) or list(content_of(draft).body), **more}


def test_the_matter_leads_to_its_papers(zhou, draft):
    page = zhou.matter(draft.matter.number)
    assert address(draft) in page
    assert "给予法律援助决定书" in page
    assert "草稿，等签发" in words(page)


def test_paragraphs_can_be_edited_and_nothing_else(zhou, draft):
    page = zhou.get(address(draft))
    fields = set(re.findall(r'<(?:input|textarea|select)[^>]* name="([a-z]+)"', page.split("<main")[1]))
    assert fields == {"csrfmiddlewaretoken", "revision", "body", "sure", "reason"}
    text = words(page)
    assert WANG.name in text
    assert "法律依据 《法律援助法》第四十三条" in text.replace("中华人民共和国", "")
    assert "<script" not in page.split("<main")[1].split("</main>")[0]


def test_changes_are_marked_in_words_and_elements(zhou, draft):
    body = [text.replace("符合", "完全符合") for text in content_of(draft).body]
    saved = zhou.client.post(address(draft, "/save"), form(draft, *body), follow=True)
    page = saved.content.decode()
    assert re.search(r'<ins><span class="off-screen">（加）</span>完全</ins>', page)
    assert "和模板不同" in page
    dropped = zhou.client.post(
        address(draft, "/save"), form(Document.objects.get(pk=draft.pk), body[0]), follow=True
    )
    assert "<del>" in dropped.content.decode()


def test_two_officers_do_not_overwrite_each_other(zhou, draft):
    zhou.client.post(address(draft, "/save"), form(draft, "先保存的。"))
    second = zhou.client.post(address(draft, "/save"), form(draft, "后写的一段话。"))
    assert second.status_code == 409
    page = second.content.decode()
    assert "后写的一段话。" in page
    assert "先保存的。" in page
    assert "同事又改过" in words(page)


@pytest.mark.parametrize("text", ["", "字" * 3001])
def test_a_refused_text_is_still_there(zhou, draft, text):
    answer = zhou.client.post(address(draft, "/save"), form(draft, text, ""))
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert content_of(Document.objects.get(pk=draft.pk)) == content_of(draft)


def test_it_is_not_sent_out_unconfirmed_and_what_was_typed_is_kept(zhou, draft):
    answer = zhou.client.post(address(draft, "/issue"), form(draft, "改过的正文。"))
    assert answer.status_code == 422
    assert "已经核对" in answer.content.decode()
    kept = Document.objects.get(pk=draft.pk)
    assert kept.state == "draft"
    assert content_of(kept).body == ("改过的正文。",)


def test_it_is_seen_sent_out_read_and_taken_back(zhou, draft):
    preview = zhou.client.get(address(draft, "/preview.pdf"))
    assert preview["Content-Type"] == "application/pdf"
    assert preview.content.startswith(b"%PDF")
    assert zhou.status(address(draft, "/paper.pdf")) == 404
    issued = zhou.client.post(address(draft, "/issue"), form(draft, sure="yes"), follow=True)
    page = words(issued.content)
    number = Document.objects.get(pk=draft.pk).number
    assert f"已签发 {number}" in page
    assert "申请人下载 还没有打开" in page
    assert zhou.client.get(address(draft, "/paper.pdf")).content.startswith(b"%PDF")
    assert 'id="paper-form"' not in issued.content.decode()
    assert zhou.client.post(address(draft, "/withdraw"), {"reason": " "}).status_code == 422
    again = zhou.client.post(
        address(draft, "/withdraw"), {"reason": "写错了日期", "anew": "yes"}, follow=True
    )
    text = words(again.content)
    assert f"代替已撤销的 {number}" in text
    assert "草稿" in text
    old = words(zhou.get(address(draft)))
    assert "写错了日期" in old


def test_another_county_gets_the_answer_of_a_matter_that_is_not_there(cast, draft):
    for staff in (cast.wu, cast.xu, cast.lin):
        stranger = Desk(staff)
        for part in ("", "/preview.pdf", "/paper.pdf"):
            assert stranger.status(address(draft, part)) == 404
        for part in ("/save", "/issue", "/withdraw"):
            sent = form(draft, "改", sure="yes", reason="不要了")
            assert stranger.client.post(address(draft, part), sent).status_code == 404
    assert Document.objects.get(pk=draft.pk).revision == 1


def test_whoever_may_not_issue_sees_no_button(cast, draft):
    page = Desk(cast.zhao).get(address(draft))
    assert "保存并签发" not in page
    assert "<textarea" not in page.split("<main")[1]


def test_hostile_words_are_escaped(zhou, draft):
    zhou.client.post(address(draft, "/save"), form(draft, '<img src=x onerror="alert(1)">'))
    page = zhou.get(address(draft))
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_fingerprint_and_code_stand_on_the_page(cast, zhou, draft):
    issue_paper(
        viewer=cast.viewers.zhou, number=draft.matter.number, paper_id=draft.pk, revision=1,
        site="http://testserver/", now=clock.now(),
    )  # fmt: skip
    page = zhou.get(address(draft))
    assert Document.objects.get(pk=draft.pk).sha256 in page
    assert "/verify/" in page
