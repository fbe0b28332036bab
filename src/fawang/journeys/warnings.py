"""Statutory periods spoken of in time: at half of them and when a fifth is left to those who have the matter,
and a while after they ran out to the next authority up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.outbox.operations import add_effects, push_all
from fawang.journeys.casework import send_letters, write_effects
from fawang.journeys.overdue import in_turns
from fawang.records.matters.models import Matter
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.operations.warnings import Warned, due_escalations, due_warnings
from fawang.records.matters.queries.one import supervisors_over
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.warnings import EARLY
from fawang.records.people.queries import officers_in, supervisors_above
from fawang.stages.delivery.rules import Addressees
from fawang.stages.workflows.rules import NoticeDue, day_words

BATCH = 500
#: Officers told of a matter that nobody has taken yet.
MOST_OFFICERS = 5
WORDS = {EARLY[0]: "时间已过一半", EARLY[1]: "时间已过八成"}


def warn_of_clocks(*, now: datetime) -> int:
    """Give the early warnings that are due; how many clocks. Each is given once, however many workers run:
    the clock is moved on and its messages are written in one transaction for the whole batch."""
    done = 0
    while True:
        with transaction.atomic():
            taken = due_warnings(now=now, limit=BATCH)
            officers = officers_in({one.organisation_id for one in taken if not one.holder_id})
            add_effects(_letters(taken, officers), now=now)
            push_all(_notes(taken), now=now)
        done += len(taken)
        if len(taken) < BATCH:
            return done


def _readers(one: Warned, officers: dict[int, list[int]]) -> Iterable[int]:
    found = [one.holder_id] if one.holder_id else officers.get(one.organisation_id or 0, [])[:MOST_OFFICERS]
    return dict.fromkeys([*found, *([one.lawyer_id] if one.lawyer_id else [])])


def _letters(
    taken: Iterable[Warned], officers: dict[int, list[int]]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for one in taken:
        said = f"{one.number} 的“{one.label}”{WORDS[one.share]}，{day_words(one.due_at)}到期，请抓紧办理。"
        for staff in _readers(one, officers):
            key = f"message:{one.number}:clock-{one.clock_id}-{one.share}:staff:{staff}"
            payload = {
                "matter": one.matter_id,
                "number": one.number,
                "reader": "staff",
                "id": staff,
                "text": f"【{settings.SITE_NAME}】{said}",
            }
            yield "message.send", key, payload


def _notes(taken: Iterable[Warned]) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in taken:
        note = {"event": "matter.warned", "number": one.number, "share": one.share}
        yield f"organisation:{one.organisation_id}", note
        if one.holder_id:
            yield f"staff:{one.holder_id}", note


def escalate(*, now: datetime) -> int:
    """Tell the next authority up of periods that ran out a set time ago and whose matters are still open;
    how many matters. Running it twice changes nothing."""
    return in_turns(due_escalations(now=now, limit=BATCH), now, _escalate)


def _escalate(number: str, now: datetime) -> int:
    locked = lock_matter(number=number)
    late = [c for c in locked.present.clocks if c.overdue_at and not c.escalated_at and c.state == "running"]
    if not late:
        return 0
    matter = locked.matter
    told = supervisors_over(matter.region_id)
    above = supervisors_above(matter.organisation_id, matter.region_id, told)
    data = {
        "clocks": [{"verb": "escalated", "limit": clock.limit} for clock in late],
        "label": "、".join(clock.label for clock in late),
        "who": "系统",
        "told": above,
    }
    entry = NewEntry("escalated", "system", "系统", data)
    written = append_entries(locked=locked, new=[entry], now=now)
    write_effects(written, (), event="matter.escalated", now=now)
    text = f"{number} 的“{data['label']}”逾期多日仍未办结，请上级督办。"
    _tell(matter, written.present.length, text, above, now)
    record(actor="system", action="matter.escalate", object_type="matter", object_ref=number, now=now)
    return 1


def _tell(matter: Matter, seq: int, text: str, staff: list[int], now: datetime) -> None:
    to = Addressees(applicant=matter.applicant_id, supervisors=tuple(staff))
    notice = NoticeDue("escalated", "supervisor", text)
    send_letters(matter, [notice], seq=seq, to=to, flags=(), now=now)
    push_all(
        ((f"staff:{one}", {"event": "matter.escalated", "number": matter.number}) for one in staff), now=now
    )
