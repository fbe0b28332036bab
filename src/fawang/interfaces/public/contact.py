"""How the applicant wants to be told: one page after the one-time code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fawang.core import clock
from fawang.interfaces.public.address import address_of
from fawang.interfaces.public.own_case import with_proof
from fawang.journeys.notify.contact import ContactFault, OwnContact, own_contact, set_own_contact
from fawang.records.people.contact import Contact

#: Means a person may choose; WeChat comes once an account can be bound.
WAYS = ("sms", "voice", "email")
HOURS = tuple(f"{hour:02}:00" for hour in range(24))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_proof
def contact_page(request: HttpRequest, code: str, proof: str) -> HttpResponse:
    """`/p/<code>/own/contact`: means, hours, language, safe contact."""
    own = own_contact(proof=proof, now=clock.now())
    if request.method != "POST":
        return _page(request, code, own, _chosen(own))
    try:
        set_own_contact(
            proof=proof,
            wish=_wish(request.POST),
            again=request.POST.get("again", ""),
            now=clock.now(),
            address=address_of(request),
        )
    except ContactFault as refusal:
        return _page(request, code, own, request.POST.dict(), refusal.faults)
    messages.success(request, _("记下了，以后就照这样告诉您。"), extra_tags="done")
    return redirect("public:own", code)


def _wish(post: QueryDict) -> Contact:
    first, second = post.get("first", "sms"), post.get("second", "")
    safe = post.get("safe") == "yes"
    return Contact(
        channels=tuple(one for one in dict.fromkeys((first, second)) if one),
        quiet_hours=_hours(post, "quiet"),
        english=post.get("language") == "en",
        optional=post.get("optional") == "yes",
        email=post.get("email", "")[:120].strip(),
        safe=safe,
        safe_phone=post.get("safe_phone", "")[:30].strip() if safe else "",
        safe_hours=_hours(post, "safe") if safe else "",
    )


def _hours(post: QueryDict, name: str) -> str:
    begin, end = post.get(f"{name}_from", ""), post.get(f"{name}_to", "")
    return f"{begin}-{end}"[:11] if begin or end else ""


def _chosen(own: OwnContact) -> dict[str, str]:
    """What the page's boxes hold before anything is typed."""
    contact = own.contact
    first, second, *_rest = (*contact.channels, "", "")
    quiet_from, _dash, quiet_to = own.quiet_hours.partition("-")
    safe_from, _dash, safe_to = contact.safe_hours.partition("-")
    return {
        "first": first or "sms",
        "second": second,
        "email": contact.email,
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "language": "en" if contact.english else "zh",
        "optional": "yes" if contact.optional else "",
        "safe": "yes" if contact.safe or own.offer_safe else "",
        "safe_phone": contact.safe_phone,
        "again": contact.safe_phone,
        "safe_from": safe_from,
        "safe_to": safe_to,
    }


def _page(
    request: HttpRequest,
    code: str,
    own: OwnContact,
    typed: dict[str, str],
    faults: dict[str, str] | None = None,
) -> HttpResponse:
    names = {"sms": _("发短信"), "voice": _("打电话念给我听"), "email": _("发电子邮件")}
    context: dict[str, Any] = {
        "code": code,
        "typed": typed,
        "faults": faults or {},
        "ways": [(way, names[way]) for way in WAYS],
        "hours": HOURS,
        "offer": own.offer_safe,
        "tab": "progress",
    }
    return render(request, "public/contact.html", context, status=422 if faults else 200)
