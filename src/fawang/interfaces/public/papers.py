"""The applicant's own papers after a code to the phone: decisions to download, the form and the receipt."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fawang.core import clock
from fawang.interfaces.public.address import address_of
from fawang.interfaces.public.own_case import with_proof
from fawang.interfaces.public.signing import file_answer
from fawang.journeys.add_material import MaterialNotFound, read_own_material
from fawang.journeys.form_sheets import own_form, own_receipt
from fawang.journeys.papers.reading import read_own_paper
from fawang.journeys.papers.views import PaperFile
from fawang.journeys.print_form import printed_form


@never_cache
@require_safe
@with_proof
def paper(request: HttpRequest, code: str, proof: str, paper_id: int) -> HttpResponse:
    """`/p/<code>/own/papers/<id>.pdf`: a notice or decision; the first time is noted."""
    found = read_own_paper(proof=proof, paper_id=paper_id, address=address_of(request), now=clock.now())
    return _download(found)


@never_cache
@require_safe
@with_proof
def form(request: HttpRequest, code: str, proof: str) -> HttpResponse:
    """`/p/<code>/own/form.pdf`: the application form as it was filled in."""
    site = request.build_absolute_uri("/")
    found = own_form(proof=proof, site=site, address=address_of(request), now=clock.now())
    return _download(found)


@never_cache
@require_safe
@with_proof
def receipt(request: HttpRequest, code: str, proof: str) -> HttpResponse:
    """`/p/<code>/own/receipt.pdf`: that it was received, by whom, and until when it is dealt with."""
    return _download(own_receipt(proof=proof, site=request.build_absolute_uri("/"), now=clock.now()))


@never_cache
@require_safe
@with_proof
def printed(request: HttpRequest, code: str, proof: str) -> HttpResponse:
    """`/p/<code>/own/print`: the application as an official form, in full, to be printed from the browser."""
    form = printed_form(proof=proof, address=address_of(request), now=clock.now())
    return render(request, "public/printed.html", {"code": code, "form": form})


@never_cache
@require_safe
@with_proof
def own_file(request: HttpRequest, code: str, proof: str, material: int) -> HttpResponseBase:
    """`/p/<code>/own/file/<id>`: a file of one's own matter."""
    try:
        return file_answer(read_own_material(material_id=material, proof=proof, now=clock.now()))
    except MaterialNotFound as refusal:
        raise Http404 from refusal


def _download(found: PaperFile) -> HttpResponse:
    answer = HttpResponse(found.content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.file_name) or "attachment"
    return answer
