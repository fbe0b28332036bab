"""Which office serves a place, which is nearest, and whether it is open."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from fawang.core.clock import ZONE
from fawang.records.people import queries, rules
from fawang.records.people.models import Organisation
from fawang.records.people.viewers import NotPermitted
from fawang.reference.places.models import Region
from fawang.reference.places.rules import distance_km
from tests.cast import NOW, OFFICE_HOURS, QINGXI, SHIGANG, TOWN, VILLAGE

KINDS = queries.WALK_IN_KINDS


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_each_kind_comes_from_the_nearest_level_that_has_it(cast):
    found = queries.offices_in(VILLAGE, KINDS, NOW)
    assert [(o.kind, o.name) for o in found] == [
        ("legal_aid_centre", "石港县法律援助中心"),
        ("service_centre", "石港县公共法律服务中心"),
        ("judicial_office", "柳湾司法所"),
        ("workroom", "大桥村公共法律服务工作室"),
    ]


def test_a_district_without_a_centre_is_served_by_the_city(cast):
    [office] = queries.offices_in("990102000000", ["legal_aid_centre"], NOW)
    assert office.name == "淮畔市法律援助中心"
    assert queries.organisation_for("legal_aid_centre", "990102000000") == cast.city_aid


def test_the_county_comes_before_the_city(cast):
    assert queries.organisation_for("legal_aid_centre", VILLAGE) == cast.shigang_aid
    assert queries.organisation_for("legal_aid_centre", QINGXI) == cast.qingxi_aid


def test_a_closed_organisation_gives_way_to_the_one_above(cast):
    Organisation.objects.filter(pk=cast.shigang_aid.pk).update(active=False)
    assert queries.organisation_for("legal_aid_centre", VILLAGE) == cast.city_aid


@pytest.mark.parametrize("code", ["", "abc", "88", "990199"])
def test_an_unknown_place_has_no_office_of_a_county(cast, code):
    found = queries.organisation_for("judicial_office", code)
    assert found is None
    assert queries.offices_in(code, ["judicial_office"], NOW) == []


def test_offices_are_found_in_few_statements(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        queries.offices_in(VILLAGE, KINDS, NOW)


def test_nearest_is_exact_against_counting_every_distance(cast):
    rng = random.Random(5)
    Organisation.objects.bulk_create(
        Organisation(
            code=f"n{i}", name=f"工作室{i}", kind="workroom", region_id=TOWN,
            latitude=rng.uniform(30, 37), longitude=rng.uniform(115, 123),
        )
        for i in range(300)
    )  # fmt: skip
    everywhere = list(Organisation.objects.filter(kind="workroom"))
    for latitude, longitude in ((33.6, 119.0), (30.0, 115.0), (-40.0, -70.0), (33.96, 119.26)):
        expected = sorted(distance_km(latitude, longitude, o.latitude, o.longitude) for o in everywhere)[:5]
        got = queries.nearest_offices(latitude, longitude, ["workroom"], 5, NOW)
        assert [o.distance_km for o in got] == pytest.approx(expected)


def test_nearest_works_across_the_date_line_and_asks_for_no_more_than_there_is(cast):
    Organisation.objects.filter(pk=cast.workroom.pk).update(latitude=10.0, longitude=-179.99)
    [office] = queries.nearest_offices(10.0, 179.99, ["workroom"], 3, NOW)
    assert office.distance_km == pytest.approx(2.19, abs=0.02)
    assert queries.nearest_offices(10.0, 179.99, ["workroom"], 0, NOW) == []


def test_an_office_without_a_position_is_not_near(cast):
    Organisation.objects.filter(kind="workroom").update(latitude=None)
    assert queries.nearest_offices(33.6, 119.0, ["workroom"], 3, NOW) == []


def test_a_point_off_the_earth_is_a_mistake(cast):
    with pytest.raises(ValueError):
        queries.nearest_offices(119.0, 33.6, ["workroom"], 3, NOW)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-17 08:29", False),
        ("2026-11-17 08:30", True),
        ("2026-11-17 12:00", False),
        ("2026-11-17 13:00", False),
        ("2026-11-17 17:29", True),
        ("2026-11-21 10:00", False),  # Saturday
        ("2026-10-01 10:00", False),  # Thursday of the national holiday
    ],
)
def test_an_office_is_open_in_its_hours_and_shut_on_holidays(cast, moment, is_open):
    [office] = queries.offices_in(SHIGANG, ["legal_aid_centre"], at(moment))
    assert office.open_now is is_open


def test_the_moment_may_come_in_any_zone(cast):
    utc = datetime.fromisoformat("2026-11-17T01:00:00+00:00")
    assert queries.offices_in(SHIGANG, ["legal_aid_centre"], utc)[0].open_now


SATURDAY = {**OFFICE_HOURS, "sat": [["09:00", "12:00"]]}


@pytest.mark.parametrize(
    ("hours", "moment", "working", "holiday", "is_open"),
    [
        (OFFICE_HOURS, "2026-02-14 15:00", True, False, True),  # a Saturday worked for the festival
        (SATURDAY, "2026-02-14 15:00", True, False, True),
        (SATURDAY, "2026-11-21 10:00", False, False, True),
        (SATURDAY, "2026-02-21 10:00", False, True, False),  # a Saturday inside the festival
        (OFFICE_HOURS, "2026-02-17 10:00", False, True, False),
        ({}, "2026-11-17 10:00", True, False, False),
    ],
)
def test_moved_days_and_holidays(hours, moment, working, holiday, is_open):
    assert rules.open_at(hours, at(moment), working, holiday) is is_open


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (OFFICE_HOURS, "周一至周五 8:30–12:00 14:00–17:30"),
        (SATURDAY, "周一至周五 8:30–12:00 14:00–17:30；周六 9:00–12:00"),
        ({"mon": [["08:30", "11:30"]], "wed": [["08:30", "11:30"]]}, "周一 8:30–11:30；周三 8:30–11:30"),
        ({"sat": [["10:00", "16:00"]], "sun": [["10:00", "16:00"]]}, "周六、周日 10:00–16:00"),
        ({day: [["00:00", "23:59"]] for day in rules.DAYS}, "每天 0:00–23:59"),
        ({}, "开放时间请电话咨询"),
    ],
)
def test_hours_read_like_a_sign_on_a_door(hours, text):
    assert rules.hours_text(hours) == text


@pytest.mark.parametrize(
    "hours",
    [
        {"monday": [["08:30", "12:00"]]},
        {"mon": [["12:00", "08:30"]]},
        {"mon": [["08:30", "12:00"], ["11:00", "13:00"]]},
        {"mon": [["8点", "12点"]]},
        {"mon": [["08:30"]]},
    ],
)
def test_hours_that_cannot_be_are_told(hours):
    assert rules.hours_fault(hours)
    assert rules.hours_fault(OFFICE_HOURS) is None


def test_an_organisation_is_opened_by_its_own_people_and_those_above(cast):
    seen = {
        name: _opens(viewer, cast.shigang_aid.pk)
        for name, viewer in vars(cast.viewers).items()
        if name in ("zhou", "wu", "zhao", "xu", "qian", "admin")
    }
    assert seen == {"zhou": True, "wu": False, "zhao": True, "xu": False, "qian": True, "admin": True}
    assert not _opens(cast.viewers.qian, 999_999)


def _opens(viewer, organisation_id) -> bool:
    try:
        queries.get_organisation_for(viewer=viewer, organisation_id=organisation_id)
    except NotPermitted:
        return False
    return True


def test_lawyers_come_by_speciality_then_load(cast):
    wages = queries.lawyers_for(cast.firm, "工资报酬与农民工欠薪", {cast.chen.pk: 9})
    assert [(c.name, c.speciality_match, c.load) for c in wages] == [("陈静", True, 9), ("何牧", False, 0)]
    other = queries.lawyers_for(SHIGANG, "继承", {cast.chen.pk: 9, cast.he.pk: 2})
    assert [c.name for c in other] == ["何牧", "陈静"]
    whole_city = queries.lawyers_for("990100000000", "工资报酬与农民工欠薪")
    assert [c.name for c in whole_city] == ["陈静", "林芳", "何牧"]
    assert queries.lawyers_for("nowhere", "继承") == []


def test_a_lawyer_who_left_is_not_offered(cast):
    cast.chen.is_active = False
    cast.chen.save()
    assert [c.name for c in queries.lawyers_for(cast.firm, "继承")] == ["何牧"]


def test_the_cast_lies_where_its_regions_say(cast):
    assert Region.objects.get(code=VILLAGE).full_name == "示例省淮畔市石港县柳湾镇大桥村"
