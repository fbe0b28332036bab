"""The signature of a form, drawn or photographed; the files of an unfinished application; templates."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.gateways.sheets import csv_bytes, xlsx_bytes
from fawang.interfaces.public.address import address_of
from fawang.interfaces.public.applying import Work, with_draft
from fawang.journeys.add_material import MaterialFile, read_own_material
from fawang.journeys.fill_list import list_of
from fawang.journeys.sign import sign, unsign
from fawang.reference.catalog.definitions import Page
from fawang.reference.catalog.sheets import example_of, header_of

#: What a browser may show in the page itself; anything else is handed over as a file.
_SHOWN = ("image/png", "image/jpeg")
_SHEETS = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes),
    "csv": ("text/csv; charset=utf-8", csv_bytes),
}


def take_signatures(request: HttpRequest, work: Work, asked: Page) -> tuple[Work, dict[str, str]]:
    """Keep the signatures that came with a page, take back the one that was struck; faults by field."""
    faults: dict[str, str] = {}
    struck = request.POST.get("go", "").removeprefix("unsign:")
    for one in asked.fields:
        if one.kind != "signature":
            continue
        token, now = work.draft.token, clock.now()
        picture = request.FILES.get(one.code)
        if struck == one.code and picture is None:
            work = Work(unsign(draft_token=token, field=one.code, now=now), work.service)
        elif picture is not None:
            try:
                view = sign(
                    draft_token=token,
                    field=one.code,
                    chunks=picture.chunks(),
                    now=now,
                    address=address_of(request),
                )
                work = Work(view, work.service)
            except Refusal as refusal:
                faults[one.code] = refusal.message
    return work, faults


def file_answer(found: MaterialFile) -> HttpResponseBase:
    """A file of one's own: a picture to be shown, anything else to be kept."""
    shown = found.media_type in _SHOWN
    answer = FileResponse(
        found.path.open("rb"),
        content_type=found.media_type if shown else "application/octet-stream",
        as_attachment=not shown,
        filename=found.file_name,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@never_cache
@require_safe
@with_draft
def draft_file(request: HttpRequest, work: Work, material: int) -> HttpResponseBase:
    """`/apply/file/<id>`: a file of the application that is being filled in."""
    try:
        return file_answer(
            read_own_material(material_id=material, draft_token=work.draft.token, now=clock.now())
        )
    except Refusal as refusal:
        raise Http404 from refusal


@never_cache
@require_safe
@with_draft
def template(request: HttpRequest, work: Work, code: str, kind: str) -> HttpResponse:
    """`/apply/sheet/<list>.xlsx`: a spreadsheet to fill in, with the labels as its header."""
    try:
        definition = list_of(work.draft, code)
    except Refusal as refusal:
        raise Http404 from refusal
    if kind not in _SHEETS:
        raise Http404
    media_type, write = _SHEETS[kind]
    answer = HttpResponse(write(header_of(definition), [example_of(definition)]), content_type=media_type)
    name = f"{definition.label}.{kind}"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
