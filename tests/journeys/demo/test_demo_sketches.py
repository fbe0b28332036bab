"""What came in: forms filled as a person would fill them, over a year, through every door."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from fawang.core.checks import identity_number_fault, mobile_fault
from fawang.core.clock import ZONE, day_of
from fawang.journeys.demo import city
from fawang.journeys.demo.content import city_file, matters_file, people_file
from fawang.journeys.demo.histories import in_office_hours
from fawang.journeys.demo.sketches import CHANNELS, CONSULTATION, LEGAL_AID, pools_of, sketches
from fawang.reference.catalog.answers import check_all
from fawang.reference.catalog.limits import work_calendar
from fawang.reference.catalog.queries import get_service

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=ZONE)


@pytest.fixture(scope="module")
def pools():
    return pools_of(matters_file(), people_file(), city.lay_out(city_file(), 1))


@pytest.fixture(scope="module")
def drawn(pools):
    return sketches(pools, count=600, now=NOW, seed=1)


def test_the_same_seed_and_moment_draw_the_same(pools, drawn):
    assert sketches(pools, count=600, now=NOW, seed=1) == drawn
    assert sketches(pools, count=600, now=NOW, seed=2) != drawn


def test_the_answers_pass_the_checks_of_the_form(db, cast, drawn):
    """The regions are those of the demo, which the cast does not have, so that fault alone is let pass."""
    faults = Counter()
    for sketch in drawn[:200]:
        definition = get_service(sketch.new.service_code)
        checked = check_all(definition, sketch.new.answers, today=day_of(sketch.at))
        told = {code: text for code, text in checked.faults.items() if code != "region"}
        faults.update(told.items())
    assert faults == Counter()


def test_people_are_well_formed_and_reached_by_phones_of_their_own(drawn):
    for sketch in drawn:
        person = sketch.new.applicant
        assert mobile_fault(person.phone) is None
        if sketch.new.service_code == LEGAL_AID:
            assert identity_number_fault(person.identity) is None
    assert len({sketch.new.applicant.phone for sketch in drawn}) == len(drawn)


def test_matters_come_all_year_and_today_through_every_door(drawn):
    moments = [sketch.at for sketch in drawn]
    assert moments == sorted(moments)
    assert max(moments) <= NOW
    assert min(moments) >= NOW - timedelta(days=366)
    assert len({(at.year, at.month) for at in moments}) >= 12
    assert any(at > NOW - timedelta(days=1) for at in moments)
    assert {sketch.new.channel for sketch in drawn} == set(CHANNELS)
    assert {sketch.new.service_code for sketch in drawn} == {CONSULTATION, LEGAL_AID}


def test_wages_come_most_often(drawn):
    counted = Counter(sketch.new.category for sketch in drawn)
    assert counted.most_common(1)[0][0] == "工资报酬与农民工欠薪"


@pytest.mark.parametrize("count", [0, 1])
def test_few_or_none(pools, count):
    assert len(sketches(pools, count=count, now=NOW, seed=1)) == count


@pytest.mark.parametrize("hours", range(0, 24 * 14, 5))
def test_offices_act_in_their_hours_only(hours):
    at = in_office_hours(datetime(2026, 9, 28, tzinfo=ZONE) + timedelta(hours=hours), random.Random(hours))
    assert work_calendar().is_working_day(day_of(at))
    assert 9 <= at.hour < 17
    assert at >= datetime(2026, 9, 28, tzinfo=ZONE) + timedelta(hours=hours)
