"""Who sees what follows from role, organisation and region, and from nothing else."""

from __future__ import annotations

import pytest
from django.conf import settings

from fawang.records.people.models import Appointment
from fawang.records.people.viewers import Grant, NotPermitted, Viewer, viewer_for
from tests.cast import CITY, QINGXI, QINGXI_TOWN, SHIGANG, TOWN, VILLAGE


def test_an_officer_covers_her_county_down_to_the_village_and_not_the_neighbour(cast):
    zhou = cast.viewers.zhou
    assert zhou.covers(SHIGANG)
    assert zhou.covers(TOWN)
    assert zhou.covers(VILLAGE)
    assert not zhou.covers(QINGXI)
    assert not zhou.covers(QINGXI_TOWN)
    assert not zhou.covers(CITY)


def test_the_neighbour_sees_the_mirror_image(cast):
    assert cast.viewers.wu.covers(QINGXI_TOWN)
    assert not cast.viewers.wu.covers(VILLAGE)


def test_the_city_supervisor_covers_both_counties(cast):
    qian = cast.viewers.qian
    assert qian.covers(SHIGANG, "supervisor")
    assert qian.covers(QINGXI, "supervisor")
    assert not qian.covers(SHIGANG, "officer")


def test_a_viewer_names_itself_for_the_log(cast):
    assert cast.viewers.zhou.actor == f"staff:{cast.zhou.pk}"
    assert cast.viewers.zhou.name == "周敏"


def test_a_role_is_held_in_one_organisation_only(cast):
    chen = cast.viewers.chen
    assert chen.has("lawyer")
    assert not chen.has("officer", "supervisor")
    assert chen.organisations("lawyer") == {cast.firm.pk}
    assert chen.organisations("officer") == frozenset()
    with pytest.raises(NotPermitted) as refused:
        chen.require("supervisor")
    assert "权限" in refused.value.message


def test_an_ended_appointment_gives_nothing(cast):
    Appointment.objects.filter(staff=cast.zhou).update(active=False)
    assert viewer_for(cast.zhou).grants == ()


def test_a_person_no_longer_active_sees_nothing(cast):
    cast.zhou.is_active = False
    assert viewer_for(cast.zhou).grants == ()


def test_a_closed_organisation_gives_nothing(cast):
    cast.shigang_aid.active = False
    cast.shigang_aid.save()
    assert viewer_for(cast.zhou).grants == ()


def test_prefixes_inside_another_are_left_out():
    viewer = Viewer(
        1,
        "甲",
        (Grant("supervisor", 1, "990121101"), Grant("supervisor", 2, "9901"), Grant("officer", 3, "991")),
    )
    assert viewer.prefixes() == ("991", "9901")
    assert viewer.prefixes("officer") == ("991",)


def test_no_grants_cover_nothing():
    nobody = Viewer(9, "无岗", ())
    assert nobody.prefixes() == ()
    assert not nobody.covers(SHIGANG)
    assert not nobody.has("officer")


def test_an_empty_prefix_never_opens_the_country():
    assert not Viewer(1, "甲", (Grant("supervisor", 1, ""),)).covers(SHIGANG)


def test_a_viewer_costs_one_statement(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        viewer_for(cast.zhou)


def test_tests_never_touch_the_installation(cast):
    assert "fawang-test-" in str(settings.DATA)
