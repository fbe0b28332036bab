"""Statutory periods spoken of in time: at half of them and when a fifth is left to those who have the matter,
and a while after they ran out to the next authority up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from fawang.core.outbox.operations import add_effects, push_all
from fawang.journeys.casework import letters_for
from fawang.journeys.turns import BATCH, Work, in_turns
from fawang.records.matters.operations.warnings import Warned, due_escalations, due_warnings
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.matters.rules.warnings import EARLY
from fawang.records.people.queries import officers_in
from fawang.stages.delivery.rules import Addressees
from fawang.stages.workflows.rules import NoticeDue, day_words

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
    return in_turns(lambda: due_escalations(now=now, limit=BATCH), _escalate, now=now)


def _escalate(work: Work) -> bool:
    late = [
        clock
        for clock in work.locked.present.clocks
        if clock.overdue_at and not clock.escalated_at and clock.state == "running"
    ]
    if not late:
        return False
    matter = work.locked.matter
    above = work.seen.above(matter.organisation_id, matter.region_id)
    data = {
        "clocks": [{"verb": "escalated", "limit": clock.limit} for clock in late],
        "label": "、".join(clock.label for clock in late),
        "who": "系统",
        "told": above,
    }
    written = work.append(NewEntry("escalated", "system", "系统", data), (), event="matter.escalated")
    text = f"{matter.number} 的“{data['label']}”逾期多日仍未办结，请上级督办。"
    work.told.effects += letters_for(
        matter,
        [NoticeDue("escalated", "supervisor", text)],
        seq=written.present.length,
        to=Addressees(applicant=matter.applicant_id, supervisors=tuple(above)),
        flags=(),
        now=work.now,
    )
    note = {"event": "matter.escalated", "number": matter.number}
    work.told.notes += [(f"staff:{one}", note) for one in above]
    work.record("matter.escalate")
    return True
