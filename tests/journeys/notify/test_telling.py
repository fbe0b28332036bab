"""Quiet at night, by the means somebody chose, and in words that betray nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fawang.core import crypto
from fawang.core.outbox.models import Effect
from fawang.core.outbox.operations import add_effect
from fawang.gateways.channels import MessageFolder, NeverSent, NotSent
from fawang.gateways.sms import read_local
from fawang.journeys import act, identify, progress, take
from fawang.journeys.notify import sending
from fawang.journeys.notify.contact import (
    ContactFault,
    own_contact,
    safe_contact_of,
    set_own_contact,
    set_safe_contact,
)
from fawang.journeys.notify.log import NOT_YOURS, messages_for, seen
from fawang.journeys.submit import NewParty
from fawang.records.matters.models import Matter, Message
from fawang.records.matters.refusals import MatterNotFound
from fawang.records.people.contact import Contact
from fawang.stages.delivery.rules import NEUTRAL_TEXT
from tests.cast import LI, NOW, WANG
from tests.journeys.story import deliver, do, opened, proof_of, submitted

NIGHT = NOW.replace(hour=22, minute=30)
MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=NOW.tzinfo)
SAFE_PHONE = "19900000088"


@pytest.fixture
def receipt(cast):
    """Wang's application, told of, taken by Zhou."""
    made = submitted()
    deliver(NOW)
    take.take(viewer=cast.viewers.zhou, number=made.number, now=NOW)
    deliver(NOW)
    return made


def texts(phone: str = WANG.phone) -> list[str]:
    """What a phone got, without codes, oldest first."""
    return [m.text for m in reversed(read_local(500)) if m.phone == phone and "验证码" not in m.text]


def matter(receipt) -> Matter:
    return Matter.objects.get(number=receipt.number)


def wishes(receipt, **wish) -> None:
    """Wang says how he wants to be told."""
    again = wish.get("safe_phone", "")
    set_own_contact(proof=proof_of(receipt, NOW), wish=Contact(**wish), again=again, now=NOW)


def asked_for_more(cast, receipt, now) -> None:
    do(
        cast.viewers.zhou,
        receipt.number,
        "request_supplement",
        now,
        missing=["wage_evidence"],
        explain="请补欠条",
        supplement_by="2026-12-01",
    )


def newest(receipt) -> Message:
    return Message.objects.filter(matter=matter(receipt), reader="applicant").latest("id")


def test_what_happens_at_night_is_told_in_the_morning(cast, receipt):
    before = len(texts())
    asked_for_more(cast, receipt, NIGHT)
    deliver(NIGHT)
    assert len(texts()) == before
    waiting = newest(receipt)
    assert (waiting.state, waiting.at, waiting.tries) == ("queued", MORNING, 0)
    assert Effect.objects.get(key=waiting.key).attempts == 0
    deliver(MORNING - timedelta(minutes=1))
    assert len(texts()) == before
    deliver(MORNING)
    assert len(texts()) == before + 1
    assert newest(receipt).state == "sent"


def test_the_answer_to_what_somebody_did_comes_at_once_even_at_night(cast):
    submitted(NIGHT)
    deliver(NIGHT)
    assert len(texts()) == 1


def test_an_answer_that_could_not_be_sent_in_time_waits_for_the_morning_too(cast, monkeypatch):
    made = submitted(NIGHT)

    class Down:
        def send(self, *_):
            raise NotSent("operator answered 503")

    monkeypatch.setattr(sending, "sms_gateway", Down)
    deliver(NIGHT)
    assert (newest(made).state, newest(made).trouble) == ("queued", "operator answered 503")
    monkeypatch.undo()
    deliver(NIGHT + timedelta(hours=2))
    assert texts() == []
    deliver(MORNING)
    assert len(texts()) == 1


def test_officers_are_not_woken_either(cast, receipt):
    zhou = cast.zhou
    zhou.phone = "19900000077"
    zhou.save(update_fields=["phone"])
    submitted(key="another-of-his", now=NOW)
    payload = {"matter": None, "reader": "staff", "id": zhou.pk, "text": "【x】等您审批"}
    add_effect("message.send", "message:night", payload, now=NIGHT)
    deliver(NIGHT)
    assert texts(zhou.phone) == []
    deliver(MORNING)
    assert texts(zhou.phone) == ["【x】等您审批"]


