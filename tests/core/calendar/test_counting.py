"""The legal calendar agrees with a day-by-day simulator over thirty years, and explains itself."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.core.calendar import (
    CountingRule,
    Pause,
    PauseFault,
    Period,
    PeriodAlreadyOver,
    Unit,
    WorkCalendar,
    deadline,
    latest_before,
    remaining,
)
from fawang.core.clock import ZONE
from tests.core.calendar.simulator import ONE, Simulator

CIVIL = CountingRule("《民法典》第二百零一条")
COURT = CountingRule("《民事诉讼法》第八十五条", hours_from_next=True)
FIXED = CountingRule("《民法典》第二百零二条", moves_on=False)
FIRST, LAST = date(2010, 1, 1), date(2039, 12, 31)
DAYS = st.dates(FIRST, LAST)


def at(day, hour=10, minute=0):
    return datetime.combine(day, time(hour, minute), ZONE)


@st.composite
def calendars(draw):
    """A calendar with long holidays strewn over thirty years, and weekends worked to make up for them."""
    off, on = set(), set()
    for _ in range(draw(st.integers(0, 6))):
        start, length = draw(DAYS), draw(st.integers(1, 10))
        off.update(start + timedelta(days=i) for i in range(length))
    for day in draw(st.lists(DAYS, max_size=6)):
        weekend = day + timedelta(days=5 - day.weekday())
        if weekend not in off:
            on.add(weekend)
    return WorkCalendar(frozenset(off), frozenset(on), frozenset(range(2005, 2070))), Simulator(off, on)


PERIODS = st.one_of(
    st.tuples(st.integers(0, 120), st.just("day")),
    st.tuples(st.integers(0, 60), st.just("working_day")),
    st.tuples(st.integers(0, 40), st.just("month")),
    st.tuples(st.integers(0, 5), st.just("year")),
)


@given(calendars(), DAYS, PERIODS, st.booleans())
def test_ends_agree_with_the_simulator(both, start, period, moves):
    known, simulator = both
    value, unit = period
    rule = CIVIL if moves else FIXED
    end = deadline(Period(value, Unit(unit)), at(start), known, rule)
    assert end.last_day == simulator.end(start, value, unit, moves)
    assert end.at == datetime.combine(end.last_day, time(23, 59, 59), ZONE)
    assert not end.provisional


@given(calendars(), DAYS, st.integers(1, 30), st.sampled_from(["day", "working_day"]), st.data())
def test_pauses_agree_with_the_simulator(both, start, value, unit, data):
    known, simulator = both
    stopped, pauses, held = set(), [], start
    for _ in range(data.draw(st.integers(1, 3))):
        since = held + timedelta(days=data.draw(st.integers(0, 4)))
        if since > simulator.end_with_stops(start, value, unit, stopped):
            break
        until = since + timedelta(days=data.draw(st.integers(1, 25)))
        last_before = simulator.end_with_stops(start, value, unit, stopped)
        if since >= last_before:
            break  # Nothing is left to count; how the end then moves is tested by itself.
        stopped.update(since + ONE * i for i in range(1, (until - since).days + 1))
        pauses.append(Pause(at(since), at(until)))
        held = until
    end = deadline(Period(value, Unit(unit)), at(start), known, CIVIL, pauses=pauses)
    assert end.last_day == simulator.end_with_stops(start, value, unit, stopped)


@given(calendars(), DAYS, st.integers(1, 40), st.sampled_from(["day", "working_day"]))
def test_limits_before_an_event_agree_with_the_simulator(both, event, value, unit):
    known, simulator = both
    end = latest_before(Period(value, Unit(unit)), at(event), known, CIVIL)
    assert end.last_day == simulator.latest_before(event, value, unit)


@given(calendars(), DAYS, PERIODS)
def test_a_later_start_never_ends_earlier_and_an_end_is_a_working_day(both, start, period):
    known, _ = both
    length = Period(period[0], Unit(period[1]))
    first = deadline(length, at(start), known, CIVIL)
    assert deadline(length, at(start + ONE), known, CIVIL).at >= first.at
    assert known.is_working_day(first.last_day)
    assert first.nominal <= first.last_day


@given(DAYS, st.times(), PERIODS)
def test_the_hour_of_the_start_day_does_not_matter(start, clock_time, period):
    length, known = Period(period[0], Unit(period[1])), WorkCalendar(published=frozenset(range(2000, 2070)))
    moment = datetime.combine(start, clock_time, ZONE)
    assert deadline(length, moment, known, CIVIL).at == deadline(length, at(start), known, CIVIL).at


def test_the_start_day_is_the_day_in_china_whatever_zone_the_moment_is_given_in():
    known = WorkCalendar(published=frozenset({2026}))
    late = datetime.fromisoformat("2026-03-02T17:00:00+00:00")  # 3 March, one o'clock at night, in China.
    assert deadline(Period(7, Unit.DAY), late, known, CIVIL).last_day == date(2026, 3, 10)


def test_months_end_on_the_corresponding_day_or_the_last_of_the_month():
    known = WorkCalendar(published=frozenset(range(2020, 2030)))
    ends = [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2025, 12, 15), 2, date(2026, 2, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ]
    for start, months, end in ends:
        assert deadline(Period(months, Unit.MONTH), at(start), known, FIXED).last_day == end


def test_hours_run_through_nights_and_holidays_from_the_moment_or_the_next_full_hour():
    holiday = WorkCalendar(holidays=frozenset({date(2026, 5, 2)}))
    start = at(date(2026, 5, 1), 20, 15)
    assert deadline(Period(24, Unit.HOUR), start, holiday, CIVIL).at == at(date(2026, 5, 2), 20, 15)
    assert deadline(Period(24, Unit.HOUR), start, holiday, COURT).at == at(date(2026, 5, 2), 21)
    full = at(date(2026, 5, 1), 20)
    assert deadline(Period(24, Unit.HOUR), full, holiday, COURT).at == at(date(2026, 5, 2), 20)
    pause = Pause(at(date(2026, 5, 1), 22), at(date(2026, 5, 2), 1))
    stopped = deadline(Period(24, Unit.HOUR), start, holiday, CIVIL, pauses=[pause])
    assert stopped.at == at(date(2026, 5, 2), 23, 15)
    longer = deadline(Period(24, Unit.HOUR), start, holiday, CIVIL, extensions=[Period(12, Unit.HOUR)])
    assert longer.at == at(date(2026, 5, 3), 8, 15)


def test_business_hours_end_the_last_day_where_the_act_needs_an_open_door():
    known = WorkCalendar(published=frozenset({2026}))
    end = deadline(Period(7, Unit.DAY), at(date(2026, 3, 2)), known, CIVIL, closes_at=time(17, 30))
    assert end.at == at(date(2026, 3, 9), 17, 30)
    assert "17:30下班前" in end.explanation


def test_an_open_pause_stands_and_says_what_is_left():
    known = WorkCalendar(published=frozenset({2026}))
    end = deadline(
        Period(7, Unit.DAY), at(date(2026, 3, 2)), known, CIVIL, pauses=[Pause(at(date(2026, 3, 5)))]
    )
    assert end.paused
    assert "暂停计时，还剩4日" in end.explanation


@pytest.mark.parametrize(
    "pauses",
    [
        [Pause(at(date(2026, 3, 1)), at(date(2026, 3, 5)))],
        [Pause(at(date(2026, 3, 5)), at(date(2026, 3, 4)))],
        [Pause(at(date(2026, 3, 3))), Pause(at(date(2026, 3, 4)))],
        [
            Pause(at(date(2026, 3, 3)), at(date(2026, 3, 6))),
            Pause(at(date(2026, 3, 5)), at(date(2026, 3, 7))),
        ],
    ],
)
def test_disordered_pauses_are_refused(pauses):
    with pytest.raises(PauseFault) as refused:
        deadline(Period(7, Unit.DAY), at(date(2026, 3, 2)), WorkCalendar(), CIVIL, pauses=pauses)
    assert "暂停" in refused.value.message


def test_a_period_that_is_over_cannot_be_paused():
    gone = [Pause(at(date(2026, 3, 10)), at(date(2026, 3, 12)))]
    with pytest.raises(PeriodAlreadyOver):
        deadline(Period(7, Unit.DAY), at(date(2026, 3, 2)), WorkCalendar(), CIVIL, pauses=gone)
    hour = [Pause(at(date(2026, 3, 4)), at(date(2026, 3, 5)))]
    with pytest.raises(PeriodAlreadyOver):
        deadline(Period(24, Unit.HOUR), at(date(2026, 3, 2)), WorkCalendar(), CIVIL, pauses=hour)


def test_beyond_the_published_years_an_end_is_provisional_only_where_it_could_move():
    known = WorkCalendar(published=frozenset({2026}))
    start = at(date(2026, 12, 28))
    moving = deadline(Period(7, Unit.DAY), start, known, CIVIL)
    assert moving.provisional
    assert "2027 年的放假安排尚未公布" in moving.explanation
    assert not deadline(Period(7, Unit.DAY), start, known, FIXED).provisional
    assert not deadline(Period(200, Unit.HOUR), start, known, CIVIL).provisional
    assert not deadline(Period(3, Unit.DAY), start, known, CIVIL).provisional
    assert deadline(Period(5, Unit.WORKING_DAY), start, known, FIXED).provisional
    assert latest_before(Period(5, Unit.WORKING_DAY), at(date(2027, 3, 1)), known, CIVIL).provisional


def test_what_is_left_is_told_in_days_and_working_days():
    known = WorkCalendar(published=frozenset({2026}))
    end = deadline(Period(7, Unit.DAY), at(date(2026, 3, 2)), known, CIVIL)
    left = remaining(end, at(date(2026, 3, 5)), known)
    assert (left.days, left.working_days, left.late) == (4, 2, False)
    assert not remaining(end, end.at, known).late
    over = remaining(end, end.at + timedelta(seconds=1), known)
    assert over.late
    assert remaining(end.at, at(date(2026, 3, 11)), known).days == -2


def test_moments_without_a_zone_and_mixed_units_are_programming_mistakes():
    naive = datetime(2026, 3, 2, 9)
    for call in (deadline, latest_before):
        with pytest.raises(ValueError, match="aware"):
            call(Period(7, Unit.DAY), naive, WorkCalendar(), CIVIL)
    with pytest.raises(ValueError, match="hours"):
        deadline(Period(1, Unit.HOUR), at(FIRST), WorkCalendar(), CIVIL, extensions=[Period(1, Unit.DAY)])
    with pytest.raises(ValueError, match="negative"):
        Period(-1, Unit.DAY)
