"""What a stranger can do to somebody's phone, and what a copied proof is worth."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fawang.core.ids import new_case_code
from fawang.core.outbox.models import Effect
from fawang.gateways.sms import read_local
from fawang.journeys import identify, progress
from fawang.journeys.notify.sending import TEXTS_A_DAY
from fawang.journeys.proof import ProofExpired, end_proof
from fawang.journeys.submit import NewParty
from fawang.records.matters.models import Message
from fawang.records.matters.refusals import TooManyCodes
from tests.cast import LI, NOW, WANG
from tests.journeys.story import deliver, newest_code, opened, proof_of, submitted

MINUTE = timedelta(minutes=1)


def sent_codes() -> int:
    return Effect.objects.filter(kind="code.send").count()


def test_a_stranger_cannot_use_up_the_codes_of_a_phone(cast):
    receipt = submitted()
    for minute in range(30):
        identify.request_case_code(case_code=new_case_code(), phone=WANG.phone, now=NOW + minute * MINUTE)
    assert sent_codes() == 0
    identify.request_case_code(case_code=receipt.case_code, phone=WANG.phone, now=NOW + 30 * MINUTE)
    assert sent_codes() == 1


def test_one_pair_is_slowed_down_whether_it_is_right_or_not(cast):
    receipt = submitted()
    for code in (receipt.case_code, new_case_code()):
        identify.request_case_code(case_code=code, phone=WANG.phone, now=NOW)
        with pytest.raises(TooManyCodes):
            identify.request_case_code(case_code=code, phone=WANG.phone, now=NOW + MINUTE / 2)


def test_many_applications_naming_one_phone_do_not_flood_it(cast):
    receipts = [opened(f"flood-number-{place}", applicant=_somebody(place)) for place in range(8)]
    answers = set()
    for place, receipt in enumerate(receipts):
        at = NOW + place * MINUTE
        sent = identify.request_case_code(case_code=receipt.case_code, phone=LI.phone, now=at)
        answers.add((sent.phone_masked, sent.wait_seconds, sent.expires_at - at))
    assert sent_codes() == 5
    assert len(answers) == 1


def test_texts_beyond_a_days_share_stand_on_the_page_only(cast):
    for place in range(TEXTS_A_DAY + 5):
        opened(f"text-number-{place}", applicant=_somebody(place))
    while deliver(NOW):
        pass
    to_the_phone = [m for m in read_local(500) if m.phone == LI.phone and "验证码" not in m.text]
    assert len(to_the_phone) == TEXTS_A_DAY
    assert Message.objects.filter(channel="page").count() == 5


@pytest.mark.parametrize("shape", ["{0} {1}", " {0}{1} ", "{0}\u3000{1}"])
def test_digits_are_read_as_people_type_them(cast, shape):
    receipt = submitted()
    identify.request_case_code(case_code=receipt.case_code, phone=WANG.phone, now=NOW)
    deliver(NOW)
    digits = newest_code(WANG.phone)
    typed = shape.format(digits[:3], digits[3:])
    wide = typed.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    proof = identify.confirm_case_code(case_code=receipt.case_code, phone=WANG.phone, code=wide, now=NOW)
    assert proof.number == receipt.number


def test_a_code_is_good_for_its_own_case_and_phone_only(cast):
    first, second = submitted(), submitted(key="the-second-form")
    identify.request_case_code(case_code=first.case_code, phone=WANG.phone, now=NOW)
    deliver(NOW)
    digits = newest_code(WANG.phone)
    for code, phone in ((second.case_code, WANG.phone), (first.case_code, LI.phone)):
        with pytest.raises(identify.CodeRefused):
            identify.confirm_case_code(case_code=code, phone=phone, code=digits, now=NOW)


def test_a_proof_that_was_ended_opens_nothing(cast):
    receipt = submitted()
    proof = proof_of(receipt, NOW)
    end_proof(proof, now=NOW + MINUTE)
    with pytest.raises(ProofExpired):
        progress.full_progress(proof=proof, now=NOW + 2 * MINUTE)
    other = proof_of(receipt, NOW + 5 * MINUTE)
    assert progress.full_progress(proof=other, now=NOW + 6 * MINUTE).number == receipt.number


def _somebody(place: int) -> NewParty:
    """One of many made-up people who all give the same phone."""
    return NewParty(f"某人{place}", "", LI.phone, "")
