"""Legal calendar arithmetic on plain values."""

from fawang.core.calendar.counting import (
    PauseFault,
    PeriodAlreadyOver,
    Remaining,
    deadline,
    end_of_day,
    latest_before,
    remaining,
)
from fawang.core.calendar.values import CountingRule, Deadline, Pause, Period, Unit, WorkCalendar

__all__ = [
    "CountingRule",
    "Deadline",
    "Pause",
    "PauseFault",
    "Period",
    "PeriodAlreadyOver",
    "Remaining",
    "Unit",
    "WorkCalendar",
    "deadline",
    "end_of_day",
    "latest_before",
    "remaining",
]
