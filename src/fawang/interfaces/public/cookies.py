"""The secrets a citizen's browser carries: the draft's token and the proof of a case. Signed, out of reach
of scripts, never in a link."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

DRAFT = "draft"
PROOF = "proof"
#: Days a browser remembers its draft; the draft's own end is kept by the record.
DRAFT_AGE = 30 * 24 * 3600
PROOF_AGE = 2 * 3600


def read(request: HttpRequest, name: str, max_age: int) -> str:
    """The value, or "" when there is none, it is too old or was tampered with."""
    try:
        return request.get_signed_cookie(name, default="", salt=f"fawang.{name}", max_age=max_age) or ""
    except signing.BadSignature:
        return ""


def write(response: HttpResponse, name: str, value: str, max_age: int) -> None:
    """Hand a value to the browser."""
    response.set_signed_cookie(
        name,
        value,
        salt=f"fawang.{name}",
        max_age=max_age,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def draft_token(request: HttpRequest) -> str:
    """The token of the draft this browser is writing, or ""."""
    return read(request, DRAFT, DRAFT_AGE)


def keep_draft(response: HttpResponse, token: str) -> None:
    """Remember the draft."""
    write(response, DRAFT, token, DRAFT_AGE)


def proof(request: HttpRequest) -> tuple[str, str]:
    """(case code, proof token) of the case opened in this browser, or two empty strings."""
    code, _, token = read(request, PROOF, PROOF_AGE).partition("|")
    return code, token


def keep_proof(response: HttpResponse, case_code: str, token: str) -> None:
    """Remember the right to read one case."""
    write(response, PROOF, f"{case_code}|{token}", PROOF_AGE)


def forget(response: HttpResponse, *names: str) -> None:
    """Take secrets back from the browser."""
    for name in names:
        response.delete_cookie(name, samesite="Lax")
