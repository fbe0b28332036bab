"""What follows from an answer and is known to conditions beside it: how many, and whether it is late."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from fawang.core.clock import ZONE
from fawang.reference.catalog import limits
from fawang.reference.catalog.definitions import FieldDefinition


def derived_fields(definition: FieldDefinition) -> tuple[FieldDefinition, ...]:
    """What follows from this field, as the fields it would be if it were asked: the number `<code>_count` of
    a list, the yes or no `<code>_late` of a date with a `limit`."""
    if definition.kind == "list":
        return (FieldDefinition(code=f"{definition.code}_count", label=definition.label, kind="number"),)
    if definition.kind == "date" and definition.limit is not None:
        return (FieldDefinition(code=f"{definition.code}_late", label=definition.label, kind="yes_no"),)
    return ()


def derived_codes(definition: FieldDefinition) -> tuple[str, ...]:
    """The names of what follows from this field."""
    if definition.kind == "list":
        return (f"{definition.code}_count",)
    return (f"{definition.code}_late",) if definition.kind == "date" and definition.limit else ()


def derived(definition: FieldDefinition, value: Any, today: date) -> dict[str, Any]:
    """What follows from a stored value on the day of applying: a number of items, or "yes" when the period
    that began on that day had run out before `today`, else "no"."""
    if definition.kind == "list":
        return {f"{definition.code}_count": len(value)}
    if definition.kind == "date" and definition.limit is not None:
        return {f"{definition.code}_late": "yes" if is_late(definition.limit, value, today) else "no"}
    return {}


def is_late(limit: str, began: str, today: date) -> bool:
    """Whether a period that began on an ISO day had run out before `today`. Its last day itself still counts
    as in time. Raises UnknownLimit, NotAPeriod."""
    start = datetime.combine(date.fromisoformat(began), time(12), ZONE)
    return limits.limit_deadline(limit, start).last_day < today
