"""What happens when a statutory period runs out: it is said in the timeline, and supervisors are told. Where
the law itself says what follows (`on_expiry`), the system does that."""

from __future__ import annotations

from datetime import datetime

from fawang.journeys.casework import DEADLINES, case_of, definition_of
from fawang.journeys.turns import BATCH, Work, in_turns
from fawang.records.matters.queries.clocks import run_out
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.projection import Clock
from fawang.stages.workflows.refusals import ActionRefused
from fawang.stages.workflows.rules import Actor, NoticeDue, deemed, plan

SYSTEM = Actor("system", "system", "系统", "系统")


def mark_overdue(*, now: datetime) -> int:
    """Deal with clocks that ran out since the last time, some matters to a transaction; how many matters.
    Running it twice, or in two workers at once, changes nothing."""
    return in_turns(lambda: run_out(now=now, limit=BATCH), _deal_with, now=now)


def _deal_with(work: Work) -> bool:
    late = [
        clock
        for clock in work.locked.present.clocks
        if clock.state == "running" and clock.due_at < work.now and clock.overdue_at is None
    ]
    for clock in late:
        # What followed from the one before may have ended this one.
        current = work.locked.present.clock(clock.limit)
        if current is not None and current.overdue_at is None:
            _one(work, current)
    return bool(late)


def _one(work: Work, clock: Clock) -> None:
    matter = work.locked.matter
    data = {
        "clocks": [{"verb": "overdue", "limit": clock.limit}],
        "label": clock.label,
        "who": "系统",
    }
    text = f"{matter.number} 的“{clock.label}”已超过法定期限，请督办。"
    notices = [NoticeDue("overdue", "supervisor", text)]
    work.append(NewEntry("overdue", "system", "系统", data, ""), notices, event="matter.overdue")
    work.record("matter.overdue", {"limit": clock.limit})
    present = work.locked.present
    action = deemed(definition_of(matter), present.state, clock.limit)
    if action is None:
        return
    case = case_of(matter, present)
    try:
        made = plan(case, action.code, actor=SYSTEM, data={}, now=work.now, deadlines=DEADLINES)
    except ActionRefused:
        return
    work.append(made.entry, made.notices, event=f"matter.{action.code}")
