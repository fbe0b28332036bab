"""The first page: one question."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from fawang.core import clock
from fawang.interfaces.public import places
from fawang.interfaces.public.service_words import families_of, featured, service_lines
from fawang.journeys.ask import answer_services
from fawang.journeys.hear import can_hear
from fawang.records.people.queries import WALK_IN_KINDS, offices_in


@dataclass(frozen=True)
class Chip:
    """A common problem; the sentence is what gets asked, always in Chinese."""

    label: str
    icon: str
    sentence: str


CHIPS = (
    Chip(gettext_noop("欠薪讨薪"), "yuan", "老板拖欠我的工资，一直不给"),
    Chip(gettext_noop("工伤"), "helmet", "上班干活的时候受伤了，单位不管"),
    Chip(gettext_noop("离婚"), "parting", "我想离婚，孩子和房子怎么办"),
    Chip(gettext_noop("借钱不还"), "loan", "朋友借了我的钱，到期了不还"),
    Chip(gettext_noop("交通事故"), "car", "我被车撞伤了，对方不赔医药费"),
    Chip(gettext_noop("租房押金"), "key", "租房到期了，房东不退押金"),
    Chip(gettext_noop("老人赡养"), "elder", "子女不给赡养费，老人没人管"),
    Chip(gettext_noop("邻里土地"), "fence", "邻居占了我家的宅基地和地边"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`/`"""
    place = places.place_of(request) or settings.SITE_REGION
    families = families_of(service_lines())
    context = {
        "tab": "home",
        "can_hear": can_hear(),
        "chips": [Chip(_(chip.label), chip.icon, chip.sentence) for chip in CHIPS],
        "services": featured(families, answer_services()),
        "families": families,
        "count": sum(len(one.services) for one in families),
        "offices": offices_in(place, WALK_IN_KINDS, clock.now())[:2],
        "place_name": places.place_name(request),
    }
    return render(request, "public/home.html", context)
