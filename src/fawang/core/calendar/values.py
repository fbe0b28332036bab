"""The plain values of the legal calendar: a period, a counting rule, the days off, a deadline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class Unit(StrEnum):
    """What a period is counted in: a `day` of the calendar, or a `working_day` on which offices work."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


UNIT_NAMES = {
    Unit.HOUR: "小时",
    Unit.DAY: "日",
    Unit.WORKING_DAY: "个工作日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
}


@dataclass(frozen=True)
class Period:
    """A length of time as a statute gives it: seven days, fifteen working days, three months, 24 hours."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("a period cannot be negative")
        object.__setattr__(self, "unit", Unit(self.unit))

    def __str__(self) -> str:
        return f"{self.value}{UNIT_NAMES[self.unit]}"


@dataclass(frozen=True)
class CountingRule:
    """How one statute counts. `cite` names the articles in Chinese, for the explanation.

    `moves_on`: a last day that is no working day moves to the next working day. `hours_from_next`: an hour
    that has begun is not counted, so a period in hours starts at the next full hour (procedure law); else it
    starts at the very moment (civil law).
    """

    cite: str
    moves_on: bool = True
    hours_from_next: bool = False


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and make-up working days as published, for whole years.

    Saturdays and Sundays are off unless they are in `workdays`; other days are working days unless they
    are in `holidays`. A year that is not in `published` is counted with its weekends only, and every answer
    that leans on it is provisional.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    published: frozenset[int] = frozenset()
    #: Names of holidays for explanations, e.g. 2026-02-17 → 春节.
    names: dict[date, str] = field(default_factory=dict, compare=False, hash=False)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on the day."""
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() < 5

    def is_published(self, day: date) -> bool:
        """Whether the days off of the day's year are known."""
        return day.year in self.published

    def next_working_day(self, day: date) -> date:
        """The day itself when offices work on it, else the first working day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after the day (before it when negative); 0 gives the day itself."""
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Working days later than `after` and not later than `until`; 0 when there are none."""
        days = (until - after).days
        return sum(self.is_working_day(after + timedelta(days=i)) for i in range(1, days + 1))

    def name_of(self, day: date) -> str:
        """Why a day is off, in Chinese: the holiday's name or 双休日."""
        return self.names.get(day) or ("双休日" if day.weekday() >= 5 else "休假日")


@dataclass(frozen=True)
class Pause:
    """A time that the period does not run; `until` is None while it lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Deadline:
    """When a period ends, and why.

    `at` is the last moment, in China Standard Time: 23:59:59 of `last_day` (the statute's 24:00), the hour
    business ends, or the very moment for a period in hours. `nominal` is the last day before it moved.
    `provisional` is true when days off that are not yet published may still move it. `paused` is true
    while the clock stands; `at` is then what it would be if the clock went on at once.
    """

    at: datetime
    last_day: date
    nominal: date
    provisional: bool
    explanation: str
    paused: bool = False
