"""Writing materials, messages, ratings and follow-ups into a matter's file."""

from __future__ import annotations

from datetime import datetime

from fawang.records.matters.models import Draft, FollowUp, Material, Matter, Rating
from fawang.records.matters.refusals import FollowUpClosed


def add_material_record(
    *,
    matter: Matter | None,
    draft: Draft | None,
    code: str,
    file_name: str,
    media_type: str,
    size: int,
    sha256: str,
    storage_name: str,
    added_by: str,
    now: datetime,
    alternative: str = "",
    scan: str = Material.Scan.NONE,
) -> tuple[Material, bool]:
    """Record a stored file; whether it is new. The same bytes offered twice for the same thing are one."""
    mine = Material.objects.filter(matter=matter, draft=draft, code=code, sha256=sha256).first()
    if mine is not None:
        return mine, False
    return (
        Material.objects.create(
            matter=matter,
            draft=draft,
            code=code,
            file_name=file_name,
            media_type=media_type,
            size=size,
            sha256=sha256,
            storage_name=storage_name,
            alternative=alternative,
            scan=scan,
            added_by=added_by,
            added_at=now,
        ),
        True,
    )


def write_rating(*, matter: Matter, score: int, solved: bool, comment: str, now: datetime) -> Rating:
    """Record the one rating of a matter; the database refuses a second."""
    return Rating.objects.create(matter=matter, score=score, solved=solved, comment=comment, at=now)


def open_follow_up(*, matter: Matter, reason: str, now: datetime) -> FollowUp:
    """Open a follow-up."""
    return FollowUp.objects.create(matter=matter, reason=reason, opened_at=now)


def close_follow_up_record(*, follow_up_id: int, staff_id: int, conclusion: str, now: datetime) -> None:
    """Close a follow-up once. Raises FollowUpClosed."""
    still_open = FollowUp.objects.filter(pk=follow_up_id, state=FollowUp.State.OPEN)
    closed = still_open.update(
        state=FollowUp.State.CLOSED, closed_at=now, closed_by_id=staff_id, conclusion=conclusion
    )
    if not closed:
        raise FollowUpClosed
