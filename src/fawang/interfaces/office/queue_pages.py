"""The list of work, and finding a matter by words."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from fawang.core import clock
from fawang.interfaces.office.access import at_a_desk, staff_answer, staff_page
from fawang.journeys.queue import URGENCIES, QueueFilters, SearchTextRefused, queue, search
from fawang.records.people.viewers import Viewer
from fawang.reference.catalog.queries import list_services

TABS = {
    "new": "待领取",
    "mine": "我在办",
    "open": "全部在办",
    "overdue": "已逾期",
    "closed": "已办结",
}
OFFICER_TABS = ["new", "mine", "open", "overdue", "closed"]
SUPERVISOR_TABS = ["open", "overdue", "new", "closed"]
LAWYER_TABS = ["mine", "overdue", "closed"]


@require_GET
@staff_page
def queue_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The viewer's work, the most pressing first; a supervisor without a desk starts at the overview."""
    if not at_a_desk(viewer) and "tab" not in request.GET:
        return redirect("office:overview")
    tabs = tabs_of(viewer)
    filters = filters_of(request, tabs)
    page = queue(viewer=viewer, filters=filters, after=request.GET.get("after", ""), now=clock.now())
    return staff_answer(
        request,
        viewer,
        "office/queue.html#rows" if getattr(request, "htmx", False) else "office/queue.html",
        here="queue",
        page=page,
        filters=filters,
        kept=kept_in_links(filters),
        narrowed=[words for words in (filters.category, filters.region_code) if words],
        services=[(one.code, one.name) for one in list_services()],
        urgencies=URGENCIES,
        tabs=[(code, TABS[code], page.counts.get(code)) for code in tabs],
        overdue=page.counts.get("overdue"),
        may_take=filters.tab != "closed" and viewer.has("officer"),
        first=not request.GET.get("after"),
    )


def tabs_of(viewer: Viewer) -> list[str]:
    """The lists that mean something to this viewer, the one to start with first."""
    if viewer.has("officer"):
        return OFFICER_TABS
    return SUPERVISOR_TABS if viewer.has("supervisor") else LAWYER_TABS


def filters_of(request: HttpRequest, tabs: list[str]) -> QueueFilters:
    """What the list is asked to show."""
    tab = request.GET.get("tab", "")
    return QueueFilters(
        tab=tab if tab in tabs else tabs[0],
        service_code=request.GET.get("service", ""),
        category=request.GET.get("category", ""),
        urgency=request.GET.get("urgency", ""),
        region_code=request.GET.get("region", ""),
    )


def kept_in_links(filters: QueueFilters) -> str:
    """The narrowing as the end of a link, so that changing the tab or the page keeps it."""
    said = {
        "service": filters.service_code,
        "category": filters.category,
        "urgency": filters.urgency,
        "region": filters.region_code,
    }
    words = urlencode({name: value for name, value in said.items() if value})
    return f"&{words}" if words else ""


@require_GET
@staff_page
def search_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Matters that hold the words asked for; a full number leads straight to its matter."""
    text = request.GET.get("q", "").strip()
    if not text:
        return redirect("office:queue")
    try:
        page = search(viewer=viewer, text=text, after=request.GET.get("after", ""), now=clock.now())
    except SearchTextRefused as refusal:
        return staff_answer(request, viewer, "office/search.html", status=422, text=text, refusal=refusal)
    if len(page.rows) == 1 and page.rows[0].number == re.sub(r"[\s-]", "", text):
        return redirect("office:matter", page.rows[0].number)
    return staff_answer(request, viewer, "office/search.html", page=page, text=text)
