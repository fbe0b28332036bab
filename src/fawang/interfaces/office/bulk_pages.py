"""What is done to several ticked matters, and what became of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.office.access import safe_next, staff_answer, staff_page
from fawang.interfaces.office.address import address_of
from fawang.journeys import several
from fawang.records.people.queries import staff_for
from fawang.records.people.viewers import Viewer


@require_POST
@staff_page
def several_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The first sending asks for what is still needed (to whom, why, which words); the second one does it.
    Sent twice, what was done is not done again."""
    what = request.POST.get("what", "")
    picked = picked_in(request)
    context: dict[str, Any] = {
        "here": "queue",
        "what": what,
        "picks": request.POST.getlist("pick"),
        "count": len(picked),
        "back": safe_next(request, request.POST.get("back", "")),
    }
    asks = what in ("hand-over", "note")
    if asks:
        context["colleagues"] = [
            (one.pk, one.name)
            for one in staff_for(viewer=viewer, roles=["officer"])
            if one.pk != viewer.staff_id
        ]
    if asks and not request.POST.get("sent") and picked:
        return staff_answer(request, viewer, "office/bulk_ask.html", **context)
    try:
        outcomes = _do(request, viewer, what, picked)
    except several.NothingTicked:
        raise
    except Refusal as refusal:
        return staff_answer(
            request,
            viewer,
            "office/bulk_ask.html",
            status=422,
            refusal=refusal,
            typed=request.POST.dict(),
            **context,
        )
    done = [one for one in outcomes if one.done]
    refused = [one for one in outcomes if not one.done]
    return staff_answer(request, viewer, "office/bulk_done.html", done=done, refused=refused, **context)


def picked_in(request: HttpRequest) -> list[several.Picked]:
    """The ticked matters with the versions the page showed."""
    found = []
    for text in request.POST.getlist("pick"):
        number, _, version = text.partition(":")
        if number.isalnum() and version.isascii() and version.isdigit() and len(version) < 10:
            found.append(several.Picked(number[:24], int(version)))
    return found


def _do(
    request: HttpRequest, viewer: Viewer, what: str, picked: list[several.Picked]
) -> list[several.Outcome]:
    now, address, post = clock.now(), address_of(request), request.POST
    if what == "take":
        return several.take_several(viewer=viewer, picked=picked, now=now, address=address)
    if what == "hand-over":
        to = post.get("to", "")
        if not (to.isascii() and to.isdigit() and len(to) < 10):
            raise several.ColleagueMissing
        return several.hand_over_several(
            viewer=viewer,
            picked=picked,
            to_staff=int(to),
            reason=post.get("reason", ""),
            now=now,
            address=address,
        )
    if what == "note":
        return several.note_on_several(
            viewer=viewer, picked=picked, text=post.get("note", ""), now=now, address=address
        )
    action = what.removeprefix("step:")
    return several.act_on_several(viewer=viewer, picked=picked, action=action, now=now, address=address)
