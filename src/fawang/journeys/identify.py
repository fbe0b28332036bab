"""Prove that a phone is in the applicant's hand: one-time codes, and the proof they buy.

What an outsider can learn here is nothing: an unknown case code, a known code with the wrong phone and the
right pair get the same answer in the same steps, and only the right pair gets a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from django.conf import settings
from django.db import transaction

from fawang.core import crypto, ids
from fawang.core.audit.operations import record
from fawang.core.checks import mobile_fault, normalise_phone
from fawang.core.outbox.operations import add_effect
from fawang.core.refusals import Refusal
from fawang.core.text import mask_phone
from fawang.journeys.proof import ProofExpired, make_proof
from fawang.records.matters.hashes import network_of, subject_of
from fawang.records.matters.models import Draft, Matter
from fawang.records.matters.operations import codes
from fawang.records.matters.operations.drafts import renew_token
from fawang.records.matters.queries.one import draft_by_case_code, get_matter_by_case_code
from fawang.records.matters.refusals import (
    CodeExpired,
    CodeRefused,
    TooManyCodes,
    TooManyGuesses,
    TooManyTries,
    WrongCode,
)
from fawang.records.people.contact import in_safe_contact, safe_number
from fawang.stages.delivery.rules import DISCREET_FLAGS

__all__ = [
    "CaseProof",
    "CodeExpired",
    "CodeRefused",
    "CodeSent",
    "PhoneRefused",
    "ProofExpired",
    "TooManyCodes",
    "TooManyGuesses",
    "TooManyTries",
    "WrongCode",
    "check_guesses",
    "confirm_case_code",
    "confirm_code",
    "count_guess",
    "request_case_code",
    "request_code",
]

#: One code a minute, five an hour and twelve a day for one phone; thirty an hour from one address.
WAIT_BETWEEN = timedelta(seconds=60)
PER_PHONE = ((timedelta(hours=1), 5), (timedelta(days=1), 12))
PER_ADDRESS = (timedelta(hours=1), 30)
#: Cases that do not exist, asked for from one address in an hour.
GUESSES = (timedelta(hours=1), 20)
#: Wrong one-time codes from one address in an hour.
CONFIRMATIONS = (timedelta(hours=1), 60)


class PhoneRefused(Refusal):
    """Not a number that can receive a code."""


@dataclass(frozen=True)
class CodeSent:
    """What the page says after a code was asked for; the same whether or not the case exists."""

    phone_masked: str
    expires_at: datetime
    #: Seconds until another code may be asked for.
    wait_seconds: int


@dataclass(frozen=True)
class CaseProof:
    """The right to read and add to one case for two hours. `token` is signed; keep it in the session and
    hand it to `full_progress`, `add_material`, `rate` and `applicant_perform`. Empty for a draft."""

    token: str
    case_code: str
    until: datetime
    #: Set when the case is still a draft: the new token of the draft (the old device's dies).
    draft_token: str | None
    #: Set when the case is a matter.
    number: str | None


def request_code(*, phone: str, purpose: str, address: str = "", now: datetime) -> CodeSent:
    """Send a six-digit code to a phone. Raises PhoneRefused, TooManyCodes."""
    number = _mobile(phone)
    _slow_down(number, address, now)
    return _send(subject_of("code", purpose, number), number, number, now, settings.SITE_NAME)


def confirm_code(*, phone: str, purpose: str, code: str, address: str = "", now: datetime) -> None:
    """Use up a code. Raises WrongCode (with `.tries_left`), TooManyTries, CodeExpired, TooManyGuesses."""
    number = _mobile(phone)
    _count(("confirm", network_of(address)), CONFIRMATIONS, now)
    codes.use_code(subject=subject_of("code", purpose, number), digits=code, now=now)


def request_case_code(*, case_code: str, phone: str, address: str = "", now: datetime) -> CodeSent:
    """Send a code for one case to the phone given with it. An unknown case code and a wrong phone get the
    same answer as the right ones. Raises CaseCodeFault (mistyped), PhoneRefused, TooManyCodes,
    TooManyGuesses."""
    code, number = ids.normalise_case_code(case_code), _mobile(phone)
    check_guesses(address, now=now)
    # Counted for this pair, so that nobody can use up the codes of a phone whose case they do not hold.
    _slow_down(f"{code}:{number}", address, now)
    found = _case_with_phone(code, number, now)
    if found is None:
        count_guess(address, now=now)
    # Somebody may have written this phone into many applications of their own. Beyond the phone's share
    # nothing is sent, and the answer stays the same: a different one would say that the pair is right.
    to = number if found and not _phone_is_full(number, now) else None
    discreet = isinstance(found, Matter) and (
        bool(DISCREET_FLAGS & set(found.flags)) or in_safe_contact(found.applicant)
    )
    sender = settings.NEUTRAL_SENDER if discreet else settings.SITE_NAME
    return _send(subject_of("case", code, number), number, to, now, sender)


def confirm_case_code(
    *, case_code: str, phone: str, code: str, address: str = "", now: datetime
) -> CaseProof:
    """Exchange the code for a proof. Raises WrongCode, TooManyTries, CodeExpired, TooManyGuesses."""
    bare, number = ids.normalise_case_code(case_code), _mobile(phone)
    _count(("confirm", network_of(address)), CONFIRMATIONS, now)
    codes.use_code(subject=subject_of("case", bare, number), digits=code, now=now)
    found = _case_with_phone(bare, number, now)
    if found is None:
        raise CodeExpired
    with transaction.atomic():
        if isinstance(found, Draft):
            token = renew_token(draft=found, now=now)
            return CaseProof("", ids.format_case_code(bare), found.expires_at, token, None)
        record(
            actor="applicant",
            action="matter.prove",
            object_type="matter",
            object_ref=found.number,
            now=now,
            address=address,
        )
    proof, until = make_proof(found.number, now=now)
    return CaseProof(proof, ids.format_case_code(bare), until, None, found.number)


def check_guesses(address: str, *, now: datetime) -> None:
    """Raise TooManyGuesses for an address that asked for too many cases that do not exist."""
    if address and codes.attempts(key=subject_of("guess", network_of(address)), now=now) >= GUESSES[1]:
        raise TooManyGuesses


def count_guess(address: str, *, now: datetime) -> None:
    """Remember that an address asked for a case that does not exist."""
    if address:
        codes.count_attempt(key=subject_of("guess", network_of(address)), window=GUESSES[0], now=now)


def _mobile(phone: str) -> str:
    if fault := mobile_fault(phone):
        raise PhoneRefused(fault)
    return normalise_phone(phone)


def _count(what: tuple[str, str], limit: tuple[timedelta, int], now: datetime) -> None:
    if not what[1]:
        return
    if codes.count_attempt(key=subject_of(*what), window=limit[0], now=now) > limit[1]:
        raise TooManyGuesses


def _slow_down(what: str, address: str, now: datetime) -> None:
    """Count a request for a code before anything else is looked at. Raises TooManyCodes."""
    steps: list[tuple[tuple[str, ...], timedelta, int]] = [(("wait", what), WAIT_BETWEEN, 1)]
    steps += [(("phone", what, str(window)), window, most) for window, most in PER_PHONE]
    if address:
        steps.append((("address", network_of(address)), *PER_ADDRESS))
    for step, window, most in steps:
        if codes.count_attempt(key=subject_of("send", *step), window=window, now=now) > most:
            raise TooManyCodes(int(window.total_seconds()))


def _phone_is_full(phone: str, now: datetime) -> bool:
    """Count a message that is about to be sent; whether it would be more than a phone gets."""
    full = False
    for window, most in PER_PHONE:
        key = subject_of("send", "phone", phone, str(window))
        full |= codes.count_attempt(key=key, window=window, now=now) > most
    return full


def _send(subject: str, phone: str, to: str | None, now: datetime, sender: str) -> CodeSent:
    """Issue a code, and send it when there is somebody to send it to. The work is the same either way."""
    with transaction.atomic():
        digits = codes.issue_code(subject=subject, now=now)
        minutes = int(codes.LIFETIME.total_seconds() // 60)
        text = f"【{sender}】验证码 {digits}，{minutes} 分钟内有效。工作人员不会向您要验证码。"
        sealed = {"phone": crypto.seal(phone, "phone"), "text": crypto.seal(text, "phone")}
        if to is not None:
            add_effect("code.send", f"code:{ids.new_token()}", sealed, now=now)
    return CodeSent(mask_phone(phone), now + codes.LIFETIME, int(WAIT_BETWEEN.total_seconds()))


def _case_with_phone(code: str, phone: str, now: datetime) -> Matter | Draft | None:
    """The matter or living draft of a case code, if this phone belongs to it. Both are always looked for,
    so that the time taken tells nothing."""
    matter, draft = get_matter_by_case_code(code), draft_by_case_code(code, now)
    wanted = crypto.blind_index(phone, "phone")
    known = matter.applicant.phone_index if matter else ""
    # Somebody in safe contact proves themselves with the number they named: the first one may be in the hands
    # of whoever they fear.
    if safe := safe_number(matter.applicant if matter else None):
        known = crypto.blind_index(safe, "phone")
    drafted = crypto.unseal(draft.phone_sealed, "phone") if draft and draft.phone_sealed else ""
    if matter is not None:
        return matter if compare_digest(known, wanted) else None
    if draft is not None and drafted and compare_digest(crypto.blind_index(drafted, "phone"), wanted):
        return draft
    return None
