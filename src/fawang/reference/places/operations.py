"""Writes of the places room: take over an official division table, and the grid below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fawang.core.audit.operations import record
from fawang.reference.places import rules, table
from fawang.reference.places.models import GridPoint, Region

BATCH = 2000
_COMPARED = ("name", "full_name", "level", "parent_id", "latitude", "longitude")


@dataclass(frozen=True)
class LoadResult:
    """How many divisions of a table were new, changed, and as they were."""

    added: int
    changed: int
    unchanged: int

    @property
    def message(self) -> str:
        return f"新增 {self.added} 个区划，更新 {self.changed} 个，{self.unchanged} 个没有变化"


def load_table(*, raw: bytes, now: datetime, actor: str = "system") -> LoadResult:
    """Take over a division table given as the bytes of a CSV file (UTF-8 or GB18030).

    Columns: code, name, and if present parent, lat, lon; codes of 2, 4, 6, 9 or 12 digits. All or nothing;
    loading the same table again changes nothing; divisions the table does not name stay. Raises
    `table.TableFaults` with every mistake and its line."""
    with transaction.atomic():
        existing = {region.code: region for region in Region.objects.all()}
        rows = table.parse(raw, set(existing))
        return _store(rows, existing, now=now, actor=actor)


def _store(
    rows: list[table.PlaceRow], existing: dict[str, Region], *, now: datetime, actor: str
) -> LoadResult:
    """Write the rows that differ, parents first, with one statement per batch."""
    merged = dict(existing)
    added: list[Region] = []
    changed: list[Region] = []
    for row in rows:
        fresh = _region(row, merged)
        old = existing.get(row.code)
        merged[row.code] = fresh
        if old is None:
            added.append(fresh)
        elif any(getattr(old, field) != getattr(fresh, field) for field in _COMPARED):
            changed.append(fresh)
    # A renamed division carries its new name into the full names of those below it, named here or not.
    renamed = {region.code for region in changed}
    touched = {region.code for region in (*added, *changed)}
    if renamed:
        for code in sorted(set(merged) - touched, key=lambda c: (merged[c].level, c)):
            region = merged[code]
            full_name = _full_name(region.name, merged.get(region.parent_id or ""))
            if full_name != region.full_name:
                region.full_name = full_name
                changed.append(region)
    Region.objects.bulk_create(added, batch_size=BATCH)
    Region.objects.bulk_update(changed, list(_COMPARED), batch_size=500)
    result = LoadResult(len(added), len(changed), len(rows) - len(added) - len(touched & renamed))
    record(
        actor=actor,
        action="places.load",
        object_type="places",
        object_ref="table",
        now=now,
        detail={"added": result.added, "changed": result.changed},
    )
    return result


def _region(row: table.PlaceRow, merged: dict[str, Region]) -> Region:
    old = merged.get(row.code)
    keep_position = old is not None and row.latitude is None
    return Region(
        code=row.code,
        name=row.name,
        full_name=_full_name(row.name, merged.get(row.parent)),
        level=rules.level_of(row.code),
        parent_id=row.parent or None,
        latitude=old.latitude if keep_position and old else row.latitude,
        longitude=old.longitude if keep_position and old else row.longitude,
    )


def _full_name(name: str, parent: Region | None) -> str:
    above = parent.full_name if parent else ""
    return (above if name in rules.STRUCTURAL_NAMES else above + name)[:200]


@dataclass(frozen=True)
class NewGridPoint:
    """A grid cell to keep: fifteen-digit code, of which the first twelve are its village's."""

    code: str
    name: str
    latitude: float | None
    longitude: float | None


def load_grid_points(*, points: Iterable[NewGridPoint], now: datetime, actor: str = "system") -> int:
    """Keep grid points, replacing those of the same code; returns how many were given."""
    rows = [
        GridPoint(
            code=point.code,
            name=point.name,
            region_id=point.code[: rules.CODE_LENGTH],
            latitude=point.latitude,
            longitude=point.longitude,
        )
        for point in points
    ]
    with transaction.atomic():
        GridPoint.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "region", "latitude", "longitude"],
        )
        record(
            actor=actor,
            action="places.load_grid",
            object_type="places",
            object_ref="grid",
            now=now,
            detail={"points": len(rows)},
        )
    return len(rows)
