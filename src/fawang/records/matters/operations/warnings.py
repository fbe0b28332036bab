"""Moving the warnings of clocks on: many rows in one transaction, each warning given once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from fawang.records.matters.models import ClockRun
from fawang.records.matters.rules.warnings import EARLY, ESCALATION, second_warning

_MATTER = tuple(f"matter__{name}" for name in ("number", "open", "organisation", "holder", "lawyer"))


@dataclass(frozen=True)
class Warned:
    """A clock that a share of was used up, with whom it concerns."""

    clock_id: int
    matter_id: int
    number: str
    organisation_id: int | None
    holder_id: int | None
    lawyer_id: int | None
    share: int
    label: str
    due_at: datetime


def due_warnings(*, now: datetime, limit: int) -> list[Warned]:
    """Take early warnings that are due, the oldest first, and move their clocks on to the next one: inside
    the caller's transaction, so that a warning is taken exactly when its messages are written. Of two
    workers at once each takes other clocks. A clock that ran out meanwhile is not warned of any more."""
    rows = (
        ClockRun.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(next_warning_at__lte=now, next_warning__in=EARLY)
        .select_related("matter")
        .only("next_warning", "next_warning_at", "label", "due_at", *_MATTER)
        .order_by("next_warning_at")[:limit]
    )
    taken, moved = [], []
    for row in rows:
        assert row.next_warning_at is not None
        share, first_at = row.next_warning, row.next_warning_at
        row.next_warning, row.next_warning_at = 0, None
        if share == EARLY[0]:
            second = second_warning(first_at=first_at, due_at=row.due_at)
            if second > now:
                row.next_warning, row.next_warning_at = EARLY[1], second
            else:
                share = EARLY[1]  # The worker stood still for long: the later warning says it all.
        moved.append(row)
        if row.due_at > now and row.matter.open:
            matter = row.matter
            taken.append(
                Warned(
                    row.pk, matter.pk, matter.number, matter.organisation_id, matter.holder_id,
                    matter.lawyer_id, share, row.label, row.due_at,
                )
            )  # fmt: skip
    with connection.cursor() as cursor:
        # One plain statement for each: a single one for all would be a CASE with a branch for every row.
        cursor.executemany(
            "UPDATE matters_clockrun SET next_warning = %s, next_warning_at = %s WHERE id = %s",
            [(row.next_warning, _stored(row.next_warning_at), row.pk) for row in moved],
        )
    return taken


def _stored(moment: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def due_escalations(*, now: datetime, limit: int) -> list[str]:
    """Numbers of matters with a clock that ran out so long ago that the next authority up is to be told."""
    rows = ClockRun.objects.filter(
        next_warning_at__lte=now, next_warning=ESCALATION, matter__open=True
    ).order_by("next_warning_at")
    return list(dict.fromkeys(rows.values_list("matter__number", flat=True)[:limit]))
