"""Where to go in person."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fawang.core import clock
from fawang.interfaces.public import places
from fawang.records.people.queries import WALK_IN_KINDS, Office, nearest_offices, offices_in
from fawang.reference.places.queries import region_name

NEAREST = 8


@require_http_methods(["GET", "HEAD", "POST"])
def offices(request: HttpRequest) -> HttpResponse:
    """`/offices`: by the place chosen, or by where the browser says it is (which is not kept)."""
    if request.method != "POST":
        place = places.place_of(request)
        return _page(request, offices_in(place or settings.SITE_REGION, WALK_IN_KINDS, clock.now()))
    if request.POST.get("latitude"):
        near = _near(request.POST["latitude"], request.POST.get("longitude", ""))
        if near is None:
            return _page(request, [], _("没有看懂位置。请在下面选一个地方。"), 422)
        return _page(request, near)
    code = request.POST.get("region", "")
    if not region_name(code):
        return _page(request, [], _("请先选一个地方，再点“看这里的服务点”。"), 422)
    response = redirect("public:offices")
    places.remember_place(response, code)
    return response


def _near(latitude: str, longitude: str) -> list[Office] | None:
    try:
        return nearest_offices(float(latitude), float(longitude), WALK_IN_KINDS, NEAREST, clock.now())
    except ValueError:
        return None


def _page(request: HttpRequest, found: list[Office], fault: str = "", status: int = 200) -> HttpResponse:
    context = {
        "offices": found,
        "fault": fault,
        "place": places.place_of(request),
        "regions": places.regions(),
    }
    return render(request, "public/offices.html", context, status=status)
