"""Nothing happened on an open matter for many days: whoever supervises it is told, and so is the applicant,
once for each silence."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from fawang.core.audit.operations import record
from fawang.journeys.casework import case_of, write_effects
from fawang.journeys.overdue import in_turns
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.queries.clocks import gone_quiet
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.warnings import quiet_from
from fawang.stages.workflows.rules import NoticeDue

BATCH = 500


def raise_silences(*, now: datetime) -> int:
    """Raise every silence that lasts long enough by now; how many matters. Running it twice, or in two
    workers at once, raises each once."""
    return in_turns(gone_quiet(now=now, limit=BATCH), now, _raise)


def _raise(number: str, now: datetime) -> int:
    locked = lock_matter(number=number)
    matter, present = locked.matter, locked.present
    since = quiet_from(present, settings.QUIET_DAYS)
    if since is None or since > now or present.heard_at is None:
        return 0
    days = (now - present.heard_at).days
    case = case_of(matter, present)
    waits = case.definition.steps.states[present.state].waiting_for == "applicant"
    words = case.words
    if waits:
        # The office cannot go on without the applicant: who is reminded is the applicant, and the office.
        told = f"已经 {days} 天没有新进展，正在等您。"
        to, asked = "officer", "一直在等申请人，请打电话问一问"
        said = f"您的事（{words['case_code']}）在等您，请打开进度页看要做什么。电话{words['phone']}"
    else:
        told = f"已经 {days} 天没有新进展，已提醒主管督办。"
        to, asked = "supervisor", "没有任何新进展，请督办"
        said = f"您的事（{words['case_code']}）{days}天没有新进展，已提醒主管督办。电话{words['phone']}"
    data = {"who": "系统", "days": days}
    written = append_entries(locked=locked, new=[NewEntry("silence", "system", "系统", data, told)], now=now)
    notices = [
        NoticeDue("silence.office", to, f"{number} 已 {days} 天{asked}。"),
        NoticeDue("silence", "applicant", f"{words['surname']}您好，{said}"),
    ]
    write_effects(written, notices, event="matter.silence", now=now)
    record(
        actor="system",
        action="matter.silence",
        object_type="matter",
        object_ref=number,
        now=now,
        detail={"days": days},
    )
    return 1
