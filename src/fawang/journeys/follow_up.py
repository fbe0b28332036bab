"""What an unhappy rating leads to; a supervisor closes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fawang.records.people.viewers import Viewer


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
    """The open follow-ups of the supervisor's region, oldest first (at most 200)."""
    raise NotImplementedError


def close_follow_up(
    *, viewer: Viewer, follow_up_id: int, conclusion: str, now: datetime, address: str = ""
) -> None:
    """Close one with a conclusion of at least ten characters. Raises FollowUpNotFound, FollowUpClosed,
    NotASupervisor, ConclusionTooShort."""
    raise NotImplementedError
