"""Where a matter stands: by case code, without a name, like a parcel."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fawang.core import clock
from fawang.core.ids import CaseCodeFault, format_case_code, normalise_case_code
from fawang.core.refusals import Refusal
from fawang.interfaces.public import cookies
from fawang.interfaces.public.address import address_of
from fawang.interfaces.public.applying import draft_of
from fawang.interfaces.public.limit_words import open_remedy_words
from fawang.journeys.progress import CaseIsDraft, public_progress
from fawang.records.matters.refusals import CaseNotFound


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """`/p`: type the case code."""
    context: dict[str, Any] = {"tab": "progress", "draft": draft_of(request), "typed": ""}
    if request.method != "POST":
        return render(request, "public/find_progress.html", context)
    typed = request.POST.get("case_code", "")[:60]
    try:
        code = format_case_code(normalise_case_code(typed))
    except CaseCodeFault as refusal:
        context |= {"typed": typed, "fault": {"case_code": refusal.message}}
        return render(request, "public/find_progress.html", context, status=422)
    return redirect("public:progress", code)


def shown_code(code: str) -> str:
    """The shown form of a code in an address; 404 for what can be no code."""
    try:
        return format_case_code(normalise_case_code(code))
    except CaseCodeFault as refusal:
        raise Http404 from refusal


@never_cache
@require_safe
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """`/p/<code>`: for anybody who holds the code."""
    try:
        found = public_progress(case_code=code, now=clock.now(), address=address_of(request))
    except CaseNotFound as refusal:
        waiting = isinstance(refusal, CaseIsDraft)
        context: dict[str, Any] = {"code": shown_code(code), "words": refusal.message, "tab": "progress"}
        context["waiting"] = waiting
        return render(request, "public/no_progress.html", context, status=200 if waiting else 404)
    except Refusal as refusal:
        context = {"typed": code, "fault": {"case_code": refusal.message}, "tab": "progress"}
        return render(request, "public/find_progress.html", context, status=422)
    if code != found.case_code:
        return redirect("public:progress", found.case_code)
    context = {
        "progress": found,
        "remedies": open_remedy_words(found.remedies),
        "code": found.case_code,
        "opened": cookies.proof(request)[0] == found.case_code,
        "tab": "progress",
    }
    return render(request, "public/progress.html", context)


@require_safe
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """`/p/<code>/qr.svg`: the address of the progress page to scan."""
    address = request.build_absolute_uri(reverse("public:progress", args=[shown_code(code)]))
    picture = io.BytesIO()
    segno.make_qr(address, error="m").save(picture, kind="svg", scale=4, border=2)
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    return response
