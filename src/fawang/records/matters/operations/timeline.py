"""Writing to a matter: open its record, lock it, add entries. The only code that touches the projection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from fawang.core.rows import change_rows, find_rows, insert_rows
from fawang.records.matters.mapping import entry_of, projected_values
from fawang.records.matters.models import ClockRun, Matter, TimelineEntry
from fawang.records.matters.refusals import ChangedMeanwhile, MatterNotFound
from fawang.records.matters.rules.chain import Entry, NewEntry, link, verify_chain
from fawang.records.matters.rules.projection import Clock, Projection, replay, step
from fawang.records.matters.rules.warnings import next_warning, quiet_from

#: Columns of a matter that the projection decides.
PROJECTED = (
    "state", "open", "organisation_id", "holder_id", "lawyer_id", "due_at", "flags", "means", "priority",
    "length", "head_hash", "updated_at",
)  # fmt: skip
#: Columns that an added entry may change.
WRITTEN = (*PROJECTED, "quiet_at")


@dataclass(frozen=True)
class LockedMatter:
    """A matter whose row this transaction holds, with its timeline read, checked and replayed."""

    matter: Matter
    entries: tuple[Entry, ...]
    present: Projection


def open_matter_record(*, matter: Matter, new: Sequence[NewEntry], now: datetime) -> Projection:
    """Insert a matter (its fixed columns filled in by the caller) with its first entries and clocks."""
    entries, present = _linked(matter.number, Projection(), new, now)
    project(matter=matter, present=present)
    matter.created_at = now
    insert_rows([matter])
    _insert_entries(matter, entries)
    insert_rows([clock_row(matter=matter, clock=clock, now=now) for clock in present.clocks])
    return present


def lock_matter(*, number: str, version: int | None = None) -> LockedMatter:
    """Lock a matter for writing and read its timeline. With `version` (the length the page was shown with)
    raise ChangedMeanwhile when somebody wrote in between. Raises MatterNotFound, ChainBroken."""
    matter = _locked_row(number)
    found = sorted(find_rows(TimelineEntry, matter_id=matter.pk), key=lambda row: row.seq)
    entries = tuple(map(entry_of, found))
    if version is not None and version != matter.length:
        raise ChangedMeanwhile(entries[-1].actor_name if entries else "", matter.length)
    # A broken chain is not written on: what came before must be cleared up first.
    verify_chain(number, entries, matter.head_hash)
    return LockedMatter(matter, entries, replay(entries))


def _locked_row(number: str) -> Matter:
    """The row of a matter, held until the transaction ends. Written without the ORM, which would take longer
    than the database: this is on the way of every step."""
    held = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM matters_matter WHERE number = %s{held}", [number])  # noqa: S608
        found = cursor.fetchone()
    if found is None:
        raise MatterNotFound
    return find_rows(Matter, id=found[0])[0]


def append_entries(*, locked: LockedMatter, new: Sequence[NewEntry], now: datetime) -> LockedMatter:
    """Add entries to a locked matter; returns it as it is afterwards."""
    grown = grow(locked=locked, new=new, now=now)
    matter = grown.matter
    _insert_entries(matter, grown.entries[len(locked.entries) :])
    _write_clocks(matter, locked.present.clocks, grown.present.clocks, now)
    # Without the ORM: written with every step of every matter.
    change_rows(Matter, {"id": matter.pk}, {name: getattr(matter, name) for name in WRITTEN})
    return grown


def grow(*, locked: LockedMatter, new: Sequence[NewEntry], now: datetime) -> LockedMatter:
    """A locked matter as it is with more entries, which the caller has yet to write."""
    matter, before = locked.matter, locked.present
    entries, present = _linked(matter.number, before, new, now)
    project(matter=matter, present=present)
    return LockedMatter(matter, locked.entries + tuple(entries), present)


def _linked(
    number: str, before: Projection, new: Sequence[NewEntry], now: datetime
) -> tuple[list[Entry], Projection]:
    # Two machines' clocks may differ; the timeline never runs backwards.
    at = max(now, before.updated_at) if before.updated_at else now
    entries, present = [], before
    for fact in new:
        entry = link(number, present.length + 1, at, present.head_hash, fact)
        present = step(present, entry)
        entries.append(entry)
    return entries, present


def project(*, matter: Matter, present: Projection) -> None:
    """Set the columns of a matter that the projection decides; saves nothing."""
    for column, value in projected_values(present).items():
        setattr(matter, column, value)
    matter.quiet_at = quiet_from(present, settings.QUIET_DAYS)


def _insert_entries(matter: Matter, entries: Sequence[Entry]) -> None:
    insert_rows([TimelineEntry(matter=matter, **vars(entry)) for entry in entries])


def _write_clocks(matter: Matter, before: tuple[Clock, ...], after: tuple[Clock, ...], now: datetime) -> None:
    for old, new in zip(before, after, strict=False):
        if old != new:
            which = {"matter_id": matter.pk, "limit_code": new.limit, "begun_by": new.begun_by}
            change_rows(ClockRun, which, clock_values(clock=new, now=now))
    if fresh := after[len(before) :]:
        insert_rows([clock_row(matter=matter, clock=clock, now=now) for clock in fresh])


def clock_values(*, clock: Clock, now: datetime) -> dict[str, Any]:
    """The columns of a clock that change while it runs."""
    warning = next_warning(clock, after=now, escalate=timedelta(days=settings.ESCALATE_DAYS))
    return {
        "next_warning": warning[0] if warning else 0,
        "next_warning_at": warning[1] if warning else None,
        "due_at": clock.due_at,
        "provisional": clock.provisional,
        "state": clock.state,
        "paused_at": clock.paused_at,
        "ended_at": clock.ended_at,
        "overdue_at": clock.overdue_at,
    }


def clock_row(*, matter: Matter, clock: Clock, now: datetime) -> ClockRun:
    """The row of a clock, not yet saved. What was to be warned of before `now` is not warned of any more."""
    return ClockRun(
        matter=matter,
        limit_code=clock.limit,
        label=clock.label,
        begun_by=clock.begun_by,
        started_at=clock.started_at,
        **clock_values(clock=clock, now=now),
    )
