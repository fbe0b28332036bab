"""Statutory clocks on the way of a matter: 春节 with 调休, pauses, running out, a definition that changed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fawang.core.clock import ZONE, day_of
from fawang.core.outbox.models import Push
from fawang.journeys import act, progress, queue
from fawang.journeys.overdue import mark_overdue
from fawang.records.matters.models import ClockRun, Matter, Message, TimelineEntry
from fawang.records.matters.queries.verify import verify_matter, verify_matters
from fawang.reference.catalog import queries as catalog
from fawang.reference.catalog.models import ServiceVersion
from tests.cast import NOW
from tests.journeys.story import deliver, do, opened, proof_of, submitted

DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_seven_days_over_spring_festival_end_on_the_first_working_day(cast):
    """2026: 15 to 23 February are off; the 28th, a Saturday, is worked."""
    receipt = submitted(at("2026-02-12T16:00"), key="before-the-feast", left_on="2026-01-05")
    assert day_of(receipt.due_at).isoformat() == "2026-02-24"  # the seventh day is the 19th: a holiday
    assert not receipt.due_provisional
    later = opened("worked-saturday", now=at("2026-02-21T10:00"))
    assert day_of(later.due_at).isoformat() == "2026-02-28"  # a Saturday that is worked does not move on


def test_a_pause_over_the_feast_is_added_after_it(cast):
    receipt = submitted(at("2026-02-09T09:00"), key="paused-over-it", left_on="2026-01-05")
    assert day_of(receipt.due_at).isoformat() == "2026-02-24"  # the 16th moves on past the feast
    do(cast.viewers.zhou, receipt.number, "request_supplement", at("2026-02-11T10:00"), explain="请补考勤",
       supplement_by="2026-03-02")  # fmt: skip
    assert progress.public_progress(case_code=receipt.case_code, now=at("2026-02-12T10:00")).paused
    proof = proof_of(receipt, at("2026-02-25T09:00"))
    act.applicant_perform(proof=proof, action="supplement_given", data={}, now=at("2026-02-25T09:00"))
    clock = ClockRun.objects.get(limit_code="legal-aid.decide")
    assert day_of(clock.due_at).isoformat() == "2026-03-02"  # five days were left on the eleventh


def test_beyond_the_published_calendar_a_date_is_provisional(cast):
    receipt = opened("far-away-year", now=at("2031-02-01T10:00"))
    assert receipt.due_provisional
    assert progress.public_progress(case_code=receipt.case_code, now=at("2031-02-02T10:00")).due_provisional


def test_a_clock_that_runs_out_is_told_once_and_stays_late(cast):
    receipt = submitted()
    late = receipt.due_at + timedelta(seconds=1)
    assert mark_overdue(now=receipt.due_at) == 0
    assert mark_overdue(now=late) == 1
    assert mark_overdue(now=late + DAY) == 0
    assert TimelineEntry.objects.filter(kind="overdue").count() == 1
    assert Push.objects.filter(topic=f"staff:{cast.zhao.pk}").exists()
    deliver(late)
    assert Message.objects.filter(text__contains="超过法定期限").count() == 1
    page = queue.queue(viewer=cast.viewers.zhou, filters=queue.QueueFilters(tab="overdue"), now=late)
    assert [(row.number, row.overdue) for row in page.rows] == [(receipt.number, True)]
    do(
        cast.viewers.zhou,
        receipt.number,
        "request_supplement",
        late + DAY,
        explain="补欠条",
        supplement_by="2026-12-20",
    )
    clock = ClockRun.objects.get(limit_code="legal-aid.decide")
    assert clock.state == "running"  # what is over cannot be paused any more
    do(cast.viewers.zhou, receipt.number, "supplement_given", late + 2 * DAY)
    do(
        cast.viewers.zhou,
        receipt.number,
        "grant",
        late + 2 * DAY,
        form_of_aid="drafting",
        means_finding="waived",
    )
    clock.refresh_from_db()
    assert clock.state == "late"
    assert verify_matter(Matter.objects.get()) == []


def test_a_running_matter_keeps_its_own_definition(cast, monkeypatch):
    receipt = submitted()
    old = Matter.objects.get().service_version
    assert ServiceVersion.objects.filter(version=old).exists()
    current = catalog.get_service("legal-aid-civil")
    steps = current.steps.model_copy(
        update={"actions": tuple(a for a in current.steps.actions if a.code != "grant")}
    )
    changed = current.model_copy(update={"version": "changed00000", "steps": steps, "name": "改了名字的服务"})
    held = catalog._content()
    monkeypatch.setitem(held.by_code, "legal-aid-civil", changed)
    monkeypatch.setattr(catalog, "_pinned", {})
    seen = act.open_matter(viewer=cast.viewers.zhou, number=receipt.number, now=NOW)
    assert seen.service_name == "民事法律援助"
    assert "grant" in {action.code for action in seen.actions}
    do(cast.viewers.zhou, receipt.number, "grant", NOW, form_of_aid="drafting", means_finding="waived")
    newer = opened("under-the-new-one")
    fresh = act.open_matter(viewer=cast.viewers.zhou, number=newer.number, now=NOW)
    assert (fresh.service_version, fresh.service_name) == ("changed00000", "改了名字的服务")
    assert "grant" not in {action.code for action in fresh.actions}


def test_the_whole_house_is_verified_and_every_kind_of_change_found(cast):
    numbers = [opened(f"matter-number-{i}", story=f"第 {i} 件事情的经过").number for i in range(4)]
    assert dict(verify_matters()) == {number: [] for number in numbers}
    Matter.objects.filter(number=numbers[0]).update(story="别人改过的经过")
    Matter.objects.filter(number=numbers[1]).update(state="granted")
    ClockRun.objects.filter(matter__number=numbers[2]).update(due_at=NOW + 99 * DAY)
    found = dict(verify_matters())
    assert [bool(found[number]) for number in numbers] == [True, True, True, False]
    assert dict(verify_matters(numbers=["nothing"])) == {"nothing": ["没有这件事项"]}
    assert "经过" in found[numbers[0]][0]
    assert "state" in found[numbers[1]][0]
    assert "时限" in found[numbers[2]][0]


@pytest.mark.parametrize("flag", ["danger", "safe_contact"])
def test_whoever_may_not_be_alone_with_the_phone_gets_words_that_tell_nothing(cast, flag):
    opened("discreet-contact", flags=(flag,))
    deliver(NOW)
    (message,) = Message.objects.all()
    assert "法律援助" not in message.text
    assert "王" not in message.text
