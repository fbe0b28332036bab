"""The made-up city: plausible, complete, and the same from the same seed."""

from __future__ import annotations

from collections import Counter

import pytest

from fawang.journeys.demo import city, establishment
from fawang.journeys.demo.content import city_file, matters_file, people_file
from fawang.records.people import rules as people_rules
from fawang.records.people.models import Appointment, Organisation
from fawang.reference.places import table
from fawang.reference.places.rules import distance_km, within

SEED = 990100


@pytest.fixture(scope="module")
def spots():
    return city.lay_out(city_file(), SEED)


@pytest.fixture(scope="module")
def organisations(spots):
    return establishment.organisations(city_file(), spots, SEED)


@pytest.fixture(scope="module")
def staff(spots, organisations):
    scopes = {spot.code: spot.scope for spot in spots}
    return establishment.staff(people_file(), organisations, scopes, "!", SEED)


def test_the_city_has_three_districts_and_four_counties_down_to_the_grid(spots):
    counties = [spot for spot in spots if spot.scope == "county"]
    assert [c.name for c in counties] == [
        "城东区",
        "城西区",
        "河口区",
        "石港县",
        "清溪县",
        "云岭县",
        "平湖县",
    ]
    for county in counties:
        towns = [s for s in spots if s.scope == "town" and s.parent == county.code]
        assert 6 <= len(towns) <= 12
        for town in towns:
            assert 5 <= sum(1 for s in spots if s.parent == town.code) <= 15
    villages = {s.code for s in spots if s.scope == "village"}
    grids = city.grid_points(spots, SEED)
    assert {grid.code[:12] for grid in grids} == villages
    assert len({grid.code for grid in grids}) == len(grids)


def test_codes_are_unique_well_formed_and_lie_in_their_parents(spots):
    assert len({s.code for s in spots}) == len(spots)
    assert len(table.parse(city.as_table(spots))) == len(spots)
    names_in_a_place = Counter((s.parent, s.name) for s in spots)
    assert max(names_in_a_place.values()) == 1
    assert all(s.code.startswith("99") for s in spots)


def test_the_map_looks_grown(spots):
    by_code = {s.code: s for s in spots}
    for spot in spots:
        if spot.scope in ("town", "village"):
            above = by_code[spot.parent]
            away = distance_km(spot.latitude, spot.longitude, above.latitude, above.longitude)
            assert away < (25 if spot.scope == "town" else 6)
    places = {(s.latitude, s.longitude) for s in spots if s.scope == "village"}
    assert len(places) == sum(1 for s in spots if s.scope == "village")


def test_the_same_seed_makes_the_same_city_and_another_one_another(spots, organisations):
    assert city.lay_out(city_file(), SEED) == spots
    assert establishment.organisations(city_file(), spots, SEED) == organisations
    assert city.lay_out(city_file(), SEED + 1) != spots


def test_every_place_has_its_offices(spots, organisations):
    kinds = {spot.code: set() for spot in spots}
    for row in organisations:
        kinds[row.region_code].add(row.kind)
    for spot in spots:
        if spot.scope in ("city", "county"):
            assert {"bureau", "legal_aid_centre", "service_centre", "notary_office", "law_firm"} <= kinds[
                spot.code
            ]
        elif spot.scope == "town":
            assert {"judicial_office", "mediation_committee"} <= kinds[spot.code]
        elif spot.scope == "village":
            assert kinds[spot.code] == {"workroom"}
    assert {row.kind for row in organisations} == set(Organisation.Kind.values)


def test_organisations_can_be_called_found_and_entered(organisations):
    assert len({row.code for row in organisations}) == len(organisations)
    assert len({row.phone for row in organisations}) == len(organisations)
    assert all(row.phone.startswith("0999-555") for row in organisations)
    codes = {row.code for row in organisations}
    for row in organisations:
        assert people_rules.hours_fault(row.opening_hours) is None
        assert row.opening_hours
        assert row.address
        assert not row.parent or row.parent in codes
        assert within(row.region_code, "9901")


def test_a_workroom_hangs_on_its_towns_office_and_that_on_the_countys_bureau(organisations):
    by_code = {row.code: row for row in organisations}
    workroom = next(
        row for row in organisations if row.kind == "workroom" and row.region_code[:6] == "990121"
    )
    office = by_code[workroom.parent]
    assert office.kind == "judicial_office"
    assert by_code[office.parent].name == "石港县司法局"
    assert by_code[by_code[office.parent].parent].name == "淮畔市司法局"


def test_sixty_people_and_more_work_there(staff, organisations):
    assert len(staff) >= 60
    assert len({person.username for person in staff}) == len(staff)
    roles = {(person.organisation, person.role) for person in staff}
    for row in organisations:
        if row.kind == "legal_aid_centre":
            assert (row.code, "officer") in roles
        if row.kind == "bureau":
            assert (row.code, "supervisor") in roles
        if row.kind == "law_firm":
            assert (row.code, "lawyer") in roles
    assert sum(1 for person in staff if person.role == "administrator") == 1
    assert {person.role for person in staff} == set(Appointment.Role.values)


def test_every_kind_of_organisation_has_its_officers_and_professionals(staff, organisations):
    at_work = {(person.organisation, person.role, person.profession) for person in staff}
    for row in organisations:
        if row.kind != "law_firm":
            assert (row.code, "officer", "") in at_work, row.code
    wanted = {
        "notary_office": "notary",
        "arbitration_institution": "arbitrator",
        "labour_arbitration_commission": "arbitrator",
        "appraisal_institution": "appraiser",
        "law_firm": "lawyer",
        "enterprise_station": "adviser",
    }
    for row in organisations:
        if row.kind in wanted:
            assert (row.code, "lawyer", wanted[row.kind]) in at_work, row.code
    stations = [row for row in organisations if row.kind == "enterprise_station"]
    assert {row.region_code for row in stations} == {
        row.region_code for row in organisations if row.kind == "bureau" and row.region_code != "990100000000"
    }


def test_lawyers_have_a_licence_and_a_speciality_that_is_a_category(staff):
    categories = {pattern.category for pattern in matters_file().patterns}
    for person in staff:
        if person.profession in people_rules.LICENSED:
            assert len(person.licence_number) == 17
        if person.profession == "lawyer":
            assert set(person.specialities) <= categories
            assert person.specialities
        assert person.phone.isdigit()
        assert len(person.phone) == 11


@pytest.mark.parametrize(
    ("short", "days"),
    [({"mon-fri": ("08:30-12:00",)}, 5), ({"wed": ("08:30-11:30",)}, 1), ({"mon-sun": ("00:00-23:59",)}, 7)],
)
def test_hours_are_written_short(short, days):
    assert len(establishment.hours(short)) == days


def test_stories_cover_every_category_and_fill_every_word():
    file = matters_file()
    assert len({pattern.category for pattern in file.patterns}) == len(file.patterns) == 32
    words = {key: values[0] for key, values in file.words.items()} | {
        "months": "3",
        "days": "9",
        "amount": "8000",
    }
    for pattern in file.patterns:
        for text in (*pattern.titles, *pattern.stories, *pattern.advice):
            assert "{" not in text.format_map(words)
        assert all(len(title.format_map(words)) <= 60 for title in pattern.titles)


def test_every_story_has_a_title_of_its_own():
    for pattern in matters_file().patterns:
        assert len(pattern.titles) == len(pattern.stories)
        assert len(set(pattern.stories)) == len(pattern.stories)
