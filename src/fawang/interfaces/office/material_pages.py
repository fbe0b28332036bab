"""The papers of one matter: seen, accepted, returned, given days for, promised and checked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.office.access import staff_answer, staff_page
from fawang.interfaces.office.address import address_of
from fawang.interfaces.office.matter_pages import show_refusal
from fawang.journeys import add_material
from fawang.journeys.add_material.searching import search_texts
from fawang.journeys.stand_ins import deciding, reading
from fawang.records.matters.refusals import MatterNotFound
from fawang.records.people.viewers import Viewer

#: What the list may be narrowed down to.
OWED = (("", "全部"), ("gap", "容缺后补"), ("promise", "告知承诺"))


@require_GET
@staff_page
def preview(request: HttpRequest, viewer: Viewer, number: str, material_id: int) -> HttpResponseBase:
    """The small picture of a file, drawn anew from its pixels."""
    found = add_material.read_preview(viewer=viewer, number=number, material_id=material_id)
    answer = FileResponse(found.path.open("rb"), content_type=found.media_type)
    answer["Content-Security-Policy"] = "sandbox"
    return answer


#: What a decision about a paper needs: the call for one request, and the sentence said when it is done.
Deed = Callable[[HttpRequest, Viewer, str, Any], str]


def decides(chosen: str) -> Callable[[Deed], Callable[..., HttpResponseBase]]:
    """Make a page of one decision about a paper of a matter: POST only, staff only. A refusal shows the
    matter as it is now, with what was typed, at the place `chosen` (braces stand for the paper's own)."""

    def page_of(deed: Deed) -> Callable[..., HttpResponseBase]:
        @wraps(deed)
        def page(
            request: HttpRequest, viewer: Viewer, number: str, which: str | int | None = None
        ) -> HttpResponse:
            try:
                said = deed(request, viewer, number, which)
            except MatterNotFound:
                raise
            except Refusal as refusal:
                return show_refusal(request, viewer, number, chosen.format(which), refusal)
            messages.success(request, said)
            return redirect("office:matter", number)

        return require_POST(staff_page(page))

    return page_of


@decides("material-{}")
def check(request: HttpRequest, viewer: Viewer, number: str, which: int) -> str:
    """Accept one, or return it with a reason."""
    accept = request.POST.get("verdict") == "accept"
    add_material.check_material(
        viewer=viewer,
        number=number,
        material_id=which,
        accept=accept,
        reason=request.POST.get("reason", ""),
        now=clock.now(),
        address=address_of(request),
    )
    return "材料已收下。" if accept else "已退回，申请人会收到短信。"


@decides("original-{}")
def original(request: HttpRequest, viewer: Viewer, number: str, which: str) -> str:
    """The original was shown and compared."""
    add_material.see_original(
        viewer=viewer, number=number, code=which, now=clock.now(), address=address_of(request)
    )
    return "原件核对已记录。"


@decides("gap-{}")
def gap(request: HttpRequest, viewer: Viewer, number: str, which: str) -> str:
    """Accept the matter without a paper for some days."""
    due = deciding.allow_gap(
        viewer=viewer, number=number, code=which, now=clock.now(), address=address_of(request)
    )
    day = clock.day_of(due)
    return f"已容缺受理，请申请人在{day.month}月{day.day}日前补交，短信已发。"


@decides("promise-{}")
def promise(request: HttpRequest, viewer: Viewer, number: str, which: int) -> str:
    """What the check of a promise found."""
    true = request.POST.get("verdict") == "true"
    deciding.check_promise(
        viewer=viewer,
        number=number,
        stand_in_id=which,
        true=true,
        finding=request.POST.get("finding", ""),
        now=clock.now(),
        address=address_of(request),
    )
    return "核查结果已记录。" if true else "已记录为不实。请到“文书”里撤销据此作出的决定。"


@decides("objection")
def objection(request: HttpRequest, viewer: Viewer, number: str, _which: None) -> str:
    """A supervisor's answer to an objection against a record."""
    lift = request.POST.get("verdict") == "lift"
    deciding.answer_objection(
        viewer=viewer,
        number=number,
        lift=lift,
        answer=request.POST.get("answer", ""),
        now=clock.now(),
        address=address_of(request),
    )
    return "失信记录已解除。" if lift else "已答复，记录维持。"


@require_GET
@staff_page
def owed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Promises to check and papers to come, nearest due first; records of broken promises for supervisors."""
    kind, late = request.GET.get("kind", ""), request.GET.get("late") == "1"
    rows = reading.waiting_for(viewer=viewer, kind=kind, late=late, now=clock.now())
    return staff_answer(
        request,
        viewer,
        "office/owed.html",
        here="owed",
        rows=rows,
        capped=len(rows) >= reading.MOST_WAITING,
        kind=kind,
        late=late,
        kinds=OWED,
        bars=reading.bars(viewer=viewer) if viewer.has("supervisor") else [],
    )


@require_GET
@staff_page
def search_in_texts(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Materials that hold the words asked for."""
    text = request.GET.get("q", "").strip()[:60]
    found = search_texts(viewer=viewer, text=text, now=clock.now(), address=address_of(request))
    return staff_answer(request, viewer, "office/search_texts.html", text=text, found=found)