def test_the_means_and_hours_are_the_readers(cast, receipt, settings):
    wishes(receipt, channels=("email", "sms"), email="wang@example.invalid", quiet_hours="08:00-10:00")
    asked_for_more(cast, receipt, NOW)
    before = len(texts())
    deliver(NOW)
    assert newest(receipt).state == "queued"
    deliver(NOW + timedelta(minutes=31))
    letter = MessageFolder(settings.DATA / "email").newest(1)[0]
    assert letter.phone == "wang@example.invalid"
    assert "王先生" in letter.text
    assert len(texts()) == before
    assert (newest(receipt).channel, newest(receipt).provider) == ("email", "local")


def test_what_the_first_means_refuses_goes_by_the_next(cast, receipt, monkeypatch):
    wishes(receipt, channels=("voice", "sms"))

    class NoSuchPhone:
        def call(self, *_):
            raise NeverSent("provider answered 404")

    monkeypatch.setattr(sending, "voice_gateway", NoSuchPhone)
    before = len(texts())
    asked_for_more(cast, receipt, NOW)
    deliver(NOW)
    assert len(texts()) == before + 1
    assert newest(receipt).channel == "sms"


def test_safe_contact_uses_the_one_number_and_says_nothing(cast, receipt):
    wishes(receipt, channels=("voice", "sms"), safe=True, safe_phone=SAFE_PHONE, safe_hours="10:00-11:00")
    before = len(texts())
    asked_for_more(cast, receipt, NOW)
    deliver(NOW)
    assert texts(SAFE_PHONE) == []
    deliver(NOW + timedelta(minutes=45))
    assert texts(SAFE_PHONE) == [f"【便民服务】{NEUTRAL_TEXT}"]
    assert len(texts()) == before
    # On their own page, after the code, it stands in full; and the code goes to the safe number only.
    identify.request_case_code(case_code=receipt.case_code, phone=WANG.phone, now=NOW + timedelta(hours=1))
    deliver(NOW + timedelta(hours=1))
    codes = [m for m in read_local(500) if "验证码" in m.text and m.at]
    assert len([m for m in codes if m.phone == WANG.phone]) == 1
    proof = proof_of(receipt, NOW + timedelta(hours=2), phone=SAFE_PHONE)
    own = progress.full_progress(proof=proof, now=NOW + timedelta(hours=2))
    assert any("王先生" in one.text for one in own.told)
    assert next(m for m in read_local(500) if m.phone == SAFE_PHONE and "验证码" in m.text).text.startswith(
        "【便民服务】"
    )


def test_danger_is_never_called_and_is_asked_whether_writing_is_safe(cast):
    receipt = opened("in-danger-at-home")
    known = matter(receipt)
    Matter.objects.filter(pk=known.pk).update(flags=["danger"])
    proof = proof_of(receipt, NOW)
    assert own_contact(proof=proof, now=NOW).offer_safe
    assert safe_contact_of(matter(receipt)).asked is False
    set_own_contact(proof=proof, wish=Contact(channels=("voice",), safe=True), again="", now=NOW)
    assert not own_contact(proof=proof, now=NOW).offer_safe
    assert safe_contact_of(matter(receipt)).asked


def test_the_same_person_need_not_say_it_twice(cast, receipt):
    wishes(receipt, safe=True, safe_phone=SAFE_PHONE)
    other = opened("a-second-matter")
    assert own_contact(proof=proof_of(other, NOW, phone=SAFE_PHONE), now=NOW).contact.safe
    stranger = opened("of-somebody-else", applicant=_li())
    assert not own_contact(proof=proof_of(stranger, NOW, phone=LI.phone), now=NOW).contact.safe


def _li():
    return NewParty(LI.name, LI.identity, LI.phone, LI.address)


