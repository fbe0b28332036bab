"""Writing to many matters in one transaction, for the worker: each keeps its own chain, and what is done to
one is exactly what `timeline` does to it, read and written with a few statements for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fawang.core.many_rows import change_many, insert_many
from fawang.records.matters.models import ClockRun, Matter, TimelineEntry
from fawang.records.matters.operations.timeline import WRITTEN, LockedMatter, clock_row, clock_values
from fawang.records.matters.rules.chain import ChainBroken, Entry, verify_chain
from fawang.records.matters.rules.projection import replay

_ENTRY = ("seq", "kind", "at", "actor", "actor_name", "data", "public_text", "previous_hash", "hash")
_CLOCK = (
    "next_warning", "next_warning_at", "due_at", "provisional", "state", "paused_at", "ended_at",
    "overdue_at",
)  # fmt: skip


@dataclass(frozen=True)
class Grown:
    """A matter as it was locked and as it is to be written."""

    before: LockedMatter
    after: LockedMatter


def lock_matters(*, numbers: Sequence[str]) -> tuple[list[LockedMatter], list[ChainBroken]]:
    """Lock matters for writing, each with its timeline read, checked and replayed, in the order of their
    numbers; and the faults of those that are not written on because their chain is broken. A matter that
    somebody else holds now is left out: the next turn finds it."""
    held = Matter.objects.select_for_update(of=("self",), skip_locked=True)
    matters = {matter.pk: matter for matter in held.filter(number__in=numbers).order_by("number")}
    told: dict[int, list[Entry]] = {key: [] for key in matters}
    rows = TimelineEntry.objects.filter(matter_id__in=list(matters)).order_by("matter_id", "seq")
    for key, *values in rows.values_list("matter_id", *_ENTRY):
        told[key].append(Entry(*values))
    sound, broken = [], []
    for matter in matters.values():
        entries = tuple(told[matter.pk])
        try:
            verify_chain(matter.number, entries, matter.head_hash)
        except ChainBroken as fault:
            broken.append(fault)
        else:
            sound.append(LockedMatter(matter, entries, replay(entries)))
    return sound, broken


def write_grown(*, matters: Iterable[Grown], now: datetime) -> None:
    """Write what was added to locked matters (see `timeline.grow`): entries, clocks and columns."""
    entries: list[TimelineEntry] = []
    fresh: list[ClockRun] = []
    changed, columns = [], []
    for one in matters:
        matter, clocks = one.after.matter, one.before.present.clocks
        entries += [
            TimelineEntry(matter=matter, **vars(entry))
            for entry in one.after.entries[len(one.before.entries) :]
        ]
        for old, new in zip(clocks, one.after.present.clocks, strict=False):
            if old != new:
                values = clock_values(clock=new, now=now)
                changed.append([*(values[name] for name in _CLOCK), matter.pk, new.limit, new.begun_by])
        fresh += [
            clock_row(matter=matter, clock=clock, now=now)
            for clock in one.after.present.clocks[len(clocks) :]
        ]
        columns.append([*(getattr(matter, name) for name in WRITTEN), matter.pk])
    insert_many(entries)
    insert_many(fresh)
    change_many(ClockRun, values=_CLOCK, keys=("matter_id", "limit_code", "begun_by"), rows=changed)
    change_many(Matter, values=WRITTEN, keys=("id",), rows=columns)
