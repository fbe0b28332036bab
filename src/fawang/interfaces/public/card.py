"""Filling a page from a photo of an identity card. The person sees what was read and corrects it; nothing is
saved before they go on, and the photo is not kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from fawang.core import clock
from fawang.core.refusals import Refusal
from fawang.interfaces.public.address import address_of
from fawang.journeys.read_card import MOST_BYTES, PictureTooLarge, read_card
from fawang.reference.catalog.definitions import Page

#: Name of the file control, and the value of the button that sends it.
CARD = "card"
#: Facts that a card answers, by whose card it is; each is a name in content/services/facts.yaml.
NUMBER_FACTS = ("identity_number", "represented_identity_number")
_FACTS = {
    "name": "name",
    "represented_name": "name",
    "identity_number": "identity_number",
    "represented_identity_number": "identity_number",
}


@dataclass(frozen=True)
class CardAnswers:
    """What a photo brought: answers by field code, or the fault; `told` says what was filled in."""

    answers: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    told: str = ""


def holds_card(asked: Page) -> bool:
    """Whether the page asks for an identity number, so that a card would help. A person may stay unnamed
    where only a name is asked."""
    return any(one.fact in NUMBER_FACTS for one in asked.fields)


def fill_from_card(request: HttpRequest, asked: Page) -> CardAnswers:
    """Read the photo in the request for the fields of this page."""
    photo = request.FILES.get(CARD)
    if photo is None:
        return CardAnswers(faults={CARD: _("请先拍身份证，或者选一张照片；也可以直接手填。")})
    try:
        if (photo.size or 0) > MOST_BYTES:
            raise PictureTooLarge
        card = read_card(picture=photo.read(), address=address_of(request), now=clock.now())
    except Refusal as refusal:
        return CardAnswers(faults={CARD: refusal.message})
    answers: dict[str, str] = {}
    filled: list[str] = []
    missing: list[str] = []
    for one in asked.fields:
        if one.fact not in _FACTS:
            continue
        value = getattr(card, _FACTS[one.fact])
        (filled if value else missing).append(one.label)
        if value:
            answers[one.code] = value
    if not filled:
        return CardAnswers(faults={CARD: _("没有认清姓名和号码，请再拍一次，或者直接手填。")})
    told = _("已从照片填上：%(fields)s。请对着身份证看一遍，不对就改。") % {"fields": "、".join(filled)}
    if missing:
        told += _("没有认清：%(fields)s，请自己填。") % {"fields": "、".join(missing)}
    return CardAnswers(answers=answers, told=told)
