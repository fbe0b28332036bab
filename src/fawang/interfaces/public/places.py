"""Where the person is: a place chosen once and kept in a cookie, as a region code only."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from fawang.core.text import one_line
from fawang.reference.places.models import Region
from fawang.reference.places.queries import counties_of, find_by_part, region_full_name, region_name, towns_of

COOKIE = "place"
#: More towns than this are found by typing; a list of them would be longer than a page can be.
_LISTED = 400
TOWN_LEVEL = 4


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


def regions(*, towns: bool = True) -> list[tuple[Region, list[Region]]]:
    """Counties of the installation's region with their towns, for one select box that needs no script; in a
    large region the counties alone, because towns are found by typing."""
    counties = counties_of(settings.SITE_REGION)
    if not towns:
        return [(county, []) for county in counties]
    below: dict[str, list[Region]] = {}
    for town in towns_of(settings.SITE_REGION)[: _LISTED + 1]:
        below.setdefault(town.code[:6], []).append(town)
    if sum(map(len, below.values())) > _LISTED:
        return [(county, []) for county in counties]
    return [(county, below.get(county.code[:6], [])) for county in counties]


def found_places(text: str, level: int) -> list[tuple[str, str]]:
    """(code, full name) of the places of the installation's region that may be meant."""
    found = find_by_part(one_line(text, 40), within=settings.SITE_REGION, level=level)
    return [(region.code, shown_name(region)) for region in found]


def shown_name(region: Region) -> str:
    """The full name without the part that all places here share."""
    home = region_full_name(settings.SITE_REGION)
    return region.full_name.removeprefix(home) or region.full_name


@require_safe
def look_up(request: HttpRequest) -> JsonResponse:
    """`/places?q=柳湾&level=4`: places by part of their name, for the script beside the box."""
    level = request.GET.get("level", "3")
    wanted = int(level) if level in ("2", "3", "4", "5") else 3
    found = found_places(request.GET.get("q", ""), wanted)
    answer = JsonResponse({"places": [{"code": code, "name": name} for code, name in found]})
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
