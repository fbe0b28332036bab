"""The present moment, read in one place so that a test or a rehearsal can set it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment as an aware datetime in China Standard Time."""
    return datetime.now(ZONE)


def day_of(moment: datetime) -> date:
    """The calendar day in China on which an aware moment falls."""
    return moment.astimezone(ZONE).date()
