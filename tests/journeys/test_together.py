"""Approvals, transfers and who must come in person, through the journeys as pages call them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fawang.core.outbox.models import Effect, Push
from fawang.journeys import act, progress
from fawang.journeys.draft import load_draft, save_answers, start_draft
from fawang.journeys.submit import submit_application
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.verify import verify_matter
from fawang.reference.catalog.in_person import OnlyInPerson
from fawang.stages.workflows.refusals import OwnProposal
from tests.cast import NOW
from tests.journeys.review import ANSWERS, handed_in, review
from tests.journeys.story import do

__all__ = ["review"]
LATER = NOW + timedelta(hours=3)


def offered(viewer, number):
    seen = act.open_matter(viewer=viewer, number=number, now=LATER)
    return [action.code for action in seen.actions]


def test_a_decision_needs_its_signatures_and_the_applicant_sees_only_the_effect(cast, review):
    receipt = handed_in()
    zhou, sun, zhao = cast.viewers.zhou, cast.viewers.sun, cast.viewers.zhao
    do(zhou, receipt.number, "accept", NOW)
    do(zhou, receipt.number, "decide", NOW, reason="处罚有据", private="内部情况")
    seen = act.open_matter(viewer=zhou, number=receipt.number, now=LATER)
    assert (seen.proposal.by, seen.proposal.awaited) == ("周敏", ("科室复核",))
    assert dict(seen.proposal.details)["内部情况"] == "（个人信息，已加密保存）"
    assert "内部情况" not in str(Matter.objects.get().timeline.last().data["proposal"]["fields"])
    assert "take_back" in offered(zhou, receipt.number)
    assert offered(zhao, receipt.number) == []
    with pytest.raises(OwnProposal):
        do(zhou, receipt.number, "approve", LATER)
    assert {"approve", "send_back"} <= set(offered(sun, receipt.number))
    with pytest.raises(act.ActionRefused):
        do(sun, receipt.number, "send_back", LATER, reason=" ")
    do(sun, receipt.number, "approve", LATER, opinion="没有意见")
    asked = [row.payload for row in Effect.objects.filter(kind="message.send").order_by("id")]
    assert [row["id"] for row in asked if "等您审批" in row["text"]] == [cast.sun.pk, cast.zhao.pk]
    do(zhao, receipt.number, "approve", LATER)
    matter = Matter.objects.get()
    assert (matter.state, matter.open) == ("upheld", False)
    assert verify_matter(matter) == []
    shown = progress.public_progress(case_code=receipt.case_code, now=LATER)
    assert not any("审批" in step.text or "同意" in step.text for step in shown.steps)
    last = act.open_matter(viewer=zhou, number=receipt.number, now=LATER).timeline[-1]
    assert ("同意的人", "孙丽、赵卫国") in last.details


def test_the_fields_of_the_platforms_own_steps(cast, review):
    receipt = handed_in()
    fields = act.fields_of(viewer=cast.viewers.zhou, number=receipt.number, action="send_back", now=NOW)
    assert [(one.code, one.required) for one in fields] == [("reason", True)]


def test_a_transfer_leaves_the_queue_of_one_office_for_that_of_another(cast, review):
    receipt = handed_in()
    viewer = cast.viewers.zhou
    choices = act.fields_of(viewer=viewer, number=receipt.number, action="pass_on", now=NOW)[0].choices
    # Of each kind the nearest first; only bodies competent for the place, never the neighbour's.
    assert [name for _, name in choices] == ["石港县司法局", "淮畔市司法局", "石港县公共法律服务中心"]
    office_viewer = cast.officers_of(cast.shigang_bureau.pk)[0]
    before = Matter.objects.get()
    with pytest.raises(act.FieldsRefused):
        do(viewer, receipt.number, "pass_on", NOW, body=str(cast.qingxi_bureau.pk))
    do(viewer, receipt.number, "pass_on", NOW, body=choices[0][0])
    after = Matter.objects.get()
    assert (after.organisation_id, after.holder_id) == (cast.shigang_bureau.pk, None)
    assert (after.pk, after.number, after.priority) == (before.pk, before.number, before.priority)
    told = [row.payload for row in Effect.objects.filter(kind="message.send")]
    assert [row["id"] for row in told if "转到您单位" in row["text"]] == [office_viewer.staff_id]
    for office in (cast.shigang_aid, cast.shigang_bureau):
        assert Push.objects.filter(topic=f"organisation:{office.pk}").exists()
    with pytest.raises(act.MatterNotFound):
        act.open_matter(viewer=viewer, number=receipt.number, now=LATER)
    assert (
        progress.public_progress(case_code=receipt.case_code, now=LATER).organisation_name == "石港县司法局"
    )


def test_an_agent_is_told_at_once_and_nothing_typed_is_lost(cast, review):
    begun = start_draft(service_code="review-demo", story="", channel="web", now=NOW)
    draft = save_answers(token=begun.token, answers={**ANSWERS, "topic": "will"}, now=NOW)
    assert draft.barred == ""  # for oneself one may
    draft = save_answers(token=begun.token, answers={"for_whom": "agent"}, now=NOW)
    assert "立遗嘱要本人来" in draft.barred
    assert "公证法》第二十六条" in draft.barred
    with pytest.raises(OnlyInPerson):
        submit_application(draft_token=begun.token, idempotency_key="an-agent-comes", channel="web", now=NOW)
    assert not Matter.objects.exists()
    kept = load_draft(token=begun.token, now=NOW)
    assert kept.answers["name"] == ANSWERS["name"]
    draft = save_answers(token=begun.token, answers={"topic": "fine"}, now=NOW)
    assert draft.barred == ""  # a fine may be left to an agent
