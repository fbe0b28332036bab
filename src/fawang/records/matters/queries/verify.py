"""Checking what is stored against what was written. No viewer: it tells numbers and faults, no contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fawang.records.matters.mapping import projected_values
from fawang.records.matters.models import ClockRun, Matter
from fawang.records.matters.queries.one import timeline_of
from fawang.records.matters.rules.chain import ChainBroken, Entry, verify_chain
from fawang.records.matters.rules.content import (
    VersionsDoNotFollow,
    content_digest,
    version_at_opening,
)
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
    faults += _content_faults(matter, entries)
    if not _clocks_fit(matter, present):
        faults.append("时限与办理记录不一致")
    return faults


def _content_faults(matter: Matter, entries: Sequence[Entry]) -> list[str]:
    attested = entries[0].data.get("content", {}).get("matter") if entries else None
    if attested is None:
        return []
    try:
        version = version_at_opening(entries, matter.service_version)
    except VersionsDoNotFollow:
        return ["所用的服务版本与办理记录不一致"]
    if attested != content_digest(matter, version):
        return ["标题、经过、地点或当事人与提交时不一致"]
    return []


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
