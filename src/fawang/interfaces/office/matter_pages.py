"""One matter: reading it, taking it, moving it on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.office.access import staff_answer, staff_page
from fawang.interfaces.office.action_data import data_from, typed_rows
from fawang.interfaces.office.address import address_of
from fawang.interfaces.office.presence import arrive
from fawang.journeys import act, add_material, take
from fawang.journeys.replies import added, replies_on
from fawang.records.people.viewers import Viewer

PARTY_FIELDS = [("name", "姓名"), ("phone", "手机"), ("identity", "身份证号"), ("address", "住址")]


@require_GET
@staff_page
def matter_page(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """The matter's whole file; that it was opened is recorded."""
    matter = act.open_matter(viewer=viewer, number=number, address=address_of(request), now=clock.now())
    return show(request, viewer, matter, chosen=request.GET.get("do", ""))


def show(
    request: HttpRequest, viewer: Viewer, matter: act.MatterView, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the matter with whatever was refused or typed."""
    writes = any(field.kind == "long_text" for action in matter.actions for field in action.fields)
    return staff_answer(
        request,
        viewer,
        "office/matter.html",
        status=status,
        matter=matter,
        others=arrive(viewer, matter.number),
        replies=replies_on(viewer=viewer, matter=matter, now=clock.now()) if writes else (),
        papers=matter.material_state,
        party_fields=PARTY_FIELDS,
        **more,
    )


@require_POST
@staff_page
def take_matter(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """Take it; whoever came second is told who has it."""
    try:
        take.take(viewer=viewer, number=number, now=clock.now(), address=address_of(request))
    except take.AlreadyTaken as refusal:
        messages.error(request, refusal.message)
        return redirect("office:queue")
    messages.success(request, f"{number} 已由您领取")
    return redirect("office:matter", number)


@require_POST
@staff_page
def release_matter(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """Put it back into the queue with a reason."""
    reason = request.POST.get("reason", "").strip()
    try:
        take.release(
            viewer=viewer, number=number, reason=reason, now=clock.now(), address=address_of(request)
        )
    except take.ReasonMissing as refusal:
        return show_refusal(request, viewer, number, "release", refusal)
    messages.success(request, f"{number} 已退回待领取")
    return redirect("office:queue")


@require_POST
@staff_page
def act_on_matter(request: HttpRequest, viewer: Viewer, number: str, action: str) -> HttpResponse:
    """Carry out one step; a refusal shows the matter as it is now with everything typed still there."""
    version = request.POST.get("version", "")
    fields: tuple[act.FieldView, ...] = ()
    try:
        fields = act.fields_of(viewer=viewer, number=number, action=action, now=clock.now())
        if request.POST.get("insert"):
            return with_reply(request, viewer, number, action, fields)
        if request.POST.get("serious") and not request.POST.get("sure"):
            raise act.FieldsRefused({"sure": "请先核对，再勾选这一项。"})
        act.perform(
            viewer=viewer,
            number=number,
            action=action,
            data=data_from(request.POST, fields),
            version=int(version) if version.isdigit() and len(version) < 10 else -1,
            now=clock.now(),
            address=address_of(request),
        )
    except (act.FieldsRefused, act.ActionRefused, act.ChangedMeanwhile) as refusal:
        return show_refusal(request, viewer, number, action, refusal, fields)
    messages.success(request, "已办理，申请人的进度页上同时更新。")
    return redirect("office:matter", number)


def with_reply(
    request: HttpRequest, viewer: Viewer, number: str, action: str, fields: Iterable[act.FieldView]
) -> HttpResponse:
    """The form again with everything typed, and the replies to choose from or the chosen one put in."""
    matter = act.open_matter(viewer=viewer, number=number, address=address_of(request), now=clock.now())
    typed = typed_in(request)
    places = {field.code: field for field in fields if field.kind == "long_text"}
    into = places.get(request.POST.get("into", "")) or next(iter(places.values()), None)
    replies = replies_on(viewer=viewer, matter=matter, now=clock.now())
    reply = next((one for one in replies if str(one.id) == request.POST.get("reply")), None)
    if reply and into:
        typed[into.code] = added(str(typed.get(into.code, "")), reply.text, into.max_length)
    return show(request, viewer, matter, chosen=action, typed=typed, choosing=reply is None)


def typed_in(request: HttpRequest) -> dict[str, Any]:
    """What was sent by field, lists where there are several values."""
    return {key: values if len(values) > 1 else values[0] for key, values in request.POST.lists()}


def show_refusal(
    request: HttpRequest,
    viewer: Viewer,
    number: str,
    action: str,
    refusal: Refusal,
    fields: Iterable[act.FieldView] = (),
) -> HttpResponse:
    """The matter as it is now, with the refusal and what had been typed."""
    matter = act.open_matter(viewer=viewer, number=number, address=address_of(request), now=clock.now())
    return show(
        request,
        viewer,
        matter,
        status=409 if isinstance(refusal, act.ChangedMeanwhile) else 422,
        chosen=action,
        refusal=refusal,
        faults=getattr(refusal, "faults", {}),
        typed=typed_in(request),
        meanwhile=_since(request, matter) if isinstance(refusal, act.ChangedMeanwhile) else (),
        typed_rows=typed_rows(request.POST, fields),
    )


def _since(request: HttpRequest, matter: act.MatterView) -> list[act.EntryView]:
    """What others wrote after the page was opened from which this was sent."""
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else matter.version
    return [entry for entry in matter.timeline if entry.seq > version]


@require_POST
@staff_page
def reveal_field(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """Open one masked field of a party; who looked and why is recorded."""
    party = request.POST.get("party", "")
    field = request.POST.get("field", "")
    try:
        value = act.reveal(
            viewer=viewer,
            number=number,
            party_id=int(party) if party.isdigit() and len(party) < 18 else 0,
            field=field,
            reason=request.POST.get("reason", "").strip(),
            address=address_of(request),
            now=clock.now(),
        )
    except act.MatterNotFound:
        raise
    except Refusal as refusal:
        return show_refusal(request, viewer, number, "reveal", refusal)
    matter = act.open_matter(viewer=viewer, number=number, address=address_of(request), now=clock.now())
    return show(request, viewer, matter, revealed={"party": int(party), "field": field, "value": value})


@require_GET
@staff_page
def version(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """How far the matter's timeline reaches, for an open page that wants to know whether it is stale."""
    return JsonResponse({"version": act.version_of(viewer=viewer, number=number)})


@require_GET
@staff_page
def material(request: HttpRequest, viewer: Viewer, number: str, material_id: int) -> HttpResponseBase:
    """A file of the matter, always as a download; the reading is recorded."""
    kept = add_material.read_material(
        viewer=viewer, number=number, material_id=material_id, address=address_of(request), now=clock.now()
    )
    answer = FileResponse(
        kept.path.open("rb"), as_attachment=True, filename=kept.file_name, content_type=kept.media_type
    )
    answer["Content-Security-Policy"] = "sandbox"
    return answer
