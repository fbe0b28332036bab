"""Where a matter goes and how pressing it is."""

from __future__ import annotations

import pytest

from fawang.stages.dispatch.rules import NoOfficeForPlace, OfficeFound, decide, priority_of

COUNTY = OfficeFound(5, "石港县法律援助中心", "legal_aid_centre", "990121000000")
CITY = OfficeFound(4, "淮畔市法律援助中心", "legal_aid_centre", "990100000000")


def test_the_county_of_the_event_is_the_right_place():
    found = decide(
        COUNTY, region_code="990121101000", urgency="normal", flags=(), article="法律援助法第三十八条"
    )
    assert (found.organisation_id, found.priority) == (5, 0)
    assert found.reasons == ("事情发生地由石港县法律援助中心办理（法律援助法第三十八条）",)


def test_without_an_office_of_its_own_the_city_steps_in():
    found = decide(CITY, region_code="990102000000", urgency="soon", flags=())
    assert found.organisation_id == 4
    assert "上一级" in found.reasons[0]


def test_nobody_is_refused_out_loud():
    with pytest.raises(NoOfficeForPlace):
        decide(None, region_code="990102000000", urgency="soon", flags=())


@pytest.mark.parametrize(
    ("urgency", "flags", "priority"),
    [
        ("normal", (), 0),
        ("normal", ("unknown",), 0),
        ("soon", (), 1),
        ("normal", ("green_channel", "migrant_worker"), 1),
        ("normal", ("early_help_possible",), 2),
        ("urgent", ("green_channel",), 2),
        ("normal", ("danger", "green_channel"), 3),
        ("emergency", (), 3),
    ],
)
def test_the_most_pressing_reason_leads(urgency, flags, priority):
    level, reasons = priority_of(urgency, flags)
    assert level == priority
    assert bool(reasons) == bool(priority)
    if "danger" in flags:
        assert "危险" in reasons[0]


def test_what_the_law_gives_to_the_city_goes_to_the_city_and_nowhere_else():
    found = decide(CITY, region_code="990121101000", urgency="normal", flags=(), level="city")
    assert found.reasons == ("这类申请由市级机构办理，交给淮畔市法律援助中心",)
    with pytest.raises(NoOfficeForPlace):
        decide(COUNTY, region_code="990121101000", urgency="normal", flags=(), level="city")
