"""Reading statutory periods for the worker."""

from __future__ import annotations

from datetime import datetime

from fawang.records.matters.models import ClockRun


def run_out(*, now: datetime, limit: int) -> list[str]:
    """Numbers of matters with a running clock that ran out and was not dealt with, the oldest first."""
    rows = ClockRun.objects.filter(
        state=ClockRun.State.RUNNING, overdue_at__isnull=True, due_at__lt=now, matter__open=True
    ).order_by("due_at")
    return list(dict.fromkeys(rows.values_list("matter__number", flat=True)[:limit]))
