"""Lists of matters: keyset pages, and counts that stop at a thousand."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from fawang.records.matters.access import LAWYER, OFFICER, in_region, visible_to
from fawang.records.matters.models import Matter
from fawang.records.people.viewers import Viewer
from fawang.reference.places.rules import prefix_of

PAGE = 25
CAP = 1000
TABS = ("new", "mine", "open", "overdue", "closed")
#: What a list row needs, in one statement with its joins.
COLUMNS = (
    "id", "number", "title", "service_code", "service_version", "category", "urgency", "flags", "state",
    "open", "priority", "created_at", "due_at", "region__name", "organisation__name", "holder__name",
    "lawyer__name",
)  # fmt: skip
_FAR = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Narrowing:
    """What a list is narrowed down by; empty means everything."""

    service_code: str = ""
    category: str = ""
    urgency: str = ""
    region_code: str = ""

    def condition(self) -> Q:
        """The condition on a matter's row."""
        wanted = Q()
        if self.service_code:
            wanted &= Q(service_code=self.service_code)
        if self.category:
            wanted &= Q(category=self.category)
        if self.urgency:
            wanted &= Q(urgency=self.urgency)
        if self.region_code:
            wanted &= in_region(prefix_of(self.region_code))
        return wanted


@dataclass(frozen=True)
class Listed:
    """One page: plain rows by column, and the cursor of the next page, empty at the end."""

    rows: list[dict[str, Any]]
    next_cursor: str


def tab_of(*, viewer: Viewer, tab: str, narrowing: Narrowing, now: datetime) -> QuerySet[Matter]:
    """The matters of a tab that the viewer may see, without an order. The order of each tab is `ORDERS`."""
    # `open IN (true)`: a bare `open`, which Django writes for `open=True`, is no equality to SQLite and
    # would leave the index unused after its first column.
    rows = Matter.objects.filter(visible_to(viewer), narrowing.condition(), open__in=[tab != "closed"])
    if tab == "new":
        return rows.filter(holder__isnull=True)
    if tab == "mine":
        return rows.filter(_mine(viewer)).annotate(due_key=Coalesce(F("due_at"), _FAR))
    if tab == "overdue":
        return rows.filter(due_at__lt=now)
    return rows


def _mine(viewer: Viewer) -> Q:
    """Held by the viewer as an officer, or given to them as a lawyer."""
    held, given = Q(holder_id=viewer.staff_id), Q(lawyer_id=viewer.staff_id)
    if not viewer.has(LAWYER):
        return held
    return held | given if viewer.has(OFFICER) else given


#: Order of each tab: the columns with their direction; the last one tells equal rows apart.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "new": ("-priority", "-id"),
    "mine": ("due_key", "id"),
    "open": ("-priority", "-id"),
    "overdue": ("due_at", "id"),
    "closed": ("-id",),
    "search": ("-id",),
}


def page_of(rows: QuerySet[Matter], *, tab: str, after: str) -> Listed:
    """One page of a tab, beginning after a cursor (a broken cursor begins at the top)."""
    order = ORDERS[tab]
    if place := _read_cursor(after, len(order)):
        rows = rows.filter(_after(order, place))
    columns = (*COLUMNS, "due_key") if tab == "mine" else COLUMNS
    return _listed(rows.order_by(*order).values(*columns)[: PAGE + 1], order)


def hits_of(rows: QuerySet[Matter], *, after: str) -> tuple[Listed, tuple[int, bool]]:
    """One page of what a search found, newest first, with the capped count of all. `rows` come in that
    order already. Hits are found before anything is joined to them, else it would be joined to each; and on
    the first page they are counted by the same statement."""
    order = ORDERS["search"]
    if place := _read_cursor(after, len(order)):
        counted = capped_counts({"found": rows})["found"]
        keys = list(rows.filter(_after(order, place)).values_list("id", flat=True)[: PAGE + 1])
    else:
        keys = list(rows.values_list("id", flat=True)[: CAP + 1])
        counted = min(len(keys), CAP), len(keys) > CAP
    shown = Matter.objects.filter(id__in=keys[: PAGE + 1]).order_by(*order)
    return _listed(shown.values(*COLUMNS), order), counted


def _listed(rows: Iterable[dict[str, Any]], order: tuple[str, ...]) -> Listed:
    found = list(rows)
    more, found = len(found) > PAGE, found[:PAGE]
    return Listed(found, _cursor(order, found[-1]) if more else "")


def capped_counts(lists: Mapping[str, QuerySet[Matter]]) -> dict[str, tuple[int, bool]]:
    """Counts of several lists in one statement, each stopping at `CAP`: (value, whether there are more)."""
    parts: list[str] = []
    params: list[Any] = []
    for rows in lists.values():
        try:
            sql, values = rows.order_by().values("id")[: CAP + 1].query.sql_with_params()
        except EmptyResultSet:  # Somebody who may see nothing: Django will not even write the query.
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) counted)")  # noqa: S608
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        found = cursor.fetchone()
    return {name: (min(n, CAP), n > CAP) for name, n in zip(lists, found, strict=True)}


def _after(order: tuple[str, ...], place: list[Any]) -> Q:
    """Rows after a place in this order: later in the first column, or equal and later in the next."""
    condition = Q()
    equal: dict[str, Any] = {}
    for column, value in zip(order, place, strict=True):
        name = column.removeprefix("-")
        condition |= Q(**equal, **{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        equal[name] = value
    return condition


def _cursor(order: tuple[str, ...], row: dict[str, Any]) -> str:
    values = [row[column.removeprefix("-")] for column in order]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read_cursor(text: str, length: int) -> list[Any] | None:
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text[:200] + "=" * (-len(text) % 4)))
        read = [datetime.fromisoformat(v) if isinstance(v, str) else int(v) for v in values]
    except (ValueError, TypeError, binascii.Error):
        return None
    return read if len(read) == length else None
