"""Letters to the right readers, with words that may be read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fawang.core.clock import ZONE
from fawang.stages.delivery.rules import (
    NEUTRAL_TEXT,
    Addressees,
    Said,
    Terms,
    letters,
    means,
    not_before,
    offers_safe_contact,
)

TO = Addressees(applicant=1, officers=(5,), lawyer=7, supervisors=(8, 9))


def sent(*notices, to=TO, flags=()):
    return list(letters(notices, number="N1", seq=3, to=to, flags=flags, sender="淮畔市公共法律服务"))


def test_each_role_has_its_readers_and_every_letter_its_own_key():
    found = sent(
        *((role[:3], role, f"给{role}") for role in ("applicant", "officer", "lawyer", "supervisor"))
    )
    assert [(one.reader.kind, one.reader.key) for one in found] == [
        ("applicant", 1), ("staff", 5), ("staff", 7), ("staff", 8), ("staff", 9),
    ]  # fmt: skip
    assert len({one.key for one in found}) == 5
    assert [one.key for one in found] == [
        one.key for one in sent(*((r[:3], r, "x") for r in ("applicant", "officer", "lawyer", "supervisor")))
    ]
    assert all(one.text.startswith("【淮畔市公共法律服务】给") for one in found)


def test_nobody_there_is_no_letter():
    assert sent(("a", "lawyer", "x"), ("b", "officer", "y"), to=Addressees(applicant=1)) == []


def test_discretion_is_for_the_applicant_only():
    told = sent(("a", "applicant", "您的离婚案"), ("b", "lawyer", "离婚案交给您"), flags=("danger",))
    assert NEUTRAL_TEXT in told[0].text
    assert "离婚" not in told[0].text
    assert told[0].page == "您的离婚案"
    for word in ("法", "援助", "司法", "淮畔", "12348", "律师"):
        assert word not in told[0].text
    assert "离婚案交给您" in told[1].text


def test_texts_stay_short():
    assert len(sent(("a", "applicant", "长" * 900))[0].text) == 300


def test_those_asked_to_sign_and_those_who_receive_it_are_told():
    to = Addressees(applicant=1, officers=(5,), colleagues=(5, 6), body=(10, 11))
    found = sent(("a", "colleagues", "等您审批"), ("b", "body", "转来您处"), to=to)
    assert [one.reader.key for one in found] == [5, 6, 10, 11]


def test_the_words_for_each_means_travel_with_the_letter():
    said = Said("a", "applicant", "短", long="长的说明", voice="请听", english="In English", urgent=True)
    letter = sent(said)[0]
    assert (letter.page, letter.voice, letter.english, letter.urgent) == (
        "长的说明", "请听", "In English", True,
    )  # fmt: skip


NIGHT = Terms(quiet_hours="21:00-08:00")
SAFE = Terms(("sms", "voice", "email"), "21:00-08:00", safe=True, safe_hours="09:00-11:00")


def at(hour: int, minute: int = 0, day: int = 17) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "terms", "more", "expected"),
    [
        (at(20, 59), NIGHT, {}, at(20, 59)),
        (at(21), NIGHT, {}, at(8, day=18)),
        (at(7, 59), NIGHT, {}, at(8)),
        (at(8), NIGHT, {}, at(8)),
        (at(23), NIGHT, {"urgent": True}, at(23)),
        (at(23), NIGHT, {"answer": True}, at(23)),
        (at(13), Terms(quiet_hours="12:00-14:30"), {}, at(14, 30)),
        (at(10), SAFE, {}, at(10)),
        (at(11), SAFE, {}, at(9, day=18)),
        (at(3), SAFE, {"urgent": True, "answer": True}, at(9)),
        (at(23), Terms(quiet_hours="21:00-08:00", safe=True), {}, at(8, day=18)),
    ],
)
def test_nobody_is_told_before_their_hours(moment, terms, more, expected):
    assert not_before(moment, terms, **more) == expected


@given(st.times(), st.times(), st.integers(0, 3 * 24 * 60))
def test_waiting_ends_within_a_day_and_waiting_again_adds_nothing(begin, end, minutes):
    hours = f"{begin:%H:%M}-{end:%H:%M}"
    if hours[:5] == hours[6:]:
        return
    moment, terms = at(0) + timedelta(minutes=minutes), Terms(quiet_hours=hours)
    told = not_before(moment, terms)
    assert moment <= told <= moment + timedelta(days=1)
    assert not_before(told, terms) == told


def test_the_order_is_the_readers_and_safe_contact_never_rings():
    terms = Terms(("voice", "sms", "email"))
    assert means(terms, {"sms", "voice"}) == ("voice", "sms")
    assert means(SAFE, {"sms", "voice", "email"}) == ("sms", "email")
    assert means(Terms(("sms",), optional=False), {"sms"}, optional=True) == ()
    assert means(Terms(("sms",), optional=False), {"sms"}) == ("sms",)


@pytest.mark.parametrize(
    ("flags", "category", "unset", "offered"),
    [
        (("danger",), "婚姻家庭", True, True),
        ((), "家庭暴力与人身安全保护", True, True),
        ((), "工资报酬与农民工欠薪", True, False),
        (("danger",), "婚姻家庭", False, False),
    ],
)
def test_who_is_asked_whether_writing_is_safe(flags, category, unset, offered):
    assert offers_safe_contact(flags, category, unset) is offered
