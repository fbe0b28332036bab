"""Where the person is: a place chosen once and kept in a cookie, as a region code only."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from fawang.reference.places.models import Region
from fawang.reference.places.queries import counties_of, region_name, towns_of

COOKIE = "place"


def place_of(request: HttpRequest) -> str:
    """The region code chosen, or "" (a code is twelve digits; anything else is ignored)."""
    code = request.COOKIES.get(COOKIE, "")
    return code if len(code) == 12 and code.isascii() and code.isdigit() else ""


def place_name(request: HttpRequest) -> str:
    """The name of the place chosen, or ""."""
    code = place_of(request)
    return region_name(code) if code else ""


def remember_place(response: HttpResponseBase, code: str) -> None:
    """Keep the place for ninety days."""
    response.set_cookie(
        COOKIE,
        code,
        max_age=90 * 24 * 3600,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


def regions() -> list[tuple[Region, list[Region]]]:
    """Counties of the installation's region with their towns, for one select box that needs no script."""
    return [(county, towns_of(county.code)) for county in counties_of(settings.SITE_REGION)]
