"""Safe contact, switched on by whoever deals with a matter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fawang.core import clock
from fawang.interfaces.office.access import staff_page
from fawang.interfaces.office.address import address_of
from fawang.interfaces.office.matter_pages import show_refusal
from fawang.journeys.notify.contact import ContactFault, set_safe_contact
from fawang.records.people.viewers import Viewer


@require_POST
@staff_page
def set_contact(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """Write it down; what was typed stays when something is wrong with it."""
    post = request.POST
    safe = post.get("safe") == "yes"
    begin, end = post.get("from", ""), post.get("to", "")
    try:
        set_safe_contact(
            viewer=viewer,
            number=number,
            safe=safe,
            phone=post.get("safe_phone", "")[:30],
            hours=f"{begin}-{end}" if begin or end else "",
            now=clock.now(),
            address=address_of(request),
        )
    except ContactFault as refusal:
        return show_refusal(request, viewer, number, "contact", refusal)
    messages.success(request, "已记下，从现在起按安全联系办。" if safe else "已取消安全联系。")
    return redirect("office:matter", number)
