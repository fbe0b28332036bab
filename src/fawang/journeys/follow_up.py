"""What an unhappy rating leads to; a supervisor closes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.text import clean
from fawang.journeys.casework import write_effects
from fawang.journeys.queue import service_name_of
from fawang.records.matters.access import SUPERVISOR
from fawang.records.matters.models import FollowUp
from fawang.records.matters.operations.files import close_follow_up_record
from fawang.records.matters.operations.timeline import append_entries, lock_matter
from fawang.records.matters.queries.follow_ups import follow_ups_for
from fawang.records.matters.queries.one import follow_up_for
from fawang.records.matters.refusals import FollowUpClosed, FollowUpNotFound, NotASupervisor
from fawang.records.matters.rules.chain import NewEntry
from fawang.records.people.viewers import Viewer
from fawang.stages.feedback.rules import REASONS, ConclusionTooShort, check_conclusion

__all__ = [
    "ConclusionTooShort",
    "FollowUpClosed",
    "FollowUpNotFound",
    "FollowUpView",
    "NotASupervisor",
    "close_follow_up",
    "open_follow_ups",
]
CONCLUSION_LIMIT = 1000


@dataclass(frozen=True)
class FollowUpView:
    """One follow-up in the supervisor's list."""

    id: int
    number: str
    title: str
    service_name: str
    organisation_name: str
    handler_name: str
    reason: str
    reason_name: str
    score: int | None
    solved: bool | None
    comment: str
    opened_at: datetime


def open_follow_ups(*, viewer: Viewer, now: datetime) -> tuple[FollowUpView, ...]:
    """The open follow-ups of the supervisor's region, oldest first (at most 200). Raises NotASupervisor."""
    if not viewer.has(SUPERVISOR):
        raise NotASupervisor
    return tuple(map(_view, follow_ups_for(viewer=viewer)))


def close_follow_up(
    *, viewer: Viewer, follow_up_id: int, conclusion: str, now: datetime, address: str = ""
) -> None:
    """Close one with a conclusion of at least ten characters. Raises FollowUpNotFound, FollowUpClosed,
    NotASupervisor, ConclusionTooShort."""
    if not viewer.has(SUPERVISOR):
        raise NotASupervisor
    row = follow_up_for(viewer=viewer, follow_up_id=follow_up_id)
    text = clean(conclusion, CONCLUSION_LIMIT)
    check_conclusion(text)
    with transaction.atomic():
        # The matter's row first, as everywhere: two writers that lock in one order never wait in a circle.
        locked = lock_matter(number=row.matter.number)
        close_follow_up_record(follow_up_id=row.pk, staff_id=viewer.staff_id, conclusion=text, now=now)
        data = {"fields": {"conclusion": text}, "who": "司法行政部门"}
        told = "主管已经回访，并记录了处理结果。"
        entry = NewEntry("follow_up_closed", viewer.actor, viewer.name, data, told)
        written = append_entries(locked=locked, new=[entry], now=now)
        write_effects(written, (), event="matter.follow_up_closed", now=now)
        record(
            actor=viewer.actor,
            action="follow_up.close",
            object_type="matter",
            object_ref=row.matter.number,
            now=now,
            address=address,
        )


def _view(row: FollowUp) -> FollowUpView:
    matter = row.matter
    rating = getattr(matter, "rating", None)
    handler = matter.lawyer or matter.holder
    return FollowUpView(
        id=row.pk,
        number=matter.number,
        title=matter.title,
        service_name=service_name_of(matter),
        organisation_name=matter.organisation.name if matter.organisation else "",
        handler_name=handler.name if handler else "",
        reason=row.reason,
        reason_name=REASONS.get(row.reason, row.reason),
        score=rating.score if rating else None,
        solved=rating.solved if rating else None,
        comment=rating.comment if rating else "",
        opened_at=row.opened_at,
    )
