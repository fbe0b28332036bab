"""What is said of a period before and after it runs out, and of a matter on which nothing happens."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fawang.core.clock import ZONE
from fawang.core.outbox.models import Effect
from fawang.interfaces.workers.schedule import TASKS, Schedule
from fawang.journeys import act, progress, take
from fawang.journeys.overdue import mark_overdue
from fawang.journeys.silence import raise_silences
from fawang.journeys.warnings import escalate, warn_of_clocks
from fawang.records.matters.models import ClockRun, Matter, Message, TimelineEntry
from fawang.records.matters.queries.verify import verify_matter
from fawang.records.matters.rules.projection import Clock
from fawang.records.matters.rules.warnings import ESCALATION, moment_of, next_warning, second_warning
from tests.cast import NOW
from tests.journeys.review import handed_in, review
from tests.journeys.story import deliver, do, opened, proof_of, submitted

__all__ = ["review"]
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def texts(words: str) -> list[str]:
    """Who was sent a text with these words, as reader:id, in order."""
    rows = [row.payload for row in Effect.objects.filter(kind="message.send").order_by("id")]
    return [f"{row['reader']}:{row['id']}" for row in rows if words in row["text"]]


def test_half_of_the_period_and_four_fifths_are_told_once_each(cast):
    receipt = submitted()
    take.take(viewer=cast.viewers.zhou, number=receipt.number, now=NOW)
    clock = ClockRun.objects.get()
    half = clock.started_at + (clock.due_at - clock.started_at) / 2
    assert (clock.next_warning, clock.next_warning_at) == (50, half)
    assert warn_of_clocks(now=half - SECOND) == 0
    assert warn_of_clocks(now=half) == 1
    assert warn_of_clocks(now=half + SECOND) == 0
    assert texts("已过一半") == [f"staff:{cast.zhou.pk}"]
    fifth = clock.due_at - (clock.due_at - clock.started_at) / 5
    clock.refresh_from_db()
    assert (clock.next_warning, clock.next_warning_at) == (80, fifth)
    assert warn_of_clocks(now=fifth) == 1
    assert texts("已过八成") == [f"staff:{cast.zhou.pk}"]
    assert warn_of_clocks(now=clock.due_at - SECOND) == 0
    assert not TimelineEntry.objects.filter(kind="overdue").exists()
    deliver(fifth)
    assert Message.objects.filter(text__contains="已过").count() == 2


def test_a_matter_that_nobody_took_is_told_to_the_office(cast):
    submitted()
    clock = ClockRun.objects.get()
    warn_of_clocks(now=clock.next_warning_at)
    assert texts("已过一半") == [f"staff:{cast.zhou.pk}", f"staff:{cast.sun.pk}"]


def test_a_worker_that_stood_still_gives_the_later_warning_only_and_none_after_the_end(cast):
    receipt = submitted()
    opened("another-matter-of-hers")
    assert ClockRun.objects.filter(next_warning=50).count() == 2
    assert warn_of_clocks(now=receipt.due_at - SECOND) == 2
    assert texts("已过一半") == []
    assert len(texts("已过八成")) == 4
    ClockRun.objects.update(next_warning=50, next_warning_at=NOW)
    assert warn_of_clocks(now=receipt.due_at + DAY) == 0
    assert not ClockRun.objects.filter(next_warning_at__isnull=False).exists()


def test_a_pause_holds_the_warnings_and_what_is_over_is_not_warned_of(cast):
    receipt = submitted()
    do(cast.viewers.zhou, receipt.number, "request_supplement", NOW + DAY, explain="补欠条",
       supplement_by="2026-12-20")  # fmt: skip
    assert ClockRun.objects.get().next_warning_at is None
    later = NOW + 10 * DAY
    act.applicant_perform(proof=proof_of(receipt, later), action="supplement_given", data={}, now=later)
    clock = ClockRun.objects.get(limit_code="legal-aid.decide")
    assert later < clock.next_warning_at < clock.due_at
    do(cast.viewers.zhou, receipt.number, "grant", later, form_of_aid="drafting", means_finding="waived")
    assert ClockRun.objects.get(limit_code="legal-aid.decide").next_warning_at is None


def test_what_stays_late_climbs_one_step_up_once(cast):
    receipt = submitted()
    late = receipt.due_at + SECOND
    mark_overdue(now=late)
    assert texts("超过法定期限") == [f"staff:{cast.zhao.pk}"]
    clock = ClockRun.objects.get()
    assert (clock.next_warning, clock.next_warning_at) == (ESCALATION, late + 3 * DAY)
    assert escalate(now=late + 3 * DAY - SECOND) == 0
    assert escalate(now=late + 3 * DAY) == 1
    assert escalate(now=late + 4 * DAY) == 0
    assert texts("请上级督办") == [f"staff:{cast.qian.pk}"]
    assert TimelineEntry.objects.filter(kind="escalated").count() == 1
    matter = Matter.objects.get()
    assert verify_matter(matter) == []
    shown = progress.public_progress(case_code=receipt.case_code, now=late + 4 * DAY)
    assert all("督办" not in step.text for step in shown.steps)


def test_what_was_done_in_time_after_all_does_not_climb(cast):
    receipt = submitted()
    late = receipt.due_at + SECOND
    mark_overdue(now=late)
    do(cast.viewers.zhou, receipt.number, "grant", late + DAY, form_of_aid="drafting", means_finding="waived")
    assert escalate(now=late + 9 * DAY) == 0
    assert texts("请上级督办") == []


def test_a_silence_is_raised_once_and_broken_by_whatever_happens(cast, settings):
    settings.QUIET_DAYS = 4
    receipt = submitted()
    take.take(viewer=cast.viewers.zhou, number=receipt.number, now=NOW)
    assert raise_silences(now=NOW + 4 * DAY - SECOND) == 0
    assert raise_silences(now=NOW + 4 * DAY) == 1
    assert raise_silences(now=NOW + 30 * DAY) == 0
    matter = Matter.objects.get()
    assert texts("没有任何新进展") == [f"staff:{cast.zhao.pk}"]
    assert texts("4天没有新进展") == [f"applicant:{matter.applicant_id}"]
    shown = progress.public_progress(case_code=receipt.case_code, now=NOW + 5 * DAY)
    assert shown.steps[0].text == "已经 4 天没有新进展，已提醒主管督办。"
    # The platform's own word of being late breaks no silence; a step does.
    mark_overdue(now=receipt.due_at + SECOND)
    assert raise_silences(now=receipt.due_at + 9 * DAY) == 0
    do(cast.viewers.zhou, receipt.number, "request_supplement", NOW + 20 * DAY, explain="补欠条",
       supplement_by="2027-01-20")  # fmt: skip
    assert raise_silences(now=NOW + 24 * DAY) == 1
    assert TimelineEntry.objects.filter(kind="silence").count() == 2
    assert texts("一直在等申请人") == [f"staff:{cast.zhou.pk}"]
    assert len(texts("在等您")) == 1
    assert verify_matter(Matter.objects.get()) == []


def test_a_state_may_name_its_own_days_and_a_closed_matter_is_never_silent(cast, review):
    receipt = handed_in()
    matter = Matter.objects.get()
    assert matter.quiet_at == NOW + 15 * DAY
    do(cast.viewers.zhou, receipt.number, "accept", NOW + DAY)
    assert Matter.objects.get().quiet_at == NOW + 21 * DAY
    act.applicant_perform(proof=proof_of(receipt, NOW + DAY), action="withdraw", data={}, now=NOW + DAY)
    assert Matter.objects.get().quiet_at is None
    assert verify_matter(Matter.objects.get()) == []


def test_the_worker_runs_them(cast):
    receipt = submitted()
    ran = Schedule(TASKS).run_due(receipt.due_at + 9 * DAY)
    assert {"overdue", "clock-warnings", "silences"} <= set(ran)
    assert TimelineEntry.objects.filter(kind="overdue").exists()


@given(hours=st.integers(2, 3000), paused=st.integers(0, 500), share=st.sampled_from([50, 80]))
def test_a_share_of_a_period_leaves_its_pauses_out(hours, paused, share):
    start = datetime(2026, 3, 2, 9, tzinfo=ZONE)
    pause = (start, start + timedelta(hours=paused))
    due = start + timedelta(hours=hours + paused)
    clock = Clock("t", "t", start, due, pauses=(pause,) if paused else ())
    run = moment_of(share, clock) - start - timedelta(hours=paused)
    assert abs(run / timedelta(hours=hours) - share / 100) < 1e-6
    assert abs(second_warning(first_at=moment_of(50, clock), due_at=due) - moment_of(80, clock)) < SECOND
    found = next_warning(clock, after=start, escalate=DAY)
    assert found is not None
    assert found[1] > start
