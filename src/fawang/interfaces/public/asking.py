"""Ask in plain words and be told what to do. What was written travels in the body of the request only."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.core.text import clean
from fawang.interfaces.public import places
from fawang.journeys.ask import ask
from fawang.journeys.hear import can_hear
from fawang.records.people.queries import WALK_IN_KINDS, offices_in
from fawang.stages.advice.models import Answer

LONGEST = 2000
URGENCY = {
    "emergency": gettext_noop("危急"),
    "urgent": gettext_noop("紧急"),
    "soon": gettext_noop("要抓紧"),
    "normal": gettext_noop("不急"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: HttpRequest) -> HttpResponse:
    """`/ask`: the box, or the answer to what was written."""
    if request.method != "POST":
        return render(request, "public/ask.html", {"story": "", "can_hear": can_hear()})
    story = clean(request.POST.get("text", ""), LONGEST)
    if len(story) < 2:
        return _not_yet(request, story, _("请写一写遇到了什么事，几个字也行。"))
    try:
        answer = ask(story, region_code=places.place_of(request) or None, now=clock.now())
    except Refusal as refusal:
        return _not_yet(request, story, refusal.message)
    return render(request, "public/answer.html", _answer_context(request, story, answer))


def _not_yet(request: HttpRequest, story: str, message: str) -> HttpResponse:
    context = {"story": story, "error": {"text": message}, "can_hear": can_hear()}
    return render(request, "public/ask.html", context, status=422)


def _answer_context(request: HttpRequest, story: str, answer: Answer) -> dict[str, object]:
    applied_for = next((one for one in answer.suggestions if one.service_code), None)
    place = places.place_of(request) or settings.SITE_REGION
    return {
        "story": story,
        "answer": answer,
        "urgency_name": _(URGENCY.get(answer.urgency, "不急")),
        "main_service": applied_for,
        "other_services": [one for one in answer.suggestions if one is not applied_for],
        "offices": [] if answer.out_of_scope else offices_in(place, WALK_IN_KINDS, clock.now())[:1],
        "quick_exit": answer.escalate_human or "家庭暴力" in answer.category,
        "keep_form": "keep",
    }
