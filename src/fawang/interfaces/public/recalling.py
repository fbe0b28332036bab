"""`/apply/recall`: the phone and the name, a code, what was found, and what of it is taken over."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.gateways.sms import has_operator
from fawang.interfaces.public.address import address_of
from fawang.interfaces.public.applying import Work, with_draft
from fawang.journeys.demo import demo_loaded
from fawang.journeys.recall import find_facts, request_recall, take_facts


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def recall(request: HttpRequest, work: Work) -> HttpResponse:
    """Three small steps on one address; nothing is filled in before the last."""
    post = request.POST
    context: dict[str, Any] = {
        "phone": post.get("phone", "")[:30],
        "name": post.get("name", "")[:120],
        "demo": not has_operator() and demo_loaded(),
        "back": work.onward(),
    }
    if request.method != "POST":
        return render(request, "public/recall.html", context)
    try:
        if "token" in post:
            take_facts(
                draft_token=work.draft.token,
                token=post["token"],
                facts=post.getlist("fact"),
                address=address_of(request),
                now=clock.now(),
            )
            return redirect(reverse("public:apply"))
        if "code" in post and "again" not in post:
            context["sent"] = True
            context["found"] = find_facts(
                draft_token=work.draft.token,
                name=context["name"],
                phone=context["phone"],
                code=post["code"][:12],
                address=address_of(request),
                now=clock.now(),
            )
        else:
            request_recall(phone=context["phone"], address=address_of(request), now=clock.now())
            context["sent"] = True
    except Refusal as refusal:
        context["fault"] = refusal.message
        return render(request, "public/recall.html", context, status=422)
    return render(request, "public/recall.html", context)
