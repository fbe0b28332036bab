"""Lists of matters: keyset pages, and counts that stop at a thousand."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Contains

from fawang.core import crypto
from fawang.records.matters.access import LAWYER, OFFICER, SUPERVISOR, in_region, visible_to
from fawang.records.matters.models import ClockRun, Document, Matter
from fawang.records.people.models import Party
from fawang.records.people.viewers import Viewer
from fawang.reference.places.rules import prefix_of

PAGE = 25
CAP = 1000
#: What a list row needs, in one statement with its joins.
COLUMNS = (
    "id", "number", "title", "service_code", "service_version", "category", "urgency", "flags", "state",
    "open", "priority", "created_at", "due_at", "length", "region__name", "organisation__name",
    "holder__name", "lawyer__name",
)  # fmt: skip
_FAR = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Narrowing:
    """What a list is narrowed down by; empty means everything."""

    service_code: str = ""
    category: str = ""
    urgency: str = ""
    region_code: str = ""
    #: The services of a family, None for any.
    services: tuple[str, ...] | None = None
    state: str = ""
    #: States that wait for the applicant, None for any; a pair names the service unless it is "".
    states: tuple[tuple[str, str], ...] | None = None
    flag: str = ""
    channel: str = ""
    #: `none`: nobody holds it; digits: the id of whoever does.
    holder: str = ""
    #: Only those with a period that stands still.
    paused: bool = False
    #: Only those of which a silence was raised.
    silent: bool = False
    #: Only these, by id; None for any.
    only: tuple[int, ...] | None = None
    #: Only those with a drafted paper that this member of staff may issue.
    papers_of: Viewer | None = None

    def condition(self) -> Q:
        """The condition on a matter's row."""
        said = {
            "service_code": self.service_code,
            "category": self.category,
            "urgency": self.urgency,
            "state": self.state,
            "channel": self.channel,
        }
        wanted = Q(**{column: value for column, value in said.items() if value})
        if self.services is not None:
            wanted &= Q(service_code__in=self.services)
        if self.region_code:
            wanted &= in_region(prefix_of(self.region_code))
        if self.flag:
            # The codes of a list as the database writes it down; codes hold letters and underscores only.
            wanted &= Q(Contains(Cast("flags", TextField()), f'"{self.flag}"'))
        return wanted & self._where_it_stands()

    def _where_it_stands(self) -> Q:
        wanted = Q()
        if self.holder == "none":
            wanted &= Q(holder__isnull=True)
        elif self.holder:
            wanted &= Q(holder_id=int(self.holder))
        if self.states is not None:
            anywhere = [state for service, state in self.states if not service]
            wanted &= Q(state__in=anywhere) | Q(
                *(Q(service_code=service, state=state) for service, state in self.states if service),
                _connector=Q.OR,
            )
        if self.paused:
            wanted &= Q(Exists(ClockRun.objects.filter(matter=OuterRef("pk"), state=ClockRun.State.PAUSED)))
        if self.silent:
            wanted &= Q(open__in=[True], quiet_at__isnull=True)
        if self.only is not None:
            wanted &= Q(pk__in=self.only)
        if self.papers_of is not None:
            wanted &= _to_be_issued(self.papers_of)
        return wanted


def _to_be_issued(viewer: Viewer) -> Q:
    """A paper of a supervisor's own step is issued by supervisors, every other one by the officer who has the
    matter, or by any when nobody has it."""
    drafts = Document.objects.filter(matter=OuterRef("pk"), state=Document.State.DRAFT)
    issued = Q(pk__in=[])
    if viewer.has(OFFICER):
        free = Q(holder__isnull=True) | Q(holder_id=viewer.staff_id)
        issued |= free & Q(Exists(drafts.exclude(drafted_role=SUPERVISOR)))
    if viewer.has(SUPERVISOR):
        issued |= Q(Exists(drafts.filter(drafted_role=SUPERVISOR)))
    return issued


@dataclass(frozen=True)
class Listed:
    """One page: plain rows by column, and the cursor of the next page, empty at the end."""

    rows: list[dict[str, Any]]
    next_cursor: str


def tabs_of(*, viewer: Viewer, narrowing: Narrowing, now: datetime) -> dict[str, QuerySet[Matter]]:
    """The matters of each tab that the viewer may see, without an order; theirs is in `ORDERS`."""
    # `open IN (true)`: a bare `open`, which Django writes for `open=True`, is no equality to SQLite and
    # would leave the index unused after its first column.
    seen = Matter.objects.filter(visible_to(viewer), narrowing.condition())
    still_open = seen.filter(open__in=[True])
    return {
        "new": still_open.filter(holder__isnull=True),
        "mine": still_open.filter(_mine(viewer)).annotate(due_key=Coalesce(F("due_at"), _FAR)),
        "open": still_open,
        "overdue": still_open.filter(due_at__lt=now),
        "closed": seen.filter(open__in=[False]),
    }


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
    return _listed(with_pauses(rows.order_by(*order)).values(*columns, "paused")[: PAGE + 1], order)


def with_pauses(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """The rows with `paused`: a period stands still and none runs."""
    stands = ClockRun.objects.filter(matter=OuterRef("pk"), state=ClockRun.State.PAUSED)
    return rows.annotate(paused=Exists(stands))


def first_of(rows: QuerySet[Matter], *, tab: str, most: int) -> Iterator[dict[str, Any]]:
    """The first rows of a tab, read as they are asked for, at most so many."""
    yield from rows.order_by(*ORDERS[tab]).values(*COLUMNS)[:most].iterator(500)


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
    return _listed(with_pauses(shown).values(*COLUMNS, "paused"), order), counted


def of_party(seen: QuerySet[Matter], **known: str) -> list[dict[str, Any]]:
    """The newest of the given matters with a party of exactly this name, phone or identity number (one of
    them, as keyword), whether as applicant or as the person represented."""
    kind, value = next(iter(known.items()))
    index = crypto.blind_index(value, kind)
    parties = list(Party.objects.filter(**{f"{kind}_index": index}).values_list("id", flat=True)[:CAP])
    if not parties:
        return []
    rows = seen.filter(Q(applicant__in=parties) | Q(represented__in=parties)).order_by("-id")
    return list(with_pauses(rows).values(*COLUMNS, "paused")[:PAGE])


def of_case_code(seen: QuerySet[Matter], code: str) -> list[dict[str, Any]]:
    """The one of the given matters with this case code (bare symbols)."""
    rows = seen.filter(case_code_index=crypto.blind_index(code, "case_code"))
    return list(with_pauses(rows).values(*COLUMNS, "paused"))


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
