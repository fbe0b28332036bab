"""Who else has a matter open just now: said in words, never in the way."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from fawang.core import clock
from fawang.interfaces.office.access import staff_page
from fawang.journeys import act
from fawang.records.people.desk import others_at
from fawang.records.people.operations.desk import be_present
from fawang.records.people.viewers import Viewer


@require_POST
@staff_page
def here(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponseBase:
    """An open page says that it is still there, and whether its reader is typing; the answer says how far the
    timeline reaches and who else is there."""
    version = act.version_of(viewer=viewer, number=number)
    typing = request.POST.get("typing") == "yes"
    return JsonResponse({"version": version, "others": arrive(viewer, number, typing=typing)})


def arrive(viewer: Viewer, number: str, *, typing: bool = False) -> str:
    """Be seen at a matter, and see in words who else is there; "" when nobody is."""
    now, place = clock.now(), f"matter:{number}"
    company = be_present(viewer=viewer, place=place, typing=typing, now=now)
    return in_words(others_at(viewer=viewer, place=place, now=now)) if company else ""


def in_words(others: list[tuple[str, bool]]) -> str:
    """孙丽正在填写，李强也开着这一页。"""
    writing = "、".join(name for name, typing in others if typing)
    reading = "、".join(name for name, typing in others if not typing)
    said = [f"{writing} 正在这一件里填写" if writing else "", f"{reading} 也开着这一页" if reading else ""]
    words = "；".join(part for part in said if part)
    return f"{words}。" if words else ""
