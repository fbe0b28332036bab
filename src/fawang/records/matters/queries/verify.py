"""Checking what is stored against what was written. No viewer: it tells numbers and faults, no contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fawang.records.matters.mapping import projected_values
from fawang.records.matters.models import ClockRun, Matter
from fawang.records.matters.queries.one import timeline_of
from fawang.records.matters.rules.chain import ChainBroken, verify_chain
from fawang.records.matters.rules.content import content_digest
from fawang.records.matters.rules.projection import Projection, ReplayFault, replay


def verify_matters(*, numbers: Sequence[str] = ()) -> Iterator[tuple[str, list[str]]]:
    """Every matter (or those named) with what is wrong with it; an unknown number is wrong, too."""
    rows = Matter.objects.order_by("id")
    if numbers:
        rows = rows.filter(number__in=numbers)
    found = set()
    for matter in rows.iterator(500):
        found.add(matter.number)
        yield matter.number, verify_matter(matter)
    for number in numbers:
        if number not in found:
            yield number, ["没有这件事项"]


def verify_matter(matter: Matter) -> list[str]:
    """What does not fit, in words; empty when all does."""
    entries = timeline_of(matter)
    try:
        verify_chain(matter.number, entries, matter.head_hash)
        present = replay(entries)
    except ChainBroken as fault:
        return [fault.message]
    except (ReplayFault, KeyError, ValueError) as fault:
        return [f"办理记录无法重算：{fault}"]
    faults = [
        f"“{name}”与办理记录不一致"
        for name, value in projected_values(present).items()
        if getattr(matter, name) != value
    ]
    attested = entries[0].data.get("content", {}).get("matter") if entries else None
    if attested is not None and attested != content_digest(matter):
        faults.append("标题、经过、地点或当事人与提交时不一致")
    if not _clocks_fit(matter, present):
        faults.append("时限与办理记录不一致")
    return faults


def _clocks_fit(matter: Matter, present: Projection) -> bool:
    stored = {
        (row.limit_code, row.begun_by): (row.due_at, row.state, row.paused_at, row.ended_at)
        for row in ClockRun.objects.filter(matter=matter)
    }
    told = {
        (clock.limit, clock.begun_by): (clock.due_at, clock.state, clock.paused_at, clock.ended_at)
        for clock in present.clocks
    }
    return stored == told
