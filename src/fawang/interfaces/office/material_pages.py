"""The papers of one matter: seen, accepted, returned, given days for, promised and checked."""

from __future__ import annotations

from collections.abc import Callable

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


@require_GET
@staff_page
def preview(request: HttpRequest, viewer: Viewer, number: str, material_id: int) -> HttpResponseBase:
    """The small picture of a file, drawn anew from its pixels."""
    found = add_material.read_preview(viewer=viewer, number=number, material_id=material_id)
    answer = FileResponse(found.path.open("rb"), content_type=found.media_type)
    answer["Content-Security-Policy"] = "sandbox"
    return answer


@require_POST
@staff_page
def check(request: HttpRequest, viewer: Viewer, number: str, material_id: int) -> HttpResponse:
    """Accept one, or return it with a reason."""
    accept = request.POST.get("verdict") == "accept"

    def do() -> str:
        add_material.check_material(
            viewer=viewer,
            number=number,
            material_id=material_id,
            accept=accept,
            reason=request.POST.get("reason", ""),
            now=clock.now(),
            address=address_of(request),
        )
        return "材料已收下。" if accept else "已退回，申请人会收到短信。"

    return _done(request, viewer, number, f"material-{material_id}", do)


@require_POST
@staff_page
def original(request: HttpRequest, viewer: Viewer, number: str, code: str) -> HttpResponse:
    """The original was shown and compared."""

    def do() -> str:
        add_material.see_original(
            viewer=viewer, number=number, code=code, now=clock.now(), address=address_of(request)
        )
        return "原件核对已记录。"

    return _done(request, viewer, number, f"original-{code}", do)


@require_POST
@staff_page
def gap(request: HttpRequest, viewer: Viewer, number: str, code: str) -> HttpResponse:
    """Accept the matter without a paper for some days."""

    def do() -> str:
        due = deciding.allow_gap(
            viewer=viewer, number=number, code=code, now=clock.now(), address=address_of(request)
        )
        day = clock.day_of(due)
        return f"已容缺受理，请申请人在{day.month}月{day.day}日前补交，短信已发。"

    return _done(request, viewer, number, f"gap-{code}", do)


@require_POST
@staff_page
def promise(request: HttpRequest, viewer: Viewer, number: str, stand_in_id: int) -> HttpResponse:
    """What the check of a promise found."""
    true = request.POST.get("verdict") == "true"

    def do() -> str:
        deciding.check_promise(
            viewer=viewer,
            number=number,
            stand_in_id=stand_in_id,
            true=true,
            finding=request.POST.get("finding", ""),
            now=clock.now(),
            address=address_of(request),
        )
        return "核查结果已记录。" if true else "已记录为不实。请到“文书”里撤销据此作出的决定。"

    return _done(request, viewer, number, f"promise-{stand_in_id}", do)


@require_POST
@staff_page
def objection(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """A supervisor's answer to an objection against a record."""
    lift = request.POST.get("verdict") == "lift"

    def do() -> str:
        deciding.answer_objection(
            viewer=viewer,
            number=number,
            lift=lift,
            answer=request.POST.get("answer", ""),
            now=clock.now(),
            address=address_of(request),
        )
        return "失信记录已解除。" if lift else "已答复，记录维持。"

    return _done(request, viewer, number, "objection", do)


@require_GET
@staff_page
def owed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Promises to check and papers to come, nearest due first; records of broken promises for supervisors."""
    return staff_answer(
        request,
        viewer,
        "office/owed.html",
        here="owed",
        rows=reading.waiting_for(viewer=viewer, now=clock.now()),
        bars=reading.bars(viewer=viewer) if viewer.has("supervisor") else [],
    )


@require_GET
@staff_page
def search_in_texts(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Materials that hold the words asked for."""
    text = request.GET.get("q", "").strip()[:60]
    found = search_texts(viewer=viewer, text=text, now=clock.now(), address=address_of(request))
    return staff_answer(request, viewer, "office/search_texts.html", text=text, found=found)


def _done(
    request: HttpRequest, viewer: Viewer, number: str, chosen: str, do: Callable[[], str]
) -> HttpResponse:
    """Do it; a refusal shows the matter as it is now with what was typed."""
    try:
        said = do()
    except MatterNotFound:
        raise
    except Refusal as refusal:
        return show_refusal(request, viewer, number, chosen, refusal)
    messages.success(request, said)
    return redirect("office:matter", number)
