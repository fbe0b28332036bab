"""Starting an application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.core.text import clean
from fawang.interfaces.public import cookies, places
from fawang.interfaces.public.address import address_of, channel_of
from fawang.interfaces.public.applying import Work, draft_of, service_or_404
from fawang.journeys.ask import ask
from fawang.journeys.draft import DraftView, discard_draft, start_draft
from fawang.journeys.proof import ProofExpired
from fawang.journeys.remedies import carried_facts
from fawang.reference.catalog.answers import PERSON_FACTS, facts_of
from fawang.reference.catalog.queries import get_service


@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an application with the story and the facts already told filled in. Pressing the button twice,
    or again without anything new, goes on with the draft there is; anything else asks first, because this
    browser holds one draft."""
    definition = service_or_404(code)
    story = clean(request.POST.get("story", ""), 2000)
    draft = draft_of(request)
    afresh = "afresh" in request.POST
    if draft is not None and not afresh:
        if draft.service_code == code and story in ("", draft.answers.get("story", "")):
            return redirect(Work(draft, get_service(code, draft.service_version)).onward())
        if draft.answers:
            context = {
                "draft": draft,
                "service": definition,
                "story": story,
                "same": draft.service_code == code,
                "against": request.POST.get("against", "")[:40],
            }
            return render(request, "public/two_drafts.html", context)
    facts = {**_facts_of_draft(draft, code), **_facts_of_matter(request, code), **_facts(request, story)}
    if draft is not None and draft.service_code == code:
        discard_draft(token=draft.token, now=clock.now())
    draft = start_draft(
        service_code=code, story=story, facts=facts, channel=channel_of(request), now=clock.now()
    )
    first = definition.form.pages[0].code
    response = redirect("public:page", first)
    cookies.keep_draft(response, draft.token)
    return response


def _facts_of_draft(draft: DraftView | None, code: str) -> dict[str, Any]:
    """What was told in a draft of another service, about the person: the story of that one is its own."""
    if draft is None or draft.service_code == code:
        return {}
    form = get_service(draft.service_code, draft.service_version).form
    return {name: value for name, value in facts_of(form, draft.answers).items() if name in PERSON_FACTS}


def _facts_of_matter(request: HttpRequest, code: str) -> Mapping[str, Any]:
    """What the matter tells that this is a remedy against, if this browser has proved to be its applicant."""
    held_for, proof = cookies.proof(request)
    if not proof or request.POST.get("against", "") != held_for:
        return {}
    try:
        return carried_facts(proof=proof, service=code, address=address_of(request), now=clock.now())
    except ProofExpired:
        return {}


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
