"""What happens when a statutory period runs out: it is said in the timeline, and supervisors are told. Where
the law itself says what follows (`on_expiry`), the system does that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.journeys.casework import DEADLINES, case_of, write_effects
from fawang.records.matters.operations.timeline import LockedMatter, append_entries, lock_matter
from fawang.records.matters.queries.clocks import run_out
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.projection import Clock
from fawang.stages.workflows.refusals import ActionRefused
from fawang.stages.workflows.rules import Actor, NoticeDue, deemed, plan

SYSTEM = Actor("system", "system", "系统", "系统")
BATCH = 500
#: Matters dealt with in one transaction.
TURN = 20


def mark_overdue(*, now: datetime) -> int:
    """Deal with clocks that ran out since the last time, some matters to a transaction; how many matters.
    Running it twice, or in two workers at once, changes nothing."""
    return in_turns(run_out(now=now, limit=BATCH), now, _deal_with)


def in_turns(numbers: list[str], now: datetime, deal: Callable[[str, datetime], int]) -> int:
    """Deal with one matter after another, `TURN` of them in each transaction: a commit costs more than a
    matter does, and nobody else must wait for long. Returns how many were dealt with."""
    done = 0
    # In the order of their numbers, so that two workers lock them in the same order.
    for start in range(0, len(numbers), TURN):
        with transaction.atomic():
            done += sum(deal(number, now) for number in sorted(numbers[start : start + TURN]))
    return done


def _deal_with(number: str, now: datetime) -> int:
    locked = lock_matter(number=number)
    late = [
        clock
        for clock in locked.present.clocks
        if clock.state == "running" and clock.due_at < now and clock.overdue_at is None
    ]
    for clock in late:
        current = locked.present.clock(clock.limit)
        if current is None or current.overdue_at is not None:
            continue
        locked = _one(locked, current, now)
    return 1 if late else 0


def _one(locked: LockedMatter, clock: Clock, now: datetime) -> LockedMatter:
    matter = locked.matter
    data = {
        "clocks": [{"verb": "overdue", "limit": clock.limit}],
        "label": clock.label,
        "who": "系统",
    }
    told = NewEntry("overdue", "system", "系统", data, "")
    written = append_entries(locked=locked, new=[told], now=now)
    text = f"{matter.number} 的“{clock.label}”已超过法定期限，请督办。"
    notices = [NoticeDue("overdue", "supervisor", text)]
    write_effects(written, notices, event="matter.overdue", now=now)
    record(
        actor="system",
        action="matter.overdue",
        object_type="matter",
        object_ref=matter.number,
        now=now,
        detail={"limit": clock.limit},
    )
    case = case_of(matter, written.present)
    action = deemed(case, clock.limit)
    if action is None:
        return written
    try:
        made = plan(case, action.code, actor=SYSTEM, data={}, now=now, deadlines=DEADLINES)
    except ActionRefused:
        return written
    written = append_entries(locked=written, new=[made.entry], now=now)
    write_effects(written, made.notices, event=f"matter.{action.code}", now=now)
    return written
