"""Who is what, and who works where: professions, levels, the tree of organisations."""

from __future__ import annotations

import pytest

from fawang.journeys.act.offer import Offer
from fawang.records.people.models import Staff
from fawang.records.people.operations import StaffFault, appoint, create_staff
from fawang.records.people.queries import (
    colleagues_in,
    lawyers_for,
    organisation_chain,
    organisation_for,
    organisations_for,
    supervisors_above,
)
from fawang.reference.catalog.definitions import FieldDefinition
from tests.cast import NOW, SHIGANG, TOWN, widen


def test_a_level_finds_only_an_office_of_that_level(cast):
    assert organisation_for("legal_aid_centre", TOWN).code == "shigang_aid"
    assert organisation_for("legal_aid_centre", TOWN, 2).code == "city_aid"
    assert organisation_for("legal_aid_centre", TOWN, 4) is None
    assert organisation_for("judicial_office", SHIGANG, 4) is None  # no town was named


def test_the_competent_bodies_of_a_place_the_nearest_first(cast):
    found = organisations_for(("bureau", "notary_office"), TOWN)
    assert [one.code for one in found["bureau"]] == ["shigang_bureau", "city_bureau"]
    assert found["notary_office"] == []


def test_a_profession_is_kept_and_its_licence_asked_for(cast):
    mediator = create_staff(
        by=None, username="tao", name="陶平", password=None, now=NOW, profession="mediator"
    )
    appoint(by=None, staff=mediator, organisation=cast.shigang_centre, role="lawyer", now=NOW)
    assert Staff.objects.get(username="tao").profession == "mediator"
    notary = create_staff(by=None, username="lu", name="陆允", password=None, now=NOW, profession="notary")
    with pytest.raises(StaffFault, match="公证员须先登记执业证号"):
        appoint(by=None, staff=notary, organisation=cast.shigang_centre, role="lawyer", now=NOW)
    with pytest.raises(StaffFault, match="没有“wizard”"):
        create_staff(by=None, username="x", name="某", password=None, now=NOW, profession="wizard")
    unnamed = create_staff(by=None, username="he2", name="何二", password=None, now=NOW, licence_number="1")
    appoint(by=None, staff=unnamed, organisation=cast.firm, role="lawyer", now=NOW)
    assert Staff.objects.get(username="he2").profession == "lawyer"


def test_a_field_offers_the_professions_it_names(cast):
    widen(cast)
    cards = lawyers_for(SHIGANG, "继承", {})

    def names(organisation, *professions):
        field = FieldDefinition(code="who", label="谁", kind="staff", professions=professions)
        return {card.profession for card in Offer(cards, organisation).people_for(field)}

    assert names(cast.shigang_aid.pk) == {"lawyer", "legal_worker"}
    assert names(cast.shigang_aid.pk, "lawyer") == {"lawyer"}
    assert names(cast.shigang_notary.pk, "notary") == {"notary"}
    assert names(cast.shigang_mediation.pk) == {"mediator"}  # its own people where none is named
    assert names(cast.shigang_aid.pk, "appraiser") == set()  # the city's are not of this county


def test_the_next_authority_up(cast):
    told = [cast.zhao.pk]
    assert supervisors_above(cast.shigang_aid.pk, TOWN, told) == [cast.qian.pk]
    assert supervisors_above(cast.shigang_aid.pk, TOWN, []) == [cast.zhao.pk]
    assert supervisors_above(None, TOWN, told) == [cast.qian.pk]
    assert supervisors_above(cast.shigang_aid.pk, TOWN, [cast.zhao.pk, cast.qian.pk]) == []
    chain = organisation_chain(cast.office.pk)
    assert chain == [cast.office.pk, cast.shigang_bureau.pk, cast.city_bureau.pk]


def test_colleagues_are_officers_whose_region_holds_the_matter(cast):
    assert [name for _, name in colleagues_in(cast.shigang_aid.pk, TOWN)] == ["周敏", "孙丽"]
    assert colleagues_in(cast.shigang_aid.pk, "990122101000") == []
    assert colleagues_in(None, TOWN) == []
