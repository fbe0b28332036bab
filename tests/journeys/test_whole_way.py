"""The whole way of one matter, from the draft to the follow-up, with everybody who touches it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fawang.core.audit.models import AuditEntry
from fawang.core.outbox.models import Push
from fawang.journeys import act, follow_up, overview, progress, queue, rate, take
from fawang.records.matters.mapping import projected_values
from fawang.records.matters.models import ClockRun, FollowUp, Matter, Message
from fawang.records.matters.queries.one import timeline_of
from fawang.records.matters.rules.chain import verify_chain
from fawang.records.matters.rules.projection import replay
from tests.cast import NOW, WANG
from tests.journeys.story import STORY, deliver, do, opened, proof_of, submitted

DAY = timedelta(days=1)


def settled(number: str) -> Matter:
    """The matter, after checking that its columns and clocks are what its timeline adds up to."""
    matter = Matter.objects.get(number=number)
    entries = timeline_of(matter)
    assert verify_chain(number, entries, matter.head_hash) == matter.length
    present = replay(entries)
    assert {name: getattr(matter, name) for name in projected_values(present)} == projected_values(present)
    rows = {(c.limit_code, c.started_at): c for c in ClockRun.objects.filter(matter=matter)}
    assert len(rows) == len(present.clocks)
    for clock in present.clocks:
        row = rows[clock.limit, clock.started_at]
        assert (row.due_at, row.state, row.paused_at, row.ended_at) == (
            clock.due_at, clock.state, clock.paused_at, clock.ended_at,
        )  # fmt: skip
    return matter


def test_from_the_first_word_to_the_follow_up(cast):
    zhou, chen, zhao = cast.viewers.zhou, cast.viewers.chen, cast.viewers.zhao
    receipt = submitted()
    number = receipt.number
    assert receipt.organisation_name == "石港县法律援助中心"
    assert receipt.due_at.date().isoformat() == "2026-11-24"
    assert "green_channel" in settled(number).flags
    assert Push.objects.filter(topic=f"organisation:{cast.shigang_aid.pk}", data__number=number).exists()

    page = queue.queue(viewer=zhou, filters=queue.QueueFilters(), now=NOW)
    assert [row.number for row in page.rows] == [number]
    take.take(viewer=zhou, number=number, now=NOW)
    assert settled(number).holder_id == zhou.staff_id

    do(zhou, number, "request_supplement", NOW + DAY, missing=["wage_evidence"], explain="请补欠条",
       supplement_by="2026-12-01")  # fmt: skip
    matter = settled(number)
    assert (matter.state, matter.due_at) == ("supplement", None)
    with pytest.raises(act.ActionRefused):
        do(zhou, number, "request_supplement", NOW + DAY, explain="再补", supplement_by="2026-12-02")

    proof = proof_of(receipt, NOW + 4 * DAY)
    seen = progress.full_progress(proof=proof, now=NOW + 4 * DAY)
    assert seen.progress.paused
    wanted = progress.WantedMaterial("wage_evidence", "证明欠您工资的东西", given=False)
    assert wanted in seen.materials_wanted
    act.applicant_perform(proof=proof, action="supplement_given", data={"note": "补好了"}, now=NOW + 4 * DAY)
    matter = settled(number)
    assert matter.due_at.astimezone(NOW.tzinfo).date().isoformat() == "2026-11-27"  # three days stood still

    do(zhou, number, "grant", NOW + 5 * DAY, form_of_aid="arbitration", means_finding="waived")
    do(zhou, number, "assign", NOW + 6 * DAY, lawyer=str(chen.staff_id))
    assert settled(number).lawyer_id == chen.staff_id
    do(chen, number, "accept", NOW + 6 * DAY)
    do(
        chen,
        number,
        "record_work",
        NOW + 7 * DAY,
        work_kind="filing",
        work_on="2026-11-23",
        work_note="已立案",
    )
    do(chen, number, "close", NOW + 30 * DAY, outcome="won", recovered="40000", report="已全部执行到位。")
    matter = settled(number)
    assert matter.state == "closed"
    assert {c.state for c in ClockRun.objects.filter(matter=matter)} == {"met"}

    told = progress.public_progress(case_code=receipt.case_code, now=NOW + 30 * DAY)
    words = [step.text for step in told.steps]
    assert any("陈静" in text for text in words)
    assert told.can_rate
    proof = proof_of(receipt, NOW + 31 * DAY)
    rated = rate.rate(proof=proof, score=2, solved=True, comment="等得太久", now=NOW + 31 * DAY)
    assert rated.follow_up
    with pytest.raises(rate.AlreadyRated):
        rate.rate(proof=proof, score=5, solved=True, comment="", now=NOW + 31 * DAY)

    waiting = follow_up.open_follow_ups(viewer=zhao, now=NOW + 32 * DAY)
    assert [(one.number, one.reason_name) for one in waiting] == [(number, "评分偏低")]
    with pytest.raises(follow_up.NotASupervisor):
        follow_up.close_follow_up(
            viewer=zhou, follow_up_id=waiting[0].id, conclusion="已经电话联系过当事人了", now=NOW
        )
    with pytest.raises(follow_up.FollowUpNotFound):
        follow_up.close_follow_up(
            viewer=cast.viewers.xu, follow_up_id=waiting[0].id, conclusion="已经电话联系过当事人了", now=NOW
        )
    with pytest.raises(follow_up.ConclusionTooShort):
        follow_up.close_follow_up(viewer=zhao, follow_up_id=waiting[0].id, conclusion="好", now=NOW)
    follow_up.close_follow_up(
        viewer=zhao,
        follow_up_id=waiting[0].id,
        conclusion="已回电致歉，说明办理经过，当事人表示理解。",
        now=NOW + 33 * DAY,
    )
    assert FollowUp.objects.get().state == "closed"
    settled(number)

    deliver(NOW + 33 * DAY)
    texts = list(Message.objects.filter(matter=matter).order_by("id").values_list("text", flat=True))
    assert any("王先生您好" in text and receipt.case_code in text for text in texts)
    assert not any(WANG.identity in text or WANG.phone in text for text in texts)
    assert AuditEntry.objects.filter(action="matter.view", object_ref=number, actor=zhou.actor).count() > 3


def test_without_the_phone_nothing_personal_shows(cast):
    receipt = submitted()
    seen = repr(progress.public_progress(case_code=receipt.case_code, now=NOW))
    for secret in (WANG.name, WANG.identity, WANG.phone, WANG.address, receipt.number, STORY, "王先生"):
        assert secret not in seen


def test_free_words_of_an_officer_are_for_the_applicant_only(cast):
    receipt = submitted()
    do(cast.viewers.zhou, receipt.number, "refuse", NOW + DAY, ground="means", reasons="王建国名下有两套房")
    public = progress.public_progress(case_code=receipt.case_code, now=NOW + DAY)
    assert not any("两套房" in step.text for step in public.steps)
    full = progress.full_progress(proof=proof_of(receipt, NOW + DAY), now=NOW + DAY)
    assert any("两套房" in step.text for step in full.progress.steps)


def test_an_objection_goes_to_the_bureau_and_reopens(cast):
    receipt = submitted()
    do(cast.viewers.zhou, receipt.number, "refuse", NOW + DAY, ground="means", reasons="收入超过当地标准")
    assert not settled(receipt.number).open
    proof = proof_of(receipt, NOW + 2 * DAY)
    act.applicant_perform(
        proof=proof, action="object", data={"objection_reason": "我是农民工，不应核查"}, now=NOW + 2 * DAY
    )
    matter = settled(receipt.number)
    assert (matter.state, matter.open) == ("objection", True)
    assert ClockRun.objects.get(matter=matter, limit_code="legal-aid.objection").state == "running"
    with pytest.raises(act.ActionRefused):
        do(cast.viewers.zhou, receipt.number, "correct", NOW + 3 * DAY, correct_reasons="给")
    do(cast.viewers.zhao, receipt.number, "correct", NOW + 3 * DAY, correct_reasons="属于免予核查的情形")
    assert settled(receipt.number).state == "granted"


def test_the_pages_take_a_fixed_number_of_statements(cast, django_assert_max_num_queries):
    zhou = cast.viewers.zhou
    number = submitted().number
    for place in range(30):
        submitted(key=f"another-form-{place}", people_count=str(place + 1))
    queue.queue(viewer=zhou, filters=queue.QueueFilters(), now=NOW)
    # The rows and the counts of all tabs.
    with django_assert_max_num_queries(2):
        page = queue.queue(viewer=zhou, filters=queue.QueueFilters(), now=NOW)
    assert len(page.rows) == 25
    assert page.counts["new"].words == "31"
    with django_assert_max_num_queries(2):
        rest = queue.queue(viewer=zhou, filters=queue.QueueFilters(), after=page.next_cursor, now=NOW)
    shown = [row.number for row in (*page.rows, *rest.rows)]
    assert len(set(shown)) == 31
    assert rest.next_cursor == ""
    # First the hits, their rows and a party of that very name; on later pages the count, the hits, the rows.
    with django_assert_max_num_queries(3):
        hits = queue.search(viewer=zhou, text="工资", now=NOW)
    with django_assert_max_num_queries(3):
        more = queue.search(viewer=zhou, text="工资", after=hits.next_cursor, now=NOW)
    assert [row.number for row in (*hits.rows, *more.rows)] == sorted(
        shown, key=lambda number: Matter.objects.get(number=number).id, reverse=True
    )
    assert (hits.count.words, more.count.words, more.next_cursor) == ("31", "31", "")
    with django_assert_max_num_queries(12):
        act.open_matter(viewer=zhou, number=number, now=NOW)
    zhao = cast.viewers.zhao
    with django_assert_max_num_queries(9):
        overview.overview(viewer=zhao, now=NOW)


def test_a_submission_is_few_statements(cast):
    opened("the-first-one")
    with CaptureQueriesContext(connection) as seen:
        opened("the-second-one", story="另一件事情")
    assert len(seen.captured_queries) <= 17


def test_the_supervisor_sees_counts_of_the_own_region_only(cast):
    submitted()
    seen = overview.overview(viewer=cast.viewers.zhao, now=NOW + DAY)
    assert (seen.received, seen.open, seen.overdue_count) == (1, 1, 0)
    assert [(row.name, row.total) for row in seen.by_region] == [("石港县", 1)]
    assert [(row.name, row.total) for row in seen.by_channel] == [("手机", 1)]
    assert [row.name for row in seen.by_category] == ["工资报酬与农民工欠薪"]
    assert overview.overview(viewer=cast.viewers.xu, now=NOW + DAY).received == 0
    assert overview.overview(viewer=cast.viewers.qian, now=NOW + DAY).received == 1
    with pytest.raises(overview.NotASupervisor):
        overview.overview(viewer=cast.viewers.zhou, now=NOW)
