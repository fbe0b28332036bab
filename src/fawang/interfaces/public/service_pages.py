"""The services on offer, and starting an application."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.core.text import clean
from fawang.interfaces.public import cookies, places
from fawang.interfaces.public.address import channel_of
from fawang.interfaces.public.applying import Work, draft_of
from fawang.interfaces.public.citing import citations_of
from fawang.interfaces.public.service_words import service_lines
from fawang.journeys.ask import ask
from fawang.journeys.draft import start_draft
from fawang.reference.catalog.definitions import ServiceDefinition
from fawang.reference.catalog.queries import get_service


def _service(code: str) -> ServiceDefinition:
    try:
        return get_service(code)
    except Refusal as refusal:
        raise Http404 from refusal


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """`/services`"""
    lines = sorted(service_lines(), key=lambda one: one.family_name)
    families = [(family, list(group)) for family, group in groupby(lines, key=lambda one: one.family_name)]
    return render(request, "public/services.html", {"families": families})


@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """`/services/<code>`"""
    definition = _service(code)
    draft = draft_of(request)
    context = {
        "service": definition,
        "cites": citations_of(definition.cites),
        "draft": draft if draft and draft.service_code == code else None,
    }
    return render(request, "public/service.html", context)


@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an application with the story and the facts already told filled in. Pressing the button twice,
    or again without anything new, goes on with the draft there is."""
    definition = _service(code)
    story = clean(request.POST.get("story", ""), 2000)
    draft = draft_of(request)
    same = draft is not None and draft.service_code == code and "afresh" not in request.POST
    if draft is not None and same and story in ("", draft.answers.get("story", "")):
        return redirect(Work(draft, get_service(code, draft.service_version)).onward())
    draft = start_draft(
        service_code=code,
        story=story,
        facts=_facts(request, story),
        channel=channel_of(request),
        now=clock.now(),
    )
    first = definition.form.pages[0].code
    response = redirect("public:page", first)
    cookies.keep_draft(response, draft.token)
    return response


def _facts(request: HttpRequest, story: str) -> dict[str, Any]:
    """What the story tells, understood again here so that a browser cannot claim facts."""
    if not story:
        return {}
    place = places.place_of(request)
    try:
        answer = ask(story, region_code=place or None, now=clock.now())
    except Refusal:
        return {}
    flags = ["danger"] if answer.escalate_human else []
    return {**answer.facts, "category": answer.category, "urgency": answer.urgency, "flags": flags}
