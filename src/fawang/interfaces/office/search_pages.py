"""Finding a matter: by words, number, case code, phone, identity number or a party's exact name."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from fawang.core import clock
from fawang.interfaces.office.access import staff_answer, staff_page
from fawang.interfaces.office.address import address_of
from fawang.interfaces.office.rows import list_rows
from fawang.journeys.find import find_by_secret
from fawang.journeys.queue import SearchTextRefused, search
from fawang.records.people.viewers import Viewer


@require_http_methods(["GET", "POST"])
@staff_page
def search_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Matters that hold the words asked for; a full number leads straight to its matter. The form is sent as
    a POST, so that a phone or identity number stands in no address and no log; words go on to an address
    that can be kept."""
    text = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()
    if not text:
        return redirect("office:queue")
    now = clock.now()
    if request.method == "POST":
        found = find_by_secret(viewer=viewer, text=text, now=now, address=address_of(request))
        if found is None:
            return redirect(f"{reverse('office:search')}?{urlencode({'q': text})}")
        rows = list_rows(found.rows, now=now)
        return staff_answer(request, viewer, "office/search.html", page=found, rows=rows, text=found.text)
    try:
        page = search(viewer=viewer, text=text, after=request.GET.get("after", ""), now=now)
    except SearchTextRefused as refusal:
        return staff_answer(request, viewer, "office/search.html", status=422, text=text, refusal=refusal)
    if len(page.rows) == 1 and page.rows[0].number == re.sub(r"[\s-]", "", text):
        return redirect("office:matter", page.rows[0].number)
    return staff_answer(
        request,
        viewer,
        "office/search.html",
        page=page,
        rows=list_rows(page.rows, now=now),
        named=list_rows(page.named, now=now),
        text=text,
    )
