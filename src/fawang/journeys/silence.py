"""Nothing happened on an open matter for many days: whoever supervises it is told, and so is the applicant,
once for each silence."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from fawang.journeys.casework import definition_of, words_of_matter
from fawang.journeys.turns import BATCH, Work, in_turns
from fawang.records.matters.queries.clocks import gone_quiet
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.warnings import quiet_from
from fawang.stages.workflows.rules import NoticeDue


def raise_silences(*, now: datetime) -> int:
    """Raise every silence that lasts long enough by now; how many matters. Running it twice, or in two
    workers at once, raises each once."""
    related = ("organisation", "applicant")
    return in_turns(lambda: gone_quiet(now=now, limit=BATCH), _raise, now=now, related=related)


def _raise(work: Work) -> bool:
    matter, present = work.locked.matter, work.locked.present
    since = quiet_from(present, settings.QUIET_DAYS)
    if since is None or since > work.now or present.heard_at is None:
        return False
    days = (work.now - present.heard_at).days
    definition = definition_of(matter)
    words = words_of_matter(matter, definition)
    if definition.steps.states[present.state].waiting_for == "applicant":
        # The office cannot go on without the applicant: who is reminded is the applicant, and the office.
        told = f"已经 {days} 天没有新进展，正在等您。"
        to, asked = "officer", "一直在等申请人，请打电话问一问"
        said = f"您的事（{words['case_code']}）在等您，请打开进度页看要做什么。电话{words['phone']}"
    else:
        told = f"已经 {days} 天没有新进展，已提醒主管督办。"
        to, asked = "supervisor", "没有任何新进展，请督办"
        said = f"您的事（{words['case_code']}）{days}天没有新进展，已提醒主管督办。电话{words['phone']}"
    data = {"who": "系统", "days": days}
    notices = [
        NoticeDue("silence.office", to, f"{matter.number} 已 {days} 天{asked}。"),
        NoticeDue("silence", "applicant", f"{words['surname']}您好，{said}"),
    ]
    work.append(NewEntry("silence", "system", "系统", data, told), notices, event="matter.silence")
    work.record("matter.silence", {"days": days})
    return True
