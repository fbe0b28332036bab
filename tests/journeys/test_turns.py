"""The worker's turn at many matters: what one cannot bear does not stop the others, nothing is done twice,
and a worker that is killed leaves every matter as it was."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from django.db import connections

from fawang.core.audit.models import AuditEntry
from fawang.core.outbox.models import Effect
from fawang.journeys import turns
from fawang.journeys.overdue import mark_overdue
from fawang.journeys.silence import raise_silences
from fawang.journeys.warnings import escalate
from fawang.records.matters.models import ClockRun, Matter, TimelineEntry
from fawang.records.matters.operations.timeline import lock_matter
from fawang.records.matters.queries.verify import verify_matter, verify_matters
from tests.cast import NOW, build_cast
from tests.journeys.story import opened
from tests.journeys.test_killed import run

DAY = timedelta(days=1)
MANY = 7


def handed_in(count: int = MANY):
    """Matters with a running period each; the first, and a moment after the last period."""
    receipts = [opened(f"one-of-many-{place}") for place in range(count)]
    return receipts, max(receipt.due_at for receipt in receipts) + timedelta(seconds=1)


def faults() -> list[str]:
    return [fault for _, found in verify_matters() for fault in found]


def told(kind: str) -> list[str]:
    return sorted(TimelineEntry.objects.filter(kind=kind).values_list("matter__number", flat=True))


def test_every_matter_of_a_turn_is_written_as_a_single_one_would_be(cast):
    receipts, late = handed_in()
    numbers = sorted(receipt.number for receipt in receipts)
    assert mark_overdue(now=late) == MANY
    assert escalate(now=late + 4 * DAY) == MANY
    assert raise_silences(now=late + 60 * DAY) == MANY
    assert [told(kind) for kind in ("overdue", "escalated", "silence")] == [numbers] * 3
    assert faults() == []
    for action in ("matter.overdue", "matter.escalate", "matter.silence"):
        lines = AuditEntry.objects.filter(action=action).values_list("object_ref", flat=True)
        assert sorted(lines) == numbers
    for number in numbers:
        assert len(lock_or_read(number)) == Matter.objects.get(number=number).length
    assert mark_overdue(now=late + 61 * DAY) == 0
    assert escalate(now=late + 61 * DAY) == 0
    assert raise_silences(now=late + 61 * DAY) == 0


def lock_or_read(number: str):
    """The entries, read as a step would read them: with the chain checked."""
    from django.db import transaction

    with transaction.atomic():
        return lock_matter(number=number).entries


def test_a_broken_chain_stays_as_it_is_and_the_others_go_on(cast, caplog):
    receipts, late = handed_in()
    broken = receipts[3].number
    TimelineEntry.objects.filter(matter__number=broken, seq=1).update(actor_name="别人")
    assert mark_overdue(now=late) == MANY - 1
    assert told("overdue") == sorted({receipt.number for receipt in receipts} - {broken})
    assert ClockRun.objects.get(matter__number=broken).overdue_at is None
    assert broken in caplog.text
    assert mark_overdue(now=late) == 0


def test_a_matter_that_cannot_be_worked_out_does_not_hold_up_the_others(cast, caplog):
    receipts, late = handed_in()
    strange = receipts[2].number
    Matter.objects.filter(number=strange).update(service_version="gone")
    assert raise_silences(now=late + 60 * DAY) == MANY - 1
    assert told("silence") == sorted({receipt.number for receipt in receipts} - {strange})
    assert f"{strange} could not be dealt with" in caplog.text
    assert [number for number, found in verify_matters() if found] == [strange]  # What was done to it here.


def test_a_row_that_the_database_refuses_costs_its_own_matter_only(cast):
    receipts, late = handed_in()
    taken = Matter.objects.get(number=receipts[4].number)
    # Somebody's hand in the database: the entry that would come next is there already.
    TimelineEntry.objects.bulk_create(
        [TimelineEntry(matter=taken, seq=taken.length + 1, kind="x", at=NOW, actor="system", hash="x")]
    )
    TimelineEntry.objects.filter(matter=taken, kind="x").update(seq=taken.length + 1)
    assert mark_overdue(now=late) == MANY - 1
    assert told("overdue") == sorted({receipt.number for receipt in receipts} - {taken.number})
    taken.refresh_from_db()
    assert ClockRun.objects.get(matter=taken).overdue_at is None


def test_more_matters_than_one_look_finds_are_dealt_with_in_one_run(cast, monkeypatch):
    _, late = handed_in()
    monkeypatch.setattr(turns, "TURN", 2)
    monkeypatch.setattr(turns, "BATCH", 3)
    monkeypatch.setattr("fawang.journeys.overdue.BATCH", 3)
    assert mark_overdue(now=late) == MANY
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deal_with_each_matter_once():
    build_cast()
    _, late = handed_in(12)
    start = threading.Barrier(2)
    done: list[int] = []

    def work() -> None:
        try:
            start.wait()
            done.append(mark_overdue(now=late))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    left = mark_overdue(now=late)  # What one of them had in hand, the other passed over.
    assert sum(done) + left == 12
    assert len(told("overdue")) == len(set(told("overdue"))) == 12
    assert Effect.objects.filter(kind="message.send", payload__notice="overdue").count() == 12
    assert faults() == []


#: Opens some matters and dies while it writes the second turn of those that ran out.
VICTIM = """
import os, signal
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from tests.cast import build_cast
from tests.journeys.test_turns import handed_in
from fawang.journeys import overdue, turns
build_cast()
_, late = handed_in()
turns.TURN = 3
written = turns.insert_many
rounds = []
def die(rows, **more):
    rounds.append(rows)
    if len(rounds) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    written(rows, **more)
turns.insert_many = die
overdue.mark_overdue(now=late)
"""
SURVIVOR = """
import json
import django; django.setup()
from datetime import timedelta
from tests.cast import NOW
from tests.journeys.test_turns import faults, told
from fawang.journeys.overdue import mark_overdue
from fawang.records.matters.models import ClockRun
late = ClockRun.objects.order_by("-due_at")[0].due_at + timedelta(seconds=1)
before = len(told("overdue"))
print(json.dumps([before, mark_overdue(now=late), len(told("overdue")), faults()]))
"""


def test_a_worker_killed_in_the_middle_of_a_turn_leaves_nothing_half_done(tmp_path):
    assert run(VICTIM, tmp_path).returncode == -9
    survived = run(SURVIVOR, tmp_path)
    assert json.loads(survived.stdout.splitlines()[-1]) == [3, MANY - 3, MANY, []], survived.stderr


# SQLite has one writer at a time: nobody can hold a matter while another writes.
@pytest.mark.postgres
def test_a_matter_that_somebody_holds_is_left_for_the_next_turn(transactional_cast):
    receipts, late = handed_in(3)
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        from django.db import transaction

        try:
            with transaction.atomic():
                lock_matter(number=receipts[0].number)
                held.set()
                free.wait(20)
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(20)
    try:
        assert mark_overdue(now=late) == 2
    finally:
        free.set()
        holder.join()
    assert mark_overdue(now=late) == 1
    assert verify_matter(Matter.objects.get(number=receipts[0].number)) == []


@pytest.fixture
def transactional_cast(transactional_db):
    return build_cast()
