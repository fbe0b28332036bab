"""The proof that a phone is in the applicant's hand: signed, short-lived, good for one case."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing

from fawang.core.refusals import Refusal
from fawang.records.matters.hashes import subject_of
from fawang.records.matters.operations.codes import attempts, count_attempt

LIFETIME = timedelta(hours=2)
_SALT = "fawang.case-proof"


class ProofExpired(Refusal):
    """The proof is too old, or is none."""

    default_message = "为保护您的信息，请再用手机验证码确认一次。"


def make_proof(number: str, *, now: datetime) -> tuple[str, datetime]:
    """A proof for a matter, and until when it is good."""
    until = now + LIFETIME
    return signing.dumps({"number": number, "until": until.timestamp()}, salt=_SALT), until


def end_proof(token: str, *, now: datetime) -> None:
    """End a proof before its time: on a shared computer a copy of it must open nothing any more."""
    if token:
        count_attempt(key=subject_of("ended", token), window=LIFETIME, now=now)


def number_of_proof(token: str, *, now: datetime) -> str:
    """The matter that a proof opens. Raises ProofExpired."""
    try:
        said = signing.loads(token, salt=_SALT)
        number, until = str(said["number"]), float(said["until"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        raise ProofExpired from None
    if now.timestamp() >= until or attempts(key=subject_of("ended", token), now=now):
        raise ProofExpired
    return number
