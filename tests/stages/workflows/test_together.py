"""Steps that need more than one pair of hands, and what the clock allows: the engine alone, on the review
service of the journeys' tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import yaml

from fawang.core.clock import ZONE
from fawang.records.matters.rules.chain import NewEntry, link
from fawang.records.matters.rules.projection import Projection, ReplayFault, step
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.stages.workflows import refusals
from fawang.stages.workflows.deadlines import StatutoryDeadlines
from fawang.stages.workflows.rules import (
    Actor,
    Body,
    Case,
    agree,
    available,
    begin,
    complete,
    offered,
    plan,
    propose,
    send_back,
    take_back,
    take_effect,
)
from tests.journeys.review import FILES

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
DAY = timedelta(days=1)
HEAD = yaml.safe_load(FILES["service.yaml"])
SERVICE = ServiceDefinition.model_validate(
    {
        **HEAD,
        "form": yaml.safe_load(FILES["form.yaml"]),
        "steps": yaml.safe_load(FILES["steps.yaml"]),
        "notices": yaml.safe_load(FILES["notices/sms.yaml"]),
    }
)
ZHOU = Actor("officer", "staff:1", "周敏", "中心", 1)
SUN = Actor("officer", "staff:2", "孙丽", "中心", 2)
ZHAO = Actor("supervisor", "staff:3", "赵卫国", "司法行政部门", 3)
QIAN = Actor("supervisor", "staff:4", "钱立群", "司法行政部门", 4)
LAW = StatutoryDeadlines()


def case(present: Projection, **more) -> Case:
    return Case(SERVICE, present, {"topic": "fine"}, words={"number": "N1", "phone": "12348"}, **more)


def after(before: Projection, made, at=NOW) -> Projection:
    return step(before, link("N1", before.length + 1, at, before.head_hash, made.entry))


def do(present, action, *, actor=ZHOU, at=NOW, **data):
    return plan(case(present), action, actor=actor, data=data, now=at, deadlines=LAW)


@pytest.fixture
def reviewing() -> Projection:
    citizen = Actor("applicant", "applicant", "申请人", "申请人")
    made = begin(case(Projection()), actor=citizen, now=NOW, deadlines=LAW, content={})
    opened = after(Projection(), made)
    return after(opened, do(opened, "accept"))


def proposed(present, action="decide", **data):
    found = SERVICE.steps.action(action)
    return propose(case(present), found, actor=ZHOU, data=data, now=NOW, deadlines=LAW)


def test_an_outcome_says_where_it_leads_and_who_may_choose_it(reviewing):
    made = do(reviewing, "close", result="uphold")
    done = after(reviewing, made)
    assert (done.state, done.open, done.clock("review.decide")) == ("upheld", False, None)
    assert made.entry.data["outcome"] == "uphold"
    with pytest.raises(refusals.NotForThisRole, match="撤销"):
        do(reviewing, "close", result="revoke")
    assert after(reviewing, do(reviewing, "close", actor=ZHAO, result="revoke")).state == "revoked"
    stays = after(reviewing, do(reviewing, "close", result="more"))
    assert (stays.state, stays.clock("review.decide").state) == ("reviewing", "running")


def test_an_extension_adds_the_other_limit_once_and_survives_a_pause(reviewing):
    assert reviewing.due_at.date().isoformat() == "2026-05-06"
    made = do(reviewing, "prolong", at=NOW + DAY)
    longer = after(reviewing, made, NOW + DAY)
    assert longer.due_at.date().isoformat() == "2026-06-01"
    assert made.entry.public_text == "期限延长到2026年6月1日。"
    with pytest.raises(refusals.DoneAlready):
        do(longer, "prolong", at=NOW + 2 * DAY)
    # Another step by the same limit is refused as well: the statute allows one extension.
    with pytest.raises(refusals.AlreadyExtended):
        do(replace(longer, done=()), "prolong", at=NOW + 2 * DAY)
    paused = after(longer, do(longer, "ask", at=NOW + 10 * DAY), NOW + 10 * DAY)
    citizen = Actor("applicant", "applicant", "申请人", "您")
    resumed = do(paused, "explained", actor=citizen, at=NOW + 20 * DAY)
    assert after(paused, resumed, NOW + 20 * DAY).due_at > longer.due_at + 8 * DAY


def test_a_paused_and_a_finished_period_are_not_extended(reviewing):
    clock = replace(reviewing.clock("review.decide"), state="paused", paused_at=NOW)
    with pytest.raises(refusals.ClockPaused):
        do(replace(reviewing, clocks=(clock,)), "prolong")
    with pytest.raises(refusals.PeriodIsOver):
        do(reviewing, "prolong", at=NOW + 100 * DAY)


def test_a_proposal_changes_nothing_and_waits_in_order(reviewing):
    made = proposed(reviewing, reason="处罚有据")
    # Whoever proposed it does not sign it: their colleagues are asked.
    assert [(n.to, n.code) for n in made.notices] == [("colleagues", "approval.asked")]
    waiting = after(reviewing, made)
    assert (waiting.state, waiting.done, made.entry.public_text) == ("reviewing", ("accept",), "")
    assert waiting.due_at == reviewing.due_at
    assert offered(case(waiting), actor=ZHOU) == ("take_back",)
    assert offered(case(waiting), actor=SUN) == ("approve", "send_back")
    assert offered(case(waiting), actor=ZHAO) == ()
    with pytest.raises(refusals.OwnProposal):
        agree(case(waiting), actor=ZHOU)
    with pytest.raises(refusals.NotAsked, match="科室复核"):
        agree(case(waiting), actor=ZHAO)
    first = agree(case(waiting), actor=SUN)
    assert [(n.to, n.code) for n in first.notices] == [("supervisor", "approval.asked")]
    half = after(waiting, first)
    assert not complete(case(half))
    with pytest.raises(refusals.SignedAlready):
        agree(case(half), actor=replace(SUN, role="supervisor"))
    whole = after(half, agree(case(half), actor=ZHAO, opinion="同意"))
    assert complete(case(whole))
    effect = take_effect(case(whole), now=NOW + DAY, deadlines=LAW)
    assert effect.entry.actor_name == "周敏"
    assert effect.entry.data["approved_by"] == ["孙丽", "赵卫国"]
    done = after(whole, effect, NOW + DAY)
    assert (done.state, done.proposal) == ("upheld", None)


def test_while_it_waits_nobody_of_the_office_overtakes_it(reviewing):
    waiting = after(reviewing, proposed(reviewing, reason="处罚有据"))
    for action in ("ask", "hear", "decide"):
        with pytest.raises(refusals.AwaitingApproval):
            do(waiting, action, reason="x")
    assert [a.code for a in available(case(waiting), role="officer", staff_id=1, now=NOW)] == [
        "prolong", "note", "pass_on",
    ]  # fmt: skip
    noted = after(waiting, do(waiting, "note", words="看过"))
    assert noted.proposal is not None
    citizen = Actor("applicant", "applicant", "申请人", "您")
    gone = after(waiting, do(waiting, "withdraw", actor=citizen))
    assert (gone.open, gone.proposal) == (False, None)


def test_sent_back_with_a_reason_or_taken_back_by_its_proposer(reviewing):
    waiting = after(reviewing, proposed(reviewing, reason="处罚有据"))
    with pytest.raises(refusals.OpinionMissing):
        send_back(case(waiting), actor=SUN, reason="")
    with pytest.raises(refusals.NotTheProposer):
        take_back(case(waiting), actor=SUN)
    back = send_back(case(waiting), actor=SUN, reason="理由太短")
    assert [notice.to for notice in back.notices] == ["officer"]
    assert after(waiting, back).proposal is None
    assert after(waiting, take_back(case(waiting), actor=ZHOU)).proposal is None
    for verb in (agree, take_back):
        with pytest.raises(refusals.NothingProposed):
            verb(case(reviewing), actor=SUN)


def test_two_sign_in_any_order(reviewing):
    waiting = after(reviewing, proposed(reviewing, "hear"))
    for one, other in ((ZHAO, QIAN), (QIAN, ZHAO)):
        half = after(waiting, agree(case(waiting), actor=one))
        assert complete(case(after(half, agree(case(half), actor=other))))


def test_what_cannot_take_effect_any_more_says_so(reviewing):
    waiting = after(reviewing, proposed(reviewing, "hear"))
    signed = after(waiting, agree(case(waiting), actor=ZHAO))
    signed = after(signed, agree(case(signed), actor=QIAN))
    with pytest.raises(refusals.NotInThisState):
        take_effect(case(replace(signed, state="asking")), now=NOW, deadlines=LAW)


def test_a_signature_without_a_proposal_is_no_entry(reviewing):
    data = {"agreed": {"as": 0, "staff": 2, "name": "孙丽"}}
    entry = link("N1", reviewing.length + 1, NOW, "", NewEntry("agreed", "staff:2", "孙丽", data))
    with pytest.raises(ReplayFault):
        step(reviewing, entry)


def test_a_transfer_clears_the_holder_and_names_the_new_body_and_its_phone(reviewing):
    held = replace(reviewing, holder=1, organisation=7)
    bodies = [Body(9, "石港县司法局", "0999-1234567")]
    made = plan(case(held, bodies=bodies), "pass_on", actor=ZHOU, data={"body": "9"}, now=NOW, deadlines=LAW)
    moved = after(held, made)
    assert (moved.organisation, moved.holder, moved.state) == (9, None, "reviewing")
    assert made.entry.public_text == "已转送石港县司法局。"
    assert "0999-1234567" in made.notices[0].text
    assert moved.due_at == held.due_at
