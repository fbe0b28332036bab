"""The list of work, and finding a matter by words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fawang.core.clock import day_of
from fawang.core.refusals import Refusal
from fawang.core.text import clean
from fawang.journeys.casework import flag_names
from fawang.journeys.queue_filters import QueueFilters, narrowing_of
from fawang.records.matters.access import only_county, visible_to
from fawang.records.matters.models import Matter
from fawang.records.matters.queries.lists import (
    capped_counts,
    hits_of,
    of_party,
    page_of,
    tabs_of,
)
from fawang.records.matters.rules.numbers import LENGTH
from fawang.records.matters.rules.words import LONGEST_QUERY, TAIL_DIGITS, query_phrases
from fawang.records.matters.search import with_number_tail, with_words
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.definitions import Action, ServiceDefinition, State
from fawang.reference.catalog.queries import UnknownService, get_service


class SearchTextRefused(Refusal):
    """Nothing to look for."""

    default_message = "请输入至少两个字，或事项编号（全部或最后 8 位）。"


@dataclass(frozen=True)
class QueueRow:
    """One matter in a list."""

    number: str
    title: str
    service_name: str
    category: str
    urgency: str
    urgency_name: str
    flags: tuple[str, ...]
    flag_names: tuple[str, ...]
    region_name: str
    state: str
    state_name: str
    organisation_name: str
    holder_name: str
    lawyer_name: str
    created_at: datetime
    due_at: datetime | None
    overdue: bool
    #: Whole calendar days to the due day; negative when past; None without a clock.
    days_left: int | None
    #: The latest state that a bulk step must have seen.
    version: int = 0
    #: `applicant` when it waits for the applicant, `paused` when its period stands still, else empty.
    standing: str = ""
    #: Steps of this state that may be done to several matters at once: (code, name, roles).
    bulk: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class CappedCount:
    """A count that stops at 1000."""

    value: int
    capped: bool

    @property
    def words(self) -> str:
        """`37` or `1000+`."""
        return f"{self.value}+" if self.capped else str(self.value)


@dataclass(frozen=True)
class QueuePage:
    """A page of at most 25 rows. `next_cursor` goes back as `after`; empty at the end."""

    rows: tuple[QueueRow, ...]
    next_cursor: str
    #: Count by tab.
    counts: dict[str, CappedCount]


@dataclass(frozen=True)
class SearchPage:
    """Matters that hold the words, newest first."""

    text: str
    rows: tuple[QueueRow, ...]
    next_cursor: str
    count: CappedCount
    #: Matters of a party whose name is exactly the text, on the first page only.
    named: tuple[QueueRow, ...] = ()


def queue(*, viewer: Viewer, filters: QueueFilters, after: str = "", now: datetime) -> QueuePage:
    """The viewer's list of work, in two statements at any size (and one for each service version that this
    process has not met yet)."""
    lists = tabs_of(viewer=viewer, narrowing=narrowing_of(filters, viewer), now=now)
    tab = filters.tab if filters.tab in lists else "new"
    listed = page_of(lists[tab], tab=tab, after=after)
    counts = {name: CappedCount(value, capped) for name, (value, capped) in capped_counts(lists).items()}
    return QueuePage(rows_of(listed.rows, now), listed.next_cursor, counts)


def search(*, viewer: Viewer, text: str, after: str = "", now: datetime) -> SearchPage:
    """Matters by words of title and story or by number, the viewer's only, newest first. Raises
    SearchTextRefused."""
    wanted = clean(text, LONGEST_QUERY)
    seen = Matter.objects.filter(visible_to(viewer))
    digits = re.sub(r"[\s-]", "", wanted)
    if digits.isascii() and digits.isdigit() and len(digits) in (TAIL_DIGITS, LENGTH):
        found = seen.filter(number=digits) if len(digits) == LENGTH else with_number_tail(seen, digits)
    else:
        if not query_phrases(wanted):
            raise SearchTextRefused
        found = with_words(seen, wanted, county=only_county(viewer))
    listed, (value, capped) = hits_of(found, after=after)
    named = rows_of(of_party(seen, name=wanted), now) if not after and _like_a_name(wanted) else ()
    return SearchPage(
        wanted, rows_of(listed.rows, now), listed.next_cursor, CappedCount(value, capped), named
    )


def _like_a_name(text: str) -> bool:
    return 2 <= len(text) <= 40 and not any(one.isdigit() or one.isspace() for one in text)


def rows_of(rows: Iterable[Mapping[str, Any]], now: datetime) -> tuple[QueueRow, ...]:
    """Rows as a list shows them."""
    return tuple(_row(row, now) for row in rows)


def service_name_of(matter: Matter) -> str:
    """The name of a matter's service."""
    definition = _definition(matter.service_code, matter.service_version)
    return definition.name if definition else matter.service_code


def _row(row: Mapping[str, Any], now: datetime) -> QueueRow:
    definition = _definition(row["service_code"], row["service_version"])
    state = definition.steps.states.get(row["state"]) if definition else None
    due = row["due_at"]
    steps = definition.steps.actions_from(row["state"]) if definition else ()
    return QueueRow(
        number=row["number"],
        title=row["title"],
        service_name=definition.name if definition else row["service_code"],
        category=row["category"],
        urgency=row["urgency"],
        urgency_name=Matter.Urgency(row["urgency"]).label,
        flags=tuple(row["flags"]),
        flag_names=flag_names(definition, row["flags"]),
        region_name=row["region__name"],
        state=row["state"],
        state_name=state.name if state else row["state"],
        organisation_name=row["organisation__name"] or "",
        holder_name=row["holder__name"] or "",
        lawyer_name=row["lawyer__name"] or "",
        created_at=row["created_at"],
        due_at=due,
        overdue=bool(due and due < now and row["open"]),
        days_left=(day_of(due) - day_of(now)).days if due else None,
        version=row["length"],
        standing=_standing(row, state),
        bulk=tuple((one.code, one.name, one.by) for one in steps if may_be_bulk(one)),
    )


def may_be_bulk(action: Action) -> bool:
    """Whether a step may be done to several matters at once: marked so, and nothing has to be entered."""
    return action.bulk and not action.serious and not any(one.required for one in action.fields)


def _standing(row: Mapping[str, Any], state: State | None) -> str:
    if not row["open"]:
        return ""
    if state and state.waiting_for == "applicant":
        return "applicant"
    return "paused" if row.get("paused") and row["due_at"] is None else ""


def _definition(code: str, version: str) -> ServiceDefinition | None:
    """The pinned definition; None for a matter brought in without one, which must not break the list."""
    try:
        return get_service(code, version)
    except UnknownService:
        return None
