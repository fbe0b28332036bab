"""The catalogue of services and the public guide of each, made from its definition alone."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fawang.core import clock
from fawang.core.text import clean
from fawang.interfaces.public import places
from fawang.interfaces.public.applying import draft_of, service_or_404
from fawang.interfaces.public.citing import citation_of, citations_of
from fawang.interfaces.public.limit_words import LimitWords, limit_words, remedy_words
from fawang.interfaces.public.service_words import AUDIENCES, families_of, line_of
from fawang.journeys.find_services import find_services
from fawang.records.people.queries import offices_in
from fawang.reference.catalog.definitions import MaterialDefinition, ServiceDefinition
from fawang.reference.catalog.guide import kind_word, main_line
from fawang.reference.catalog.queries import list_services

#: Whoever looks for one thing is helped by the first few; the rest would only hide them.
MOST_FOUND = 12


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """`/services?q=…&for=…&family=…`"""
    asked = clean(request.GET.get("q", ""), 60)
    group = request.GET.get("for", "") if request.GET.get("for") in AUDIENCES else ""
    everything = list_services()
    found = [one for one in everything if not group or group in one.audience]
    lines = {one.code: line_of(one) for one in found}
    ranked = [lines[row.code] for row in find_services(asked) if row.code in lines] if asked else []
    families = families_of(lines.values())
    family = next((one for one in families if one.code == request.GET.get("family")), None)
    context = {
        "q": asked,
        "group": group,
        "groups": [
            (code, _(words), code == group)
            for code, words in AUDIENCES.items()
            if any(code in one.audience for one in everything)
        ],
        "families": families,
        "family": family,
        "found": ranked[:MOST_FOUND],
        "count": len(found),
        "open": len(found) <= 12,
    }
    return render(request, "public/services.html", context)


@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """`/services/<code>`: who, where, what to bring, how long, what it costs, by which law, what then."""
    definition = service_or_404(code)
    draft = draft_of(request)
    today = clock.day_of(clock.now())
    place = places.place_of(request) or settings.SITE_REGION
    kind = definition.dispatch.office_kind
    english = definition.english
    context = {
        "service": definition,
        "tag": kind_word(definition),
        "cites": citations_of(definition.cites),
        "draft": draft if draft and draft.service_code == code else None,
        "online": {"web", "phone", "wechat"} & set(definition.doors),
        "offices": offices_in(place, (kind,), clock.now())[:2],
        "place_name": places.place_name(request),
        "limits": _limits(definition, today),
        "line": [state.name.split("，")[0] for state in main_line(definition.steps)],
        "materials": [(one, _material_words(one)) for one in definition.materials],
        "remedies": [remedy_words(one, today) for one in definition.remedies],
        "in_person": citation_of(definition.in_person.article) if definition.in_person else None,
        "english": english,
        "english_first": english is not None and (get_language() or "").startswith("en"),
    }
    return render(request, "public/service.html", context)


def _limits(definition: ServiceDefinition, today: date) -> list[LimitWords]:
    return [words for code in definition.limits if (words := limit_words(code, today)) is not None]


def _material_words(one: MaterialDefinition) -> str:
    """What a person should know about a paper besides its name, in a few words."""
    told = []
    if one.from_register:
        told.append(_("一般不用带，我们去查"))
    elif one.later or one.gap_days:
        told.append(_("可以以后补"))
    if one.promise:
        told.append(_("没有的话可以写书面承诺"))
    if one.original:
        told.append(_("要看原件"))
    return "，".join(told)
