"""Taking a matter and putting it back: one winner, always."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from fawang.records.matters.models import Matter
from fawang.records.matters.operations.timeline import LockedMatter, append_entries, lock_matter
from fawang.records.matters.refusals import AlreadyTaken, MatterClosed, NotTheHolder
from fawang.records.matters.rules.chain import NewEntry

_CLAIM = (
    "UPDATE matters_matter SET holder_id = %s"
    " WHERE number = %s AND holder_id IS NULL AND open = %s RETURNING id"
)


def claim(*, number: str, staff_id: int, staff_name: str, who: str, now: datetime) -> LockedMatter | None:
    """Make somebody the holder of an untaken open matter, by one conditional statement that only one of any
    number of callers can win. None when the caller holds it already. `who` is what the applicant is told.

    Raises AlreadyTaken with the winner's name, MatterClosed, MatterNotFound."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [staff_id, number, True])
        won = cursor.fetchone() is not None
    if not won:
        _check_lost(number, staff_id)
        return None
    entry = NewEntry(
        "taken",
        f"staff:{staff_id}",
        staff_name,
        {"set": {"holder": staff_id}, "who": who},
        f"{who}已有工作人员接手。",
    )
    return append_entries(locked=lock_matter(number=number), new=[entry], now=now)


def give_back(
    *, number: str, staff_id: int, staff_name: str, who: str, reason: str, now: datetime
) -> LockedMatter:
    """Put a matter one holds back into the queue. Raises NotTheHolder, MatterClosed, MatterNotFound."""
    locked = lock_matter(number=number)
    if locked.present.holder != staff_id:
        raise NotTheHolder
    if not locked.present.open:
        raise MatterClosed
    entry = NewEntry(
        "released",
        f"staff:{staff_id}",
        staff_name,
        {"set": {"holder": None}, "who": who, "fields": {"release_reason": reason}},
    )
    return append_entries(locked=locked, new=[entry], now=now)


def _check_lost(number: str, staff_id: int) -> None:
    matter = Matter.objects.select_related("holder").filter(number=number).first()
    if matter is not None and matter.holder_id == staff_id:
        return
    if matter is None or matter.holder is None:
        raise MatterClosed
    raise AlreadyTaken(matter.holder.name)
