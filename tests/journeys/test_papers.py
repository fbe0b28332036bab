"""Official papers: drafted by the step, put right, issued, read by whom they are for, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from fawang.core.audit.models import AuditEntry
from fawang.evidence.documents import examine
from fawang.gateways.sms import read_local
from fawang.journeys import act
from fawang.journeys.add_material import add_material, remove_material
from fawang.journeys.papers.difference import paragraphs, pieces
from fawang.journeys.papers.editing import preview_paper, save_paper
from fawang.journeys.papers.issuing import issue_paper, withdraw_paper
from fawang.journeys.papers.reading import open_paper, read_own_paper, read_paper
from fawang.journeys.papers.verifying import verify_code
from fawang.journeys.progress import full_progress, public_progress
from fawang.journeys.proof import make_proof
from fawang.records.matters.models import Document, Matter
from fawang.records.matters.operations.papers import sealed
from fawang.records.matters.queries.papers import content_of
from fawang.records.matters.queries.verify import verify_matters
from fawang.records.matters.refusals import (
    MatterNotFound,
    PaperChangedMeanwhile,
    PaperNotADraft,
    PaperNotFound,
    PaperNotYours,
    ParagraphEmpty,
    WithdrawalWithoutReason,
)
from fawang.records.matters.rules.papers import DAY_LATER, NUMBER_LATER
from tests.cast import NOW, WANG
from tests.evidence.test_documents import text_of
from tests.journeys.paper_story import DAY, SITE, bytes_of, granted, issue
from tests.journeys.story import deliver, do, draft, opened, submitted
from tests.law_library import law_library as law_library


def test_a_step_drafts_its_paper_with_the_persons_full_name(cast, law_library):
    receipt, document = granted(cast)
    content = content_of(document)
    assert document.state == Document.State.DRAFT
    assert (document.number, document.verification_code) == (None, None)
    assert content.to == WANG.name
    whole = "".join(content.body)
    assert WANG.name in whole
    assert receipt.number in whole
    assert "2026年11月17日" in whole
    assert "受援人：" not in whole  # Nobody is represented, so the paragraph about them is left out.
    assert content.cites == ("《中华人民共和国法律援助法》第四十三条、第二十条、第四十七条",)
    assert WANG.name not in document.content_sealed
    seen = act.open_matter(viewer=cast.viewers.zhou, number=receipt.number, now=NOW + DAY)
    assert [(one.name, one.state_name) for one in seen.papers] == [("给予法律援助决定书", "草稿")]


def test_a_refused_step_drafts_nothing(cast):
    receipt = submitted()
    with pytest.raises(act.FieldsRefused):
        do(cast.viewers.zhou, receipt.number, "grant", NOW + DAY)
    assert not Document.objects.exists()


def test_a_step_done_again_drafts_anew_and_puts_the_old_draft_away(cast):
    receipt, _ = granted(cast)
    zhou, chen, number = cast.viewers.zhou, cast.viewers.chen, receipt.number
    do(zhou, number, "assign", NOW + DAY, lawyer=str(cast.chen.pk))
    do(chen, number, "decline", NOW + DAY, decline_reason="有利害关系")
    do(zhou, number, "assign", NOW + 2 * DAY, lawyer=str(cast.he.pk))
    letters = Document.objects.filter(matter__number=number, code="aid_letter").order_by("id")
    assert [one.state for one in letters] == ["withdrawn", "draft"]
    whole = "".join(content_of(letters[1]).body)
    assert "何牧" in whole
    # The telephone of the office, though the form has a field of that name too.
    assert cast.shigang_aid.phone in whole


def test_what_the_officer_changed_is_kept_beside_the_template(cast):
    receipt, document = granted(cast)
    body = list(content_of(document).body)
    changed = [body[0].replace("符合", "完全符合"), *body[2:], "补充：请带好身份证。"]
    save_paper(
        viewer=cast.viewers.zhou,
        number=receipt.number,
        paper_id=document.pk,
        revision=1,
        body=changed,
        now=NOW,
    )
    seen = open_paper(viewer=cast.viewers.zhou, number=receipt.number, paper_id=document.pk, now=NOW)
    assert seen.revision == 2
    assert seen.edited_by == "周敏"
    assert [one.changed for one in seen.paragraphs] == [True, *[False] * (len(body) - 2), True]
    assert [(p.kind, p.text) for p in seen.paragraphs[0].pieces if p.kind != "same"] == [("added", "完全")]
    assert seen.dropped == (body[1],)
    document.refresh_from_db()
    assert content_of(document).template == tuple(body)


def test_two_officers_at_one_draft_lose_nothing_silently(cast):
    receipt, document = granted(cast)
    where = {"viewer": cast.viewers.zhou, "number": receipt.number, "paper_id": document.pk, "now": NOW}
    save_paper(**where, revision=1, body=["第一个人写的。"])
    with pytest.raises(PaperChangedMeanwhile):
        save_paper(**where, revision=1, body=["第二个人写的。"])
    with pytest.raises(PaperChangedMeanwhile):
        issue_paper(**where, revision=1, site=SITE)
    assert not Document.objects.exclude(number=None).exists()


@pytest.mark.parametrize("body", [[], ["", " \n "], ["字" * 3001], ["段"] * 61])
def test_a_paper_without_text_is_refused(cast, body):
    receipt, document = granted(cast)
    with pytest.raises(ParagraphEmpty):
        save_paper(
            viewer=cast.viewers.zhou,
            number=receipt.number,
            paper_id=document.pk,
            revision=1,
            body=body,
            now=NOW,
        )


def test_an_issued_paper_is_numbered_signed_filed_and_told(cast):
    receipt, document = granted(cast)
    number = issue(cast, document, address="10.0.0.8")
    assert number == "（2026）石援给字第1号"
    pdf = bytes_of(document)
    seen = examine(pdf)
    assert seen.intact
    assert (seen.sha256, seen.certificate) == (document.sha256, document.certificate)
    text = text_of(pdf)
    for words in (number, "给予法律援助决定书", WANG.name, "2026年11月19日", "（公章）"):
        assert words in text
    entry = Matter.objects.get(number=receipt.number).timeline.last()
    assert entry.data["sha256"] == document.sha256
    assert number in entry.public_text
    assert [faults for _, faults in verify_matters(numbers=[receipt.number])] == [[]]
    deliver(NOW + 2 * DAY)
    assert any("给予法律援助决定书已经作出" in one.text and one.phone == WANG.phone for one in read_local(50))
    audit = AuditEntry.objects.get(action="document.issue")
    assert (audit.actor, audit.address) == (cast.viewers.zhou.actor, "10.0.0.8")
    with pytest.raises(PaperNotADraft):
        issue(cast, document)


def test_an_office_with_a_seal_picture_has_it_printed(cast, tmp_path, settings):
    settings.SEALS = tmp_path
    Image.new("RGBA", (300, 300), (190, 20, 20, 120)).save(tmp_path / f"{cast.shigang_aid.code}.png")
    _, document = granted(cast)
    issue(cast, document)
    assert "（公章）" not in text_of(bytes_of(document))
    other = granted(cast, "another-key")[1]
    (tmp_path / f"{cast.shigang_aid.code}.png").unlink()
    issue(cast, other)
    assert "（公章）" in text_of(bytes_of(other))


def test_number_and_day_are_put_in_when_it_is_issued(cast):
    receipt, document = granted(cast)
    save_paper(
        viewer=cast.viewers.zhou, number=receipt.number, paper_id=document.pk, revision=1,
        body=[f"本决定{NUMBER_LATER}自{DAY_LATER}起生效。"], now=NOW,
    )  # fmt: skip
    issue(cast, document)
    assert "本决定（2026）石援给字第1号自2026年11月19日起生效。" in text_of(bytes_of(document))


def test_the_applicant_downloads_it_after_the_code_and_that_is_noted(cast):
    receipt, document = granted(cast)
    proof = make_proof(receipt.number, now=NOW + 2 * DAY)[0]
    assert full_progress(proof=proof, now=NOW + 2 * DAY).papers == ()
    with pytest.raises(PaperNotFound):
        read_own_paper(proof=proof, paper_id=document.pk, now=NOW + 2 * DAY)
    number = issue(cast, document)
    shown = full_progress(proof=proof, now=NOW + 2 * DAY)
    assert [(one.number, one.withdrawn) for one in shown.papers] == [(number, False)]
    for minutes in (1, 9):
        at = NOW + 2 * DAY + timedelta(minutes=minutes)
        assert read_own_paper(proof=proof, paper_id=document.pk, now=at).content == bytes_of(document)
    document.refresh_from_db()
    assert document.fetched_at == NOW + 2 * DAY + timedelta(minutes=1)
    assert AuditEntry.objects.filter(action="document.fetch").count() == 1


def test_papers_for_others_are_not_on_the_applicants_page(cast):
    receipt, _ = granted(cast)
    do(cast.viewers.zhou, receipt.number, "assign", NOW + DAY, lawyer=str(cast.chen.pk))
    letter = Document.objects.get(code="aid_letter")
    issue(cast, letter)
    proof = make_proof(receipt.number, now=NOW + 2 * DAY)[0]
    assert full_progress(proof=proof, now=NOW + 2 * DAY).papers == ()
    with pytest.raises(PaperNotFound):
        read_own_paper(proof=proof, paper_id=letter.pk, now=NOW + 2 * DAY)
    deliver(NOW + 2 * DAY)
    assert not any("公函" in one.text for one in read_local(50))


def test_a_decision_that_the_applicant_uploads_and_takes_back_stays_in_the_register(cast):
    _, document = granted(cast)
    issue(cast, document)
    pdf = bytes_of(document)
    begun = draft(NOW + 2 * DAY)
    added = add_material(
        file_name="决定书.pdf", chunks=[pdf], draft_token=begun.token, code="other", now=NOW + 2 * DAY
    )
    remove_material(draft_token=begun.token, material_id=added.id, now=NOW + 2 * DAY)
    assert bytes_of(document) == pdf


def test_the_second_language_is_printed_where_it_was_asked_for(cast):
    _, document = granted(cast)
    content = replace(content_of(document), english=("Decision to grant legal aid", f"No. {NUMBER_LATER}"))
    Document.objects.filter(pk=document.pk).update(content_sealed=sealed(content=content))
    issue(cast, document, english=True)
    text = text_of(bytes_of(document))
    assert "Decisiontograntlegalaid" in text
    assert "No.（2026）石援给字第1号" in text
    assert document.with_english


def test_the_public_progress_names_the_paper_and_nobody(cast):
    receipt, document = granted(cast)
    issue(cast, document)
    steps = public_progress(case_code=receipt.case_code, now=NOW + 2 * DAY).steps
    assert "给予法律援助决定书" in steps[0].text
    assert not any(WANG.name in step.text for step in steps)


def test_a_wrong_paper_is_withdrawn_and_issued_anew_under_a_new_number(cast):
    receipt, document = granted(cast)
    first = issue(cast, document)
    where = {"viewer": cast.viewers.zhou, "number": receipt.number, "now": NOW + 3 * DAY}
    with pytest.raises(WithdrawalWithoutReason):
        withdraw_paper(**where, paper_id=document.pk, reason=" ", anew=True)
    fresh = withdraw_paper(**where, paper_id=document.pk, reason="申请日期写错了", anew=True)
    again = Document.objects.get(pk=fresh)
    assert content_of(again) == content_of(document)
    second = issue(cast, again, now=NOW + 3 * DAY)
    assert (first, second) == ("（2026）石援给字第1号", "（2026）石援给字第2号")
    document.refresh_from_db()
    old = verify_code(code=document.verification_code, now=NOW)
    assert old.withdrawn
    assert old.replaced_by == second
    again.refresh_from_db()
    assert not verify_code(code=again.verification_code, now=NOW).withdrawn
    proof = make_proof(receipt.number, now=NOW + 3 * DAY)[0]
    shown = full_progress(proof=proof, now=NOW + 3 * DAY).papers
    assert [(one.number, one.withdrawn) for one in shown] == [(first, True), (second, False)]
    told = [one.public_text for one in Matter.objects.get(number=receipt.number).timeline.all()]
    assert any("已撤销：申请日期写错了" in text for text in told)
    with pytest.raises(PaperNotFound):
        withdraw_paper(**where, paper_id=document.pk, reason="再撤一次", anew=False)


@pytest.mark.parametrize("name", ["wu", "xu", "lin", "he", "admin"])
def test_the_neighbours_see_no_paper_of_ours(cast, name):
    receipt, document = granted(cast)
    viewer = cast.viewer(getattr(cast, name))
    where = {"viewer": viewer, "number": receipt.number, "paper_id": document.pk, "now": NOW}
    for attempt in (
        lambda: open_paper(**where),
        lambda: preview_paper(**where),
        lambda: read_paper(**where),
        lambda: save_paper(**where, revision=1, body=["改"]),
        lambda: issue_paper(**where, revision=1, site=SITE),
        lambda: withdraw_paper(**where, reason="不要了", anew=False),
    ):
        with pytest.raises(MatterNotFound):
            attempt()
    document.refresh_from_db()
    assert (document.state, document.revision) == ("draft", 1)


def test_a_paper_is_reached_only_through_its_own_matter(cast):
    _, document = granted(cast)
    other = opened("another-matter")
    with pytest.raises(PaperNotFound):
        open_paper(viewer=cast.viewers.zhou, number=other.number, paper_id=document.pk, now=NOW)


def test_colleagues_and_supervisors_read_and_do_not_issue(cast):
    receipt, document = granted(cast)
    for viewer in (cast.viewers.sun, cast.viewers.zhao):
        assert not open_paper(viewer=viewer, number=receipt.number, paper_id=document.pk, now=NOW).may_edit
        with pytest.raises(PaperNotYours):
            issue(cast, document, viewer=viewer)


def test_the_lawyer_writes_the_closing_report_and_the_officer_issues_it(cast):
    receipt, _ = granted(cast)
    zhou, chen, number = cast.viewers.zhou, cast.viewers.chen, receipt.number
    do(zhou, number, "assign", NOW + DAY, lawyer=str(cast.chen.pk))
    do(chen, number, "accept", NOW + DAY)
    do(chen, number, "close", NOW + 9 * DAY, outcome="settled", report="对方付清四万元。\n案卷已交。")
    report = Document.objects.get(code="closing_report")
    body = content_of(report).body
    assert {"对方付清四万元。", "案卷已交。"} < set(body)
    where = {"number": number, "paper_id": report.pk, "now": NOW + 9 * DAY}
    with pytest.raises(PaperNotYours):
        issue(cast, report, viewer=chen)
    kept = [text.replace("〔请写明审查意见〕", "同意结案") for text in body]
    save_paper(viewer=chen, **where, revision=1, body=kept)
    assert issue(cast, report, now=NOW + 9 * DAY) == "（2026）石援结字第1号"
    assert "承办人：陈静" in text_of(bytes_of(report))


def test_a_supervisors_decision_is_the_bureaus_paper(cast):
    receipt = submitted()
    do(cast.viewers.zhou, receipt.number, "refuse", NOW + DAY, ground="means", reasons="收入超过标准。")
    proof = make_proof(receipt.number, now=NOW + DAY)[0]
    act.applicant_perform(proof=proof, action="object", data={"objection_reason": "不对"}, now=NOW + DAY)
    do(cast.viewers.zhao, receipt.number, "uphold", NOW + 2 * DAY, uphold_reasons="决定正确。")
    paper = Document.objects.get(code="objection_upheld")
    assert paper.organisation.name == "石港县司法局"
    with pytest.raises(PaperNotYours):
        issue(cast, paper)
    assert issue(cast, paper, viewer=cast.viewers.zhao).startswith("（2026）石司援异字")


def test_the_applicants_own_words_are_only_words(cast):
    hostile = "<b>{lawyer}</b>{nb}"
    receipt, document = granted(cast, name=hostile)
    assert content_of(document).to == hostile
    save_paper(
        viewer=cast.viewers.zhou, number=receipt.number, paper_id=document.pk, revision=1,
        body=["<script>{number}</script> **x** {nb}"], now=NOW,
    )  # fmt: skip
    issue(cast, document)
    text = text_of(bytes_of(document))
    assert f"{hostile}：" in text
    assert "<script>{number}</script>**x**{nb}" in text


def test_differences_read_like_corrections():
    assert [(p.kind, p.text) for p in pieces("三日内告知", "五日内告知")] == [
        ("removed", "三"), ("added", "五"), ("same", "日内告知"),
    ]  # fmt: skip
    shown, gone = paragraphs(("甲段。", "乙段。"), ("甲段。", "完全不同的另一句话"))
    assert [kind for _, parts in shown for kind in {p.kind for p in parts}] == ["same", "added"]
    assert gone == ["乙段。"]
