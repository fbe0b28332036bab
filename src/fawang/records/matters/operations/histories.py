"""Matters that come with their whole history at once: from an older system, or from the demo city."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.core.refusals import Refusal
from fawang.records.matters.access import county_of
from fawang.records.matters.models import ClockRun, FollowUp, Matter, Message, Rating, TimelineEntry
from fawang.records.matters.operations.timeline import clock_row, project
from fawang.records.matters.rules.chain import Entry, verify_chain
from fawang.records.matters.rules.projection import replay
from fawang.records.matters.search import index_matters

BATCH = 400


class HistoryWithoutEntries(Refusal):
    """A matter cannot begin with nothing said about it."""

    default_message = "有事项没有任何办理记录，整批未导入，请补齐记录后再导入。"


@dataclass(frozen=True)
class History:
    """One matter not yet saved, with its fixed columns filled in and its parties saved, its chained
    entries, and what was said to and by the applicant (rows not yet saved, without their matter)."""

    matter: Matter
    entries: tuple[Entry, ...]
    messages: tuple[Message, ...] = ()
    rating: Rating | None = None
    follow_up: FollowUp | None = None


def load_histories(
    *,
    rows: Sequence[History],
    now: datetime,
    actor: str = "system",
    progress: Callable[[float], None] = lambda fraction: None,
) -> int:
    """Write whole histories, all or nothing; returns how many. The state of each matter is the replay of its
    entries, computed here. Raises ChainBroken for a chain that does not hold, ReplayFault for entries that
    make no sense, HistoryWithoutEntries."""
    with transaction.atomic():
        for start in range(0, len(rows), BATCH):
            _write(rows[start : start + BATCH], now)
            progress(min(1.0, (start + BATCH) / len(rows)))
        record(
            actor=actor,
            action="matter.load",
            object_type="matter",
            object_ref="list",
            now=now,
            detail={"matters": len(rows)},
        )
    return len(rows)


def _write(rows: Sequence[History], now: datetime) -> None:
    clocks: list[ClockRun] = []
    entries: list[TimelineEntry] = []
    for row in rows:
        if not row.entries:
            raise HistoryWithoutEntries
        verify_chain(row.matter.number, row.entries)
        present = replay(row.entries)
        row.matter.created_at = row.entries[0].at
        project(matter=row.matter, present=present)
        clocks += [clock_row(matter=row.matter, clock=clock, now=now) for clock in present.clocks]
        entries += [TimelineEntry(matter=row.matter, **vars(entry)) for entry in row.entries]
    Matter.objects.bulk_create([row.matter for row in rows], batch_size=BATCH)
    _write_with_matter(clocks, entries)
    index_matters(
        [(m.pk, m.number, county_of(m.region_id), m.title, m.story) for m in (row.matter for row in rows)]
    )
    for row in rows:
        for said in (*row.messages, row.rating, row.follow_up):
            if said is not None:
                said.matter = row.matter
    Message.objects.bulk_create([message for row in rows for message in row.messages], batch_size=BATCH)
    Rating.objects.bulk_create([row.rating for row in rows if row.rating], batch_size=BATCH)
    FollowUp.objects.bulk_create([row.follow_up for row in rows if row.follow_up], batch_size=BATCH)


def _write_with_matter(clocks: list[ClockRun], entries: list[TimelineEntry]) -> None:
    # The rows were made before their matter had a key; assigning it again hands the key on.
    for clock in clocks:
        clock.matter = clock.matter
    for entry in entries:
        entry.matter = entry.matter
    ClockRun.objects.bulk_create(clocks, batch_size=BATCH)
    TimelineEntry.objects.bulk_create(entries, batch_size=BATCH)
