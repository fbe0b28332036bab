"""The rows of a list as they stand on the page. Addresses and dates are written here, once for each row: in
the template they would cost more than reading the list does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from fawang.core.clock import ZONE
from fawang.interfaces.office.words import for_staff, left
from fawang.journeys.queue import QueueRow
from fawang.journeys.queue_filters import STANDINGS
from fawang.records.people.viewers import Viewer

#: From this many days left on a period counts as near.
SOON = 3
#: Stands for the number while an address is looked up once for a whole list.
_ANY = "0"
_STANDS = dict(STANDINGS)


@dataclass(frozen=True, slots=True)
class Due:
    """When a row's period ends, in words."""

    words: str
    #: Class and icon of the mark (urgent, today, soon); both empty when the period is not pressing.
    mark: str
    icon: str
    #: For machines and for people: 2026-11-21T18:00:00+08:00, 11月21日.
    stamp: str
    day: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row, everything in words."""

    number: str
    title: str
    #: The matter's page, and where to send the wish to take it; empty when that is not offered.
    address: str
    take: str
    overdue: bool
    due: Due | None
    #: Empty when it is not pressing.
    urgency: str
    flags: tuple[str, ...]
    category: str
    service: str
    region: str
    state: str
    holder: str
    lawyer: str
    came: str
    came_stamp: str
    #: Number and version as a bulk step gets them; empty when the row cannot be ticked.
    pick: str = ""
    #: Why nothing moves, in words: 等申请人, 期限暂停; empty when it is the office's turn.
    stands: str = ""


def list_rows(
    rows: Iterable[QueueRow], *, may_take: bool = False, pick: bool = False, now: datetime
) -> list[ListRow]:
    """The rows for `office/rows.html`; `may_take` offers what nobody has, `pick` a box to tick."""
    page, take = (reverse(f"office:{name}", args=[_ANY]).rsplit(_ANY, 1) for name in ("matter", "take"))
    return [
        ListRow(
            number=row.number,
            title=row.title,
            address=row.number.join(page),
            take=row.number.join(take) if may_take and not row.holder_name else "",
            overdue=row.overdue,
            due=_due(row, row.due_at, now) if row.due_at else None,
            urgency=row.urgency_name if row.urgency in ("emergency", "urgent") else "",
            flags=row.flag_names,
            category=row.category,
            service=row.service_name,
            region=row.region_name,
            state=for_staff(row.state_name),
            holder=row.holder_name,
            lawyer=row.lawyer_name,
            came=_moment(row.created_at),
            came_stamp=_stamp(row.created_at),
            pick=f"{row.number}:{row.version}" if pick else "",
            stands=_STANDS.get(row.standing, ""),
        )
        for row in rows
    ]


def bulk_steps(rows: Iterable[QueueRow], viewer: Viewer) -> list[tuple[str, str]]:
    """(code, name) of the steps that the viewer may do to several of these matters at once."""
    found = {code: name for row in rows for code, name, roles in row.bulk if viewer.has(*roles)}
    return sorted(found.items(), key=lambda one: one[1])


def _due(row: QueueRow, due_at: datetime, now: datetime) -> Due:
    mark, icon = "", ""
    if row.overdue:
        mark, icon = "urgent", "alert"
    elif row.days_left == 0:
        mark, icon = "today", "clock"
    elif row.days_left is not None and row.days_left < SOON:
        mark, icon = "soon", "clock"
    return Due(left(due_at, now), mark, icon, _stamp(due_at), _day(due_at))


def _stamp(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat()


def _day(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{local.month}月{local.day}日"


def _moment(at: datetime) -> str:
    return f"{_day(at)} {at.astimezone(ZONE):%H:%M}"
