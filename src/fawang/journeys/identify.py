"""Prove that a phone is in the applicant's hand: one-time codes, and the proof they buy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
    hand it to `full_progress`, `add_material`, `rate` and `applicant_perform`."""

    token: str
    case_code: str
    until: datetime
    #: Set when the case is still a draft: the new token of the draft (the old device's dies).
    draft_token: str | None
    #: Set when the case is a matter.
    number: str | None


def request_code(*, phone: str, purpose: str, address: str = "", now: datetime) -> CodeSent:
    """Send a six-digit code to a phone. Raises PhoneRefused, TooManyCodes."""
    raise NotImplementedError


def confirm_code(*, phone: str, purpose: str, code: str, now: datetime) -> None:
    """Use up a code. Raises WrongCode (with `.tries_left`), TooManyTries, CodeExpired."""
    raise NotImplementedError


def request_case_code(*, case_code: str, phone: str, address: str = "", now: datetime) -> CodeSent:
    """Send a code for one case to the phone given with it. An unknown case code and a wrong phone get the
    same answer as the right ones. Raises CaseCodeFault (mistyped), TooManyCodes, TooManyGuesses."""
    raise NotImplementedError


def confirm_case_code(
    *, case_code: str, phone: str, code: str, address: str = "", now: datetime
) -> CaseProof:
    """Exchange the code for a proof. Raises WrongCode, TooManyTries, CodeExpired, TooManyGuesses."""
    raise NotImplementedError
