"""The arithmetic: from a start, a period and a rule to a deadline, with the reasons in Chinese.

The start day is not counted. A period in months or years ends on the corresponding day, or on the last day
of a month that lacks it. A last day that is no working day moves on. A pause stops the clock: what is left
at the pause is left at the resumption; the day of the pause counts as used, the day of the resumption does
not count, so pausing and resuming on one day changes nothing.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fawang.core.calendar.values import CountingRule, Deadline, Pause, Period, Unit, WorkCalendar
from fawang.core.clock import ZONE, day_of
from fawang.core.refusals import Refusal

_END_OF_DAY = time(23, 59, 59)
_WEEKDAYS = "一二三四五六日"


class PeriodAlreadyOver(Refusal):
    """The clock cannot be paused after the period has ended."""

    default_message = "期限已经届满，不能再暂停计时。"


class PauseFault(Refusal):
    """Pauses out of order, overlapping, or before the period began."""

    default_message = "暂停计时的时间有误：要在期限开始之后，并且按先后排列、互不重叠。"


@dataclass(frozen=True)
class Remaining:
    """What is left of a period at a moment; `late` when it is over. `days` counts whole calendar days from
    today to the last day, 0 on the last day itself, negative when late."""

    days: int
    working_days: int
    late: bool


def deadline(
    period: Period,
    start: datetime,
    calendar: WorkCalendar,
    rule: CountingRule,
    *,
    extensions: Sequence[Period] = (),
    pauses: Sequence[Pause] = (),
    closes_at: time | None = None,
) -> Deadline:
    """When a period ends that the event at `start` (aware) set going.

    Extensions are counted on from the day the period ends by itself. Pauses lie in order inside the
    period; only the last may be open. `closes_at` is the end of business when the act can be done only
    then. Raises PauseFault and PeriodAlreadyOver.
    """
    if start.tzinfo is None:
        raise ValueError("the start must be an aware moment")
    _check_pauses(start, pauses)
    if period.unit is Unit.HOUR:
        return _hours(period, start.astimezone(ZONE), calendar, rule, extensions, pauses)
    first = day_of(start)
    reasons = [
        f"{_shown(first)}当日不计入，自{_shown(first + timedelta(days=1))}起算{period}，依据{rule.cite}。"
    ]
    nominal = _count_on(first, period, calendar)
    reasons.append(_nominal_reason(nominal, first, period))
    for extension in extensions:
        nominal = _count_on(nominal, extension, calendar)
        reasons.append(f"经批准延长{extension}，到{_shown(nominal)}。")
    for pause in pauses:
        nominal, reason = _resume(nominal, pause, period.unit, calendar, rule)
        reasons.append(reason)
    last = calendar.next_working_day(nominal) if rule.moves_on else nominal
    if last != nominal:
        reasons.append(f"{_shown(nominal)}是{calendar.name_of(nominal)}，顺延到{_shown(last)}。")
    provisional = _is_provisional(first, last, period, calendar, rule, extensions)
    if provisional:
        reasons.append(f"{last.year} 年的放假安排尚未公布，日期暂定，公布后可能调整。")
    at = datetime.combine(last, closes_at or _END_OF_DAY, ZONE)
    reasons.append(f"截止时间为当日{at:%H:%M}下班前。" if closes_at else "截止时间为当日二十四时。")
    return Deadline(at, last, nominal, provisional, "".join(reasons), _stands(pauses))


def latest_before(period: Period, event: datetime, calendar: WorkCalendar, rule: CountingRule) -> Deadline:
    """The latest moment for an act that must be done so long *before* an event (a hearing, an end).

    The day of the event is not counted and the full period lies between: five days before a hearing on the
    20th means at the latest on the 14th. No statute moves such a day back for a holiday, so it stays where
    it is and the explanation says to act earlier.
    """
    if event.tzinfo is None:
        raise ValueError("the event must be an aware moment")
    if period.unit is Unit.HOUR:
        at = event.astimezone(ZONE) - timedelta(hours=period.value)
        text = f"须提前{period}，最迟{_shown(at.date())}{at:%H:%M}，依据{rule.cite}。"
        return Deadline(at, at.date(), at.date(), False, text)
    held = day_of(event)
    if period.unit is Unit.WORKING_DAY:
        last = calendar.add_working_days(held, -(period.value + 1))
    elif period.unit is Unit.DAY:
        last = held - timedelta(days=period.value + 1)
    else:
        last = _months_on(held, -_in_months(period)) - timedelta(days=1)
    reasons = [f"{_shown(held)}当日不计入，中间须隔足{period}，最迟{_shown(last)}办理，依据{rule.cite}。"]
    if not calendar.is_working_day(last):
        reasons.append(f"{_shown(last)}是{calendar.name_of(last)}，请提前到之前的工作日办理。")
    unknown = not (calendar.is_published(last) and calendar.is_published(held))
    provisional = period.unit is Unit.WORKING_DAY and unknown
    if provisional:
        reasons.append(f"{held.year} 年的放假安排尚未公布，日期暂定，公布后可能调整。")
    return Deadline(datetime.combine(last, _END_OF_DAY, ZONE), last, last, provisional, "".join(reasons))


def end_of_day(day: date) -> datetime:
    """The last moment of a day: until then something is in time that lasts to that day (证件有效期至某日)."""
    return datetime.combine(day, _END_OF_DAY, ZONE)


def remaining(end: Deadline | datetime, now: datetime, calendar: WorkCalendar) -> Remaining:
    """What is left until a deadline at a moment."""
    at = end.at if isinstance(end, Deadline) else end
    today, last = day_of(now), day_of(at)
    late = now > at
    working = calendar.working_days_between(today, last)
    return Remaining((last - today).days, working, late)


def _count_on(first: date, period: Period, calendar: WorkCalendar) -> date:
    """The last day of a period of which `first` is the day not counted."""
    if period.unit is Unit.DAY:
        return first + timedelta(days=period.value)
    if period.unit is Unit.WORKING_DAY:
        return calendar.add_working_days(first, period.value)
    if period.unit is Unit.HOUR:
        raise ValueError("days and hours cannot be added to one another")
    return _months_on(first, _in_months(period))


def _in_months(period: Period) -> int:
    return period.value * (12 if period.unit is Unit.YEAR else 1)


def _months_on(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _nominal_reason(nominal: date, first: date, period: Period) -> str:
    if period.unit in (Unit.MONTH, Unit.YEAR):
        if nominal.day != first.day:
            return f"到期月没有对应日，以月末日{_shown(nominal)}为最后一日。"
        return f"到期月的对应日{_shown(nominal)}为最后一日。"
    skipped = "（不计法定休假日和双休日，调休上班日照算）" if period.unit is Unit.WORKING_DAY else ""
    return f"最后一日为{_shown(nominal)}{skipped}。"


def _check_pauses(start: datetime, pauses: Sequence[Pause]) -> None:
    before = start
    for place, pause in enumerate(pauses):
        still_open = pause.until is None
        if pause.since < before or (still_open and place != len(pauses) - 1):
            raise PauseFault
        if pause.until is not None:
            if pause.until < pause.since:
                raise PauseFault
            before = pause.until


def _resume(
    nominal: date, pause: Pause, unit: Unit, calendar: WorkCalendar, rule: CountingRule
) -> tuple[date, str]:
    """The last day after a pause, and the reason. What is left is counted in working days when the period
    is, else in calendar days: a month that was begun has no other measure."""
    since = day_of(pause.since)
    if since > (calendar.next_working_day(nominal) if rule.moves_on else nominal):
        raise PeriodAlreadyOver
    if unit is Unit.WORKING_DAY:
        left = Period(calendar.working_days_between(since, nominal), unit)
    else:
        left = Period(max((nominal - since).days, 0), Unit.DAY)
    if pause.until is None:
        return nominal, f"{_shown(since)}起暂停计时，还剩{left}。"
    resumed = day_of(pause.until)
    if resumed == since:
        return nominal, f"{_shown(since)}当日暂停又恢复，期限不变。"
    end = _count_on(resumed, left, calendar)
    return end, f"{_shown(since)}暂停时还剩{left}，{_shown(resumed)}恢复，续算到{_shown(end)}。"


def _hours(
    period: Period,
    start: datetime,
    calendar: WorkCalendar,
    rule: CountingRule,
    extensions: Sequence[Period],
    pauses: Sequence[Pause],
) -> Deadline:
    """A period in hours runs through nights and holidays and does not move on."""
    begun = start
    reason = f"自{_moment(start)}起算{period}，依据{rule.cite}。"
    if rule.hours_from_next and start != start.replace(minute=0, second=0, microsecond=0):
        begun = start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        reason = f"开始的小时不计入，自{_moment(begun)}起算{period}，依据{rule.cite}。"
    if any(extension.unit is not Unit.HOUR for extension in extensions):
        raise ValueError("a period in hours can be extended by hours only")
    at = begun + timedelta(hours=period.value + sum(e.value for e in extensions))
    for pause in pauses:
        if pause.since > at:
            raise PeriodAlreadyOver
        if pause.until is not None:
            at += pause.until - max(pause.since, min(begun, pause.until))
            reason += f"{_moment(pause.since)}至{_moment(pause.until)}不计入。"
    at = at.astimezone(ZONE)
    text = f"{reason}到{_moment(at)}届满，不因休假日顺延。"
    return Deadline(at, at.date(), at.date(), False, text, _stands(pauses))


def _is_provisional(
    first: date,
    last: date,
    period: Period,
    calendar: WorkCalendar,
    rule: CountingRule,
    extensions: Sequence[Period],
) -> bool:
    """Whether days off that nobody knows yet could move the end: any day walked over for working days, and
    the last day for a rule that moves on."""
    units = {period.unit, *(extension.unit for extension in extensions)}
    if Unit.WORKING_DAY in units:
        return any(year not in calendar.published for year in range(first.year, last.year + 1))
    return rule.moves_on and not calendar.is_published(last)


def _stands(pauses: Sequence[Pause]) -> bool:
    return bool(pauses) and pauses[-1].until is None


def _shown(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def _moment(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
