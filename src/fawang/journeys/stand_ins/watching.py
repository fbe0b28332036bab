"""By the clock: the applicant is reminded of a paper that is to follow, the office of what is late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from fawang.core.clock import day_of
from fawang.journeys.casework import write_effects
from fawang.records.matters.models import StandIn
from fawang.records.matters.operations.stand_ins import mark_told
from fawang.records.matters.operations.timeline import LockedMatter, append_entries, lock_matter
from fawang.records.matters.queries.stand_ins import due_between
from fawang.records.matters.rules.chain import NewEntry
from fawang.stages.workflows.rules import NoticeDue

#: How long before its day the applicant is reminded.
BEFORE = timedelta(days=2)
#: What was late longer ago than this was told by another way already.
_LONGEST_AGO = timedelta(days=400)


def watch_stand_ins(*, now: datetime) -> int:
    """Tell of what is due soon or late, each once; how many. Running twice at once changes nothing."""
    soon = due_between(since=now, until=now + BEFORE, kind=StandIn.Kind.GAP, untold="reminded_at")
    past = now - _LONGEST_AGO
    late = due_between(since=past, until=now, kind=StandIn.Kind.GAP, untold="late_at")
    unchecked = due_between(since=past, until=now, kind=StandIn.Kind.PROMISE, untold="late_at")
    return (
        sum(_tell(one, "reminded_at", _reminder, now) for one in soon)
        + sum(_tell(one, "late_at", _late, now) for one in late)
        + sum(_tell(one, "late_at", _unchecked, now) for one in unchecked)
    )


Said = tuple[NewEntry, list[NoticeDue]]


def _tell(row: StandIn, column: str, say: Callable[[StandIn, LockedMatter], Said], now: datetime) -> int:
    with transaction.atomic():
        assert row.matter is not None  # `due_between` gives no others.
        locked = lock_matter(number=row.matter.number)
        if not mark_told(stand_in_id=row.pk, column=column, now=now):
            return 0
        if not locked.matter.open and row.kind == StandIn.Kind.GAP:
            return 0
        entry, notices = say(row, locked)
        written = append_entries(locked=locked, new=[entry], now=now)
        write_effects(written, notices, event=f"matter.{entry.kind}", now=now)
        return 1


def _reminder(row: StandIn, locked: LockedMatter) -> Said:
    assert row.due_at is not None
    day = day_of(row.due_at)
    text = f"还缺“{row.name}”，请在{day.month}月{day.day}日前补交。"
    data = {"code": row.code, "who": "系统", "name": "提醒补交", "outline": "还有材料没有补交，日子快到了。"}
    return NewEntry("gap_reminded", "system", "系统", data, text), [NoticeDue("gap_soon", "applicant", text)]


def _late(row: StandIn, locked: LockedMatter) -> Said:
    number = locked.matter.number
    text = f"“{row.name}”过了约定的日子还没有补交，请尽快补交，或者联系经办人。"
    data = {"code": row.code, "who": "系统", "outline": "有材料过了日子还没有补交。"}
    notices = [
        NoticeDue("gap_late", "applicant", text),
        NoticeDue("gap_late", "officer", f"{number} 容缺的“{row.name}”到期没有补交，请处理。"),
    ]
    return NewEntry("gap_late", "system", "系统", data, text), notices


def _unchecked(row: StandIn, locked: LockedMatter) -> Said:
    number = locked.matter.number
    data = {"code": row.code, "who": "系统", "name": "承诺到期未核查"}
    notices = [
        NoticeDue("promise_unchecked", "officer", f"{number} 的承诺“{row.name}”到了核查的日子，请核查。"),
        NoticeDue("promise_unchecked", "supervisor", f"{number} 的承诺“{row.name}”到期没有核查，请督办。"),
    ]
    return NewEntry("promise_unchecked", "system", "系统", data, ""), notices
