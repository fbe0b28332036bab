"""Reading statutory periods for the worker."""

from __future__ import annotations

from datetime import datetime

from fawang.records.matters.models import ClockRun, Matter


def run_out(*, now: datetime, limit: int) -> list[str]:
    """Numbers of matters with a running clock that ran out and was not dealt with, the oldest first."""
    rows = ClockRun.objects.filter(
        state=ClockRun.State.RUNNING, overdue_at__isnull=True, due_at__lt=now, matter__open=True
    ).order_by("due_at")
    return list(dict.fromkeys(rows.values_list("matter__number", flat=True)[:limit]))


def gone_quiet(*, now: datetime, limit: int) -> list[str]:
    """Numbers of open matters on which nothing has happened for too long, the longest first."""
    rows = Matter.objects.filter(quiet_at__lte=now).order_by("quiet_at")
    return list(rows.values_list("number", flat=True)[:limit])
