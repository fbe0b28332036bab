"""Is this paper genuine? By the code printed on it, and by the file itself; no name, no account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fawang.core import clock
from fawang.core.ids import CaseCodeFault, format_case_code, normalise_case_code
from fawang.core.refusals import Refusal
from fawang.interfaces.public.address import address_of
from fawang.journeys.papers.verifying import LARGEST, verify_code, verify_upload
from fawang.records.matters.refusals import TooManyVerifications


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """`/verify`: type the code at the foot of a paper."""
    if request.method != "POST":
        return render(request, "public/verify_find.html", {"typed": ""})
    typed = request.POST.get("code", "")[:60]
    try:
        code = format_case_code(normalise_case_code(typed))
    except CaseCodeFault as refusal:
        # The rules of the code are those of a case code; only its name on paper differs.
        words = refusal.message.replace("查询码", _("校验码")).replace("回执", _("文书"))
        context = {"typed": typed, "faults": {"code": words}}
        return render(request, "public/verify_find.html", context, status=422)
    return redirect("public:verify", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """`/verify/<code>/`: what stands behind a code; with a file laid beside it, whether it is the same."""
    now, address = clock.now(), address_of(request)
    try:
        context: dict[str, Any] = {"paper": verify_code(code=code, address=address, now=now)}
        if request.method == "POST":
            return _compared(request, context, code)
    except TooManyVerifications as refusal:
        context = {"typed": code, "faults": {"code": refusal.message}}
        return render(request, "public/verify_find.html", context, status=429)
    except Refusal as refusal:
        context = {"typed": code, "faults": {"code": refusal.message}}
        return render(request, "public/verify_find.html", context, status=404)
    return render(request, "public/verify.html", context)


def _compared(request: HttpRequest, context: dict[str, Any], code: str) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > LARGEST:
        context["faults"] = {"file": _("请选要核对的 PDF 文件，不超过 4 MB。")}
        return render(request, "public/verify.html", context, status=422)
    context["result"] = verify_upload(
        content=file.read(), code=code, address=address_of(request), now=clock.now()
    )
    return render(request, "public/verify.html", context)
