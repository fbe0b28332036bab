"""Staff: made, appointed, ended; and signing in, where guessing has to wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password

from fawang.core import crypto
from fawang.core.audit.models import AuditEntry
from fawang.records.people import queries, rules
from fawang.records.people.models import Appointment, Organisation, SignInGuard, Staff
from fawang.records.people.operations import (
    NewOrganisation,
    NewStaff,
    StaffFault,
    WaitBeforeNextTry,
    WrongPassword,
    appoint,
    create_organisation,
    create_staff,
    end_appointment,
    load_organisations,
    load_staff,
    set_password,
    sign_in,
)
from fawang.records.people.viewers import Grant, NotPermitted, Viewer, viewer_for
from tests.cast import NOW, OFFICE_HOURS, PASSWORD, QINGXI, SHIGANG

HERE, ELSEWHERE = "203.0.113.5", "203.0.113.77"


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


def make(by=None, **changes) -> Staff:
    data = {"username": "liuyang", "name": "刘阳", "password": "harvest-Moon-31", "phone": "19900000777"}
    return create_staff(**{"by": by, **data, **changes}, now=NOW)


def test_a_new_colleague_sees_nothing_until_appointed(cast):
    staff = make(by=cast.viewers.admin)
    assert viewer_for(staff).grants == ()
    appoint(by=cast.viewers.admin, staff=staff, organisation=cast.shigang_aid, role="officer", now=NOW)
    assert viewer_for(staff).grants == (Grant("officer", cast.shigang_aid.pk, "990121"),)


def test_a_phone_of_staff_is_sealed(db):
    staff = make()
    assert "19900000777" not in staff.phone
    assert crypto.unseal(staff.phone, "phone") == "19900000777"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"password": "123"}, "密码"),
        ({"password": "password1234"}, "常见"),
        ({"password": "liuyang-26"}, "相似"),
        ({"username": "a b"}, "用户名"),
        ({"username": ""}, "用户名"),
        ({"username": "<script>"}, "用户名"),
        ({"name": " "}, "姓名"),
        ({"phone": "110"}, "手机"),
    ],
)
def test_what_cannot_be_is_told(db, changes, word):
    with pytest.raises(StaffFault) as refused:
        make(**changes)
    assert word in refused.value.message
    assert not Staff.objects.exists()


def test_a_user_name_is_used_once_whatever_its_case(db):
    make()
    with pytest.raises(StaffFault) as refused:
        make(username="LiuYang")
    assert "已被使用" in refused.value.message


def test_only_an_administrator_makes_staff_and_only_in_their_region(cast):
    for viewer in (cast.viewers.zhou, cast.viewers.zhao, cast.viewers.chen):
        with pytest.raises(NotPermitted):
            make(by=viewer)
    county_admin = Viewer(5, "县管", (Grant("administrator", cast.qingxi_bureau.pk, "990122"),))
    staff = make(by=county_admin)
    with pytest.raises(NotPermitted):
        appoint(by=county_admin, staff=staff, organisation=cast.shigang_aid, role="officer", now=NOW)
    post = {"staff": staff, "organisation": cast.qingxi_aid, "role": "officer", "now": NOW}
    with pytest.raises(NotPermitted):
        appoint(by=county_admin, region=cast.regions["990100000000"], **post)


def test_a_lawyer_needs_a_licence(cast):
    with pytest.raises(StaffFault):
        appoint(by=None, staff=cast.zhou, organisation=cast.firm, role="lawyer", now=NOW)
    with pytest.raises(StaffFault):
        appoint(by=None, staff=cast.chen, organisation=cast.firm, role="judge", now=NOW)


def test_an_appointment_ends_comes_back_and_is_in_the_log(cast):
    post = Appointment.objects.get(staff=cast.zhou)
    end_appointment(by=cast.viewers.admin, appointment=post, now=NOW)
    end_appointment(by=cast.viewers.admin, appointment=post, now=NOW)
    assert viewer_for(cast.zhou).grants == ()
    appoint(by=cast.viewers.admin, staff=cast.zhou, organisation=cast.shigang_aid, role="officer", now=NOW)
    assert viewer_for(cast.zhou).has("officer")
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["staff.end_appointment", "staff.appoint"]


def test_passwords_are_set_by_oneself_or_an_administrator(cast):
    set_password(by=cast.viewers.zhou, staff=cast.zhou, password="willow-Bridge-8", now=NOW)
    assert check_password("willow-Bridge-8", Staff.objects.get(pk=cast.zhou.pk).password)
    set_password(by=cast.viewers.admin, staff=cast.zhou, password="willow-Bridge-9", now=NOW)
    with pytest.raises(NotPermitted):
        set_password(by=cast.viewers.sun, staff=cast.zhou, password="willow-Bridge-7", now=NOW)
    with pytest.raises(StaffFault):
        set_password(by=cast.viewers.zhou, staff=cast.zhou, password="short", now=NOW)


def enter(username="zhoumin", password=PASSWORD, address=HERE, now=NOW) -> Staff:
    return sign_in(username=username, password=password, address=address, now=now)


def test_the_right_password_opens_in_any_case_of_the_name(cast):
    assert enter(" ZhouMin ") == cast.zhou
    entry = AuditEntry.objects.get(action="staff.sign_in")
    assert (entry.actor, entry.address) == (f"staff:{cast.zhou.pk}", HERE)


def test_djangos_own_backend_knows_our_staff(cast):
    assert authenticate(username="zhoumin", password=PASSWORD) == cast.zhou
    assert authenticate(username="zhoumin", password="no") is None
    cast.zhou.is_active = False
    cast.zhou.save()
    assert authenticate(username="zhoumin", password=PASSWORD) is None


def test_unknown_names_wrong_passwords_and_former_staff_look_the_same(cast):
    cast.sun.is_active = False
    cast.sun.save()
    said = set()
    for username, password in (("nobody", "x"), ("zhoumin", "x"), ("sunli", PASSWORD), ("", "")):
        with pytest.raises(WrongPassword) as refused:
            enter(username, password, address=f"203.0.113.{len(username)}")
        said.add(refused.value.message)
    assert len(said) == 1


@pytest.mark.parametrize("username", ["zhoumin", "nobody"])
def test_the_sixth_wrong_password_has_to_wait_known_name_or_not(cast, username):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            enter(username, "guess")
    with pytest.raises(WaitBeforeNextTry) as refused:
        enter(username, PASSWORD)
    assert "分钟" in refused.value.message
    assert enter("wutao", PASSWORD) == cast.wu


def test_the_wait_passes_and_success_forgets(cast):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            enter(password="guess")
    assert enter(now=NOW + rules.FIRST_WAIT) == cast.zhou
    with pytest.raises(WrongPassword):
        enter(password="guess", now=NOW + timedelta(minutes=2))


def test_a_stranger_elsewhere_cannot_lock_a_colleague_out_with_five_guesses(cast):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            enter(password="guess", address=ELSEWHERE)
    assert enter() == cast.zhou


def test_one_address_trying_many_names_has_to_wait(cast):
    for number in range(rules.FREE_TRIES_WIDE):
        with pytest.raises(WrongPassword):
            enter(f"user{number}", "guess")
    with pytest.raises(WaitBeforeNextTry):
        enter()


def test_old_failures_are_forgotten(cast):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            enter(password="guess")
    later = NOW + rules.FORGET_AFTER + timedelta(seconds=1)
    with pytest.raises(WrongPassword):
        enter(password="guess", now=later)
    assert enter(now=later) == cast.zhou


def test_the_guard_keeps_neither_names_nor_addresses(cast):
    with pytest.raises(WrongPassword):
        enter(password="guess")
    kept = " ".join(SignInGuard.objects.values_list("subject", flat=True))
    assert "zhoumin" not in kept
    assert HERE not in kept


@pytest.mark.parametrize(("failures", "minutes"), [(5, 1), (6, 2), (7, 4), (12, 30), (10_000, 30)])
def test_the_wait_doubles_and_stops_growing(failures, minutes):
    assert rules.wait_until(failures, NOW, 5) == NOW + timedelta(minutes=minutes)
    assert rules.wait_until(4, NOW, 5) is None


def test_colleagues_are_seen_by_organisation_and_region(cast):
    seen = {
        name: [
            staff.name for staff in queries.staff_for(viewer=getattr(cast.viewers, name), roles=["officer"])
        ]
        for name in ("zhou", "wu", "zhao", "xu", "qian", "chen")
    }
    assert seen["zhou"] == ["周敏", "孙丽"]
    assert seen["wu"] == ["吴涛"]
    assert seen["zhao"] == ["周敏", "孙丽"]
    assert seen["xu"] == ["吴涛"]
    assert seen["qian"] == ["吴涛", "周敏", "孙丽"]
    assert seen["chen"] == []


def test_one_colleague_is_opened_under_the_same_rule(cast):
    assert queries.get_staff_for(viewer=cast.viewers.sun, staff_id=cast.zhou.pk) == cast.zhou
    assert queries.get_staff_for(viewer=cast.viewers.wu, staff_id=cast.wu.pk) == cast.wu
    for viewer, staff_id in (
        (cast.viewers.wu, cast.zhou.pk),
        (cast.viewers.xu, cast.chen.pk),
        (cast.viewers.zhou, 0),
    ):
        with pytest.raises(NotPermitted):
            queries.get_staff_for(viewer=viewer, staff_id=staff_id)


def test_an_organisation_is_made_by_the_administrator_of_its_region(cast):
    region = cast.regions[QINGXI]
    data = {"code": "q-notary", "name": "清溪县公证处", "kind": "notary_office", "region": region, "now": NOW}
    made = create_organisation(by=cast.viewers.admin, opening_hours=OFFICE_HOURS, **data)
    assert queries.organisation_for("notary_office", QINGXI) == made
    for changes in ({}, {"code": "x", "kind": "bank"}, {"code": "x", "opening_hours": {"mon": [["9", "8"]]}}):
        with pytest.raises(StaffFault):
            create_organisation(by=None, **{**data, **changes})
    with pytest.raises(NotPermitted):
        create_organisation(by=cast.viewers.zhao, **{**data, "code": "y"})


def test_a_list_of_organisations_is_taken_whole_or_not(cast):
    good = NewOrganisation("l1", "甲", "law_firm", SHIGANG, parent="l2")
    parent = NewOrganisation("l2", "乙", "law_firm", SHIGANG)
    assert load_organisations(rows=[good, parent], now=NOW) == 2
    assert load_organisations(rows=[good, parent], now=NOW) == 0
    before = Organisation.objects.count()
    for bad in (
        NewOrganisation("b1", "丙", "bank", SHIGANG),
        NewOrganisation("b2", "丁", "law_firm", SHIGANG, parent="missing"),
        NewOrganisation("b3", "", "law_firm", SHIGANG),
    ):
        with pytest.raises(StaffFault):
            load_organisations(rows=[NewOrganisation("l3", "戊", "law_firm", SHIGANG), bad], now=NOW)
    assert Organisation.objects.count() == before


def test_a_list_of_staff_is_taken_whole_or_not(cast):
    row = NewStaff("new1", "新一", "officer", "shigang_aid", SHIGANG, "!")
    assert load_staff(rows=[row], now=NOW) == 1
    assert load_staff(rows=[row], now=NOW) == 0
    with pytest.raises(StaffFault):
        load_staff(rows=[NewStaff("new2", "新二", "officer", "nowhere", SHIGANG, "!")], now=NOW)
