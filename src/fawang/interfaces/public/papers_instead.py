"""What may stand in for a paper: a promise or a register's entry, before handing in and on one's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.public.address import address_of
from fawang.interfaces.public.applying import Work, with_draft
from fawang.interfaces.public.own_case import with_proof
from fawang.journeys.proof import ProofExpired
from fawang.journeys.stand_ins import deciding, giving, reading


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def before(request: HttpRequest, work: Work) -> HttpResponse:
    """`/apply/papers`: the papers that are missing, before handing in."""
    token = work.draft.token
    fault = _do(request, draft_token=token) if request.method == "POST" else ""
    if request.method == "POST" and not fault:
        return redirect("public:papers-before")
    papers = reading.papers_of_draft(draft_token=token, now=clock.now())
    return _page(request, papers, fault, "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_proof
def own(request: HttpRequest, code: str, proof: str) -> HttpResponse:
    """`/p/<code>/own/instead`: the same for a matter that was handed in."""
    fault = _do(request, proof=proof) if request.method == "POST" else ""
    if request.method == "POST" and not fault:
        messages.success(request, _("办好了，经办人马上能看到。"), extra_tags="done")
        return redirect("public:own-instead", code)
    return _page(request, reading.own_papers_state(proof=proof, now=clock.now()), fault, code)


@require_POST
@with_proof
def objection(request: HttpRequest, code: str, proof: str) -> HttpResponseBase:
    """An objection to the record of a broken promise, or what was done to repair it."""
    words = request.POST.get("words", "")[:1000]
    try:
        deciding.object_to_record(proof=proof, words=words, now=clock.now(), address=address_of(request))
    except ProofExpired:
        raise
    except Refusal as refusal:
        papers = reading.own_papers_state(proof=proof, now=clock.now())
        return _page(request, papers, refusal.message, code, words)
    messages.success(request, _("您的意见已经收到，司法行政部门会答复。"), extra_tags="done")
    return redirect("public:own-instead", code)


def _page(
    request: HttpRequest, papers: reading.Papers, fault: str, code: str, words: str = ""
) -> HttpResponse:
    context = {"papers": papers, "fault": fault, "code": code, "words": words}
    return render(request, "public/papers_instead.html", context, status=422 if fault else 200)


def _do(request: HttpRequest, *, draft_token: str = "", proof: str = "") -> str:
    """Do what was asked; the sentence that refuses it, empty when it was done."""
    code = request.POST.get("paper", "")[:60]
    agreed, now = request.POST.get("agreed") == "yes", clock.now()
    address = address_of(request)
    try:
        if request.POST.get("how") == "back" and draft_token:
            giving.take_back(code=code, draft_token=draft_token, now=now)
        elif request.POST.get("how") == "register":
            giving.use_register(
                code=code, agreed=agreed, draft_token=draft_token, proof=proof, now=now, address=address
            )
        else:
            giving.promise(
                code=code, agreed=agreed, draft_token=draft_token, proof=proof, now=now, address=address
            )
    except ProofExpired:
        raise
    except Refusal as refusal:
        return refusal.message
    return ""