def test_an_officer_switches_it_on_and_is_shown_the_one_number(cast, receipt):
    zhou = cast.viewers.zhou
    wishes(receipt, email="wang@example.invalid", channels=("email",))
    set_safe_contact(
        viewer=zhou, number=receipt.number, safe=True, phone=SAFE_PHONE, hours="09:00-11:00", now=NOW
    )
    view = act.open_matter(viewer=zhou, number=receipt.number, now=NOW)
    assert (view.safe_contact.phone_masked[-4:], view.safe_contact.hours) == ("0088", "09:00-11:00")
    assert view.applicant.phone.endswith("0088")
    shown = act.reveal(
        viewer=zhou,
        number=receipt.number,
        party_id=view.applicant.id,
        field="phone",
        reason="打电话核对身份",
        now=NOW,
    )
    assert shown == SAFE_PHONE
    kept = own_contact(proof=proof_of(receipt, NOW + timedelta(hours=3), phone=SAFE_PHONE), now=NOW).contact
    assert kept == replace(kept, email="wang@example.invalid", channels=("email",))
    with pytest.raises(MatterNotFound):
        set_safe_contact(
            viewer=cast.viewers.wu, number=receipt.number, safe=False, phone="", hours="", now=NOW
        )
    set_safe_contact(viewer=zhou, number=receipt.number, safe=False, phone="", hours="", now=NOW)
    assert act.open_matter(viewer=zhou, number=receipt.number, now=NOW).safe_contact is None


@pytest.mark.parametrize(
    ("wish", "again", "part"),
    [
        ({"channels": ("email",)}, "", "email"),
        ({"channels": ("email",), "email": "nowhere"}, "", "email"),
        ({"channels": ("pigeon",)}, "", "channels"),
        ({"quiet_hours": "21:00-"}, "", "quiet_hours"),
        ({"quiet_hours": "08:00-08:00"}, "", "quiet_hours"),
        ({"safe": True, "safe_phone": "123"}, "123", "safe_phone"),
        ({"safe": True, "safe_phone": SAFE_PHONE}, "19900000089", "again"),
    ],
)
def test_a_wish_that_cannot_be_carried_out_is_refused_at_its_place(cast, receipt, wish, again, part):
    with pytest.raises(ContactFault) as refused:
        set_own_contact(proof=proof_of(receipt, NOW), wish=Contact(**wish), again=again, now=NOW)
    assert set(refused.value.faults) == {part}


def test_nothing_of_a_wish_stands_open_in_the_database(cast, receipt):
    wishes(receipt, safe=True, safe_phone=SAFE_PHONE, email="wang@example.invalid", channels=("email",))
    row = matter(receipt).applicant.contact_wish
    assert SAFE_PHONE not in row.safe_phone_sealed
    assert "wang" not in row.email_sealed
    assert crypto.unseal(row.safe_phone_sealed, "phone") == SAFE_PHONE


# --- who was told what -------------------------------------------------------------------------------


def test_officers_see_who_was_told_and_other_offices_only_that_it_was(cast, receipt):
    known = matter(receipt)
    mine = messages_for(cast.viewers.zhou, known)
    assert {one.reader for one in mine} == {"申请人"}
    assert mine[0].text.startswith("【")
    Message.objects.filter(matter=known).update(organisation=cast.qingxi_aid)
    assert {one.text for one in messages_for(cast.viewers.zhou, known)} == {NOT_YOURS}
    assert NOT_YOURS not in {one.text for one in messages_for(cast.viewers.zhao, known)}


def test_the_applicant_reads_it_in_plain_words_and_new_ones_are_marked(cast, receipt):
    proof = proof_of(receipt, NOW)
    first = progress.full_progress(proof=proof, now=NOW).told[0]
    assert (first.how, first.new) == ("发短信告诉您", True)
    assert not first.text.startswith("【")
    assert seen(proof=proof, now=NOW) >= 1
    assert not any(one.new for one in progress.full_progress(proof=proof, now=NOW).told)
    asked_for_more(cast, receipt, NIGHT)
    deliver(NIGHT)
    own = progress.full_progress(proof=proof_of(receipt, NIGHT), now=NIGHT)
    assert (own.told[0].how, own.told[0].new) == ("到时候发短信告诉您", True)
