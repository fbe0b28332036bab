"""The list of work, and finding a matter by words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fawang.core import clock
from fawang.interfaces.office.access import staff_answer, staff_page
from fawang.journeys.queue import QueueFilters, queue, search
from fawang.records.people.viewers import Viewer

TABS = [
    ("new", "待领取"),
    ("mine", "我在办"),
    ("open", "全部在办"),
    ("overdue", "已逾期"),
    ("closed", "已办结"),
]
LAWYER_TABS = [("mine", "我在办"), ("overdue", "已逾期"), ("closed", "已办结")]


@never_cache
@require_GET
@staff_page
def queue_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The viewer's work, the most pressing first; a supervisor without a desk starts at the overview."""
    if viewer.has("supervisor") and not viewer.has("officer") and "tab" not in request.GET:
        return redirect("office:overview")
    tabs = TABS if viewer.has("officer") or viewer.has("supervisor") else LAWYER_TABS
    tab = request.GET.get("tab", tabs[0][0])
    filters = QueueFilters(
        tab=tab if tab in dict(tabs) else tabs[0][0],
        service_code=request.GET.get("service", ""),
        category=request.GET.get("category", ""),
        urgency=request.GET.get("urgency", ""),
        region_code=request.GET.get("region", ""),
    )
    page = queue(viewer=viewer, filters=filters, after=request.GET.get("after", ""), now=clock.now())
    return staff_answer(
        request,
        viewer,
        "office/queue.html#rows" if getattr(request, "htmx", False) else "office/queue.html",
        here="queue",
        page=page,
        filters=filters,
        tabs=[(code, name, page.counts.get(code)) for code, name in tabs],
        first=not request.GET.get("after"),
    )


@never_cache
@require_GET
@staff_page
def search_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Matters that hold the words asked for; a full number leads straight to its matter."""
    text = request.GET.get("q", "").strip()
    if not text:
        return redirect("office:queue")
    page = search(viewer=viewer, text=text, after=request.GET.get("after", ""), now=clock.now())
    if len(page.rows) == 1 and page.rows[0].number == text.upper():
        return redirect("office:matter", page.rows[0].number)
    return staff_answer(request, viewer, "office/search.html", page=page, text=text)
