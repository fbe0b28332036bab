"""Parties: sealed, masked, revealed for a reason, never merged."""

from __future__ import annotations

import pytest

from fawang.core.audit.models import AuditEntry
from fawang.records.people import queries
from fawang.records.people.models import Party
from fawang.records.people.operations import (
    PartyFault,
    RevealReasonMissing,
    register_party,
    reveal_party,
)
from fawang.records.people.rules import mask_address
from fawang.records.people.viewers import NotPermitted, Viewer
from tests.cast import LI, NOW, WANG, identity_number


def register(citizen=WANG, **changes) -> Party:
    data = {"kind": "person", **vars(citizen), **changes}
    return register_party(**data, now=NOW)


def test_nothing_of_a_person_lies_open_in_the_table(db):
    party = register()
    row = "|".join(str(value) for value in Party.objects.filter(pk=party.pk).values_list().get())
    for secret in (WANG.name, WANG.identity, WANG.phone, WANG.address):
        assert secret not in row


def test_the_same_person_with_the_same_data_is_one_party(db):
    first = register()
    assert register(phone="199-0000-0001", name=" 王建国 ", identity=WANG.identity.lower()) == first
    assert Party.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [{"name": "王建军"}, {"phone": "19900000009"}, {"address": "石港县别处"}, {"identity": ""}],
)
def test_any_difference_makes_a_new_party_and_leaves_the_old_one_alone(db, changes):
    """A stranger who knows a name and an identity number must not turn old messages to their own phone."""
    first = register()
    other = register(**changes)
    assert other != first
    first.refresh_from_db()
    assert queries.party_view(first).phone_masked == "199****0001"


def test_two_people_without_identity_numbers_are_never_one(db):
    assert register(identity="") != register(identity="")


def test_registrations_of_one_number_are_found_for_a_person_to_judge(db):
    first, second = register(), register(phone="19900000009")
    register(LI)
    assert queries.parties_with_identity(f" {WANG.identity} ") == [second, first]
    assert queries.parties_with_phone("199 0000 0009") == [second]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"name": "  "}, "姓名"),
        ({"name": "\u200b\x00"}, "姓名"),
        ({"identity": WANG.identity[:-1] + ("0" if WANG.identity[-1] != "0" else "1")}, "校验"),
        ({"identity": "123"}, "18 位"),
        ({"phone": "12345"}, "手机"),
        ({"kind": "robot"}, "自然人"),
    ],
)
def test_what_cannot_be_is_told(db, changes, word):
    with pytest.raises(PartyFault) as refused:
        register(**changes)
    assert word in refused.value.message
    assert not Party.objects.exists()


def test_an_organisation_has_no_citizen_number(db):
    party = register(kind="organisation", name="石港某某建筑有限公司", identity="91990121ma0000001x")
    view = queries.party_view(party)
    assert view.name_masked == "石港某某建筑有限公司"
    assert view.kind_name == "法人或者非法人组织"


def test_markup_in_a_name_stays_text(db):
    assert queries.party_view(register(name="<b>王</b>")).name == "<b>王</b>"


def test_a_screen_shows_masks(db):
    view = queries.party_view(register())
    assert view.name == "王建国"
    assert view.name_masked == "王**"
    assert view.phone_masked == "199****0001"
    assert WANG.identity[3:-2] not in view.identity_masked
    assert view.address_masked == "石港县柳湾镇****"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("", ""),
        ("石港县", "石****"),
        ("某处一二三四", "某处一****"),
        ("西关街道 3 号", "西关街道****"),
    ],
)
def test_addresses_are_cut_at_the_town(address, masked):
    assert mask_address(address) == masked


def test_a_reveal_leaves_who_what_and_why_but_not_the_value(cast):
    party = register()
    shown = reveal_party(
        viewer=cast.viewers.zhou, party=party, field="identity", reason="核对申请人身份证件", now=NOW
    )
    assert shown == WANG.identity
    entry = AuditEntry.objects.get(action="party.reveal")
    assert (entry.actor, entry.object_ref) == (f"staff:{cast.zhou.pk}", str(party.pk))
    assert entry.detail == {"field": "identity", "reason": "核对申请人身份证件"}
    assert WANG.identity not in str(entry.detail)


def test_a_reveal_without_a_reason_is_refused_and_shows_nothing(cast):
    with pytest.raises(RevealReasonMissing):
        reveal_party(viewer=cast.viewers.zhou, party=register(), field="phone", reason="  看 ", now=NOW)
    assert not AuditEntry.objects.filter(action="party.reveal").exists()


@pytest.mark.parametrize("field", ["password", "identity_sealed", ""])
def test_only_the_four_fields_can_be_revealed(cast, field):
    with pytest.raises(PartyFault):
        reveal_party(viewer=cast.viewers.zhou, party=register(), field=field, reason="随便看看吧", now=NOW)


def test_the_administrator_of_the_system_does_not_open_personal_data(cast):
    for viewer in (cast.viewers.admin, Viewer(1, "无岗", ())):
        with pytest.raises(NotPermitted):
            reveal_party(viewer=viewer, party=register(), field="phone", reason="联系申请人", now=NOW)


def test_an_empty_field_reveals_as_empty(cast):
    party = register(identity="")
    assert (
        reveal_party(viewer=cast.viewers.zhou, party=party, field="identity", reason="核对身份", now=NOW)
        == ""
    )


def test_the_casts_numbers_are_well_formed():
    assert identity_number("990121000000", "19780512", "031") == WANG.identity
    assert len(WANG.identity) == 18
