"""The list of work: its tabs, what it is narrowed down by, and views kept under a name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fawang.core import clock
from fawang.interfaces.office.access import at_a_desk, staff_answer, staff_page
from fawang.interfaces.office.rows import bulk_steps, list_rows
from fawang.journeys.approvals import awaiting_me
from fawang.journeys.queue import QueuePage, queue
from fawang.journeys.queue_filters import (
    CHANNELS,
    STANDINGS,
    URGENCIES,
    QueueFilters,
    choices_for,
    families,
    family_of,
    services_in,
)
from fawang.records.people.desk import views_of
from fawang.records.people.operations.desk import ViewRefused, drop_view, save_view
from fawang.records.people.viewers import Viewer

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
#: Names of the filters in the address, with the field of QueueFilters behind each.
NAMES = {
    "service": "service_code",
    "category": "category",
    "urgency": "urgency",
    "region": "region_code",
    "family": "family",
    "state": "state",
    "standing": "standing",
    "flag": "flag",
    "channel": "channel",
    "holder": "holder",
}


@require_GET
@staff_page
def queue_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The viewer's work, the most pressing first; a supervisor without a desk starts at the overview."""
    if not at_a_desk(viewer) and "tab" not in request.GET:
        return redirect("office:overview")
    tabs = tabs_of(viewer)
    filters = filters_of(request.GET, tabs)
    now = clock.now()
    page = queue(viewer=viewer, filters=filters, after=request.GET.get("after", ""), now=now)
    part = bool(getattr(request, "htmx", False))
    return staff_answer(
        request,
        viewer,
        "office/queue.html#rows" if part else "office/queue.html",
        here="queue",
        views=[] if part else views_of(viewer),
        **_shown(request, viewer, filters, page),
        rows=list_rows(page.rows, may_take=_may_take(viewer, filters), pick=viewer.has("officer"), now=now),
        tabs=[(code, TABS[code], page.counts.get(code)) for code in tabs],
    )


def _may_take(viewer: Viewer, filters: QueueFilters) -> bool:
    return filters.tab != "closed" and viewer.has("officer")


def _shown(request: HttpRequest, viewer: Viewer, filters: QueueFilters, page: QueuePage) -> dict[str, Any]:
    """What stands around the rows."""
    family = filters.family or family_of(filters.service_code)
    kept = kept_in_links(filters)
    return {
        "page": page,
        "filters": filters,
        "kept": kept,
        "narrowed": narrowed_by(filters),
        "families": families(),
        "family": family,
        "services": services_in(family) if family else (),
        "urgencies": URGENCIES,
        "standings": STANDINGS,
        "overdue": page.counts.get("overdue"),
        "may_take": _may_take(viewer, filters),
        "bulk": bulk_steps(page.rows, viewer),
        "officer": viewer.has("officer"),
        "first": not request.GET.get("after"),
        "here_again": f"?tab={filters.tab}{kept}",
    }


def tabs_of(viewer: Viewer) -> list[str]:
    """The lists that mean something to this viewer, the one to start with first."""
    if viewer.has("officer"):
        return OFFICER_TABS
    return SUPERVISOR_TABS if viewer.has("supervisor") else LAWYER_TABS


def filters_of(sent: QueryDict, tabs: list[str]) -> QueueFilters:
    """What the list is asked to show. A service of another family than the one chosen is let go."""
    tab = sent.get("tab", "")
    given = {field: sent.get(name, "")[:80] for name, field in NAMES.items()}
    if given["family"] and family_of(given["service_code"]) != given["family"]:
        given["service_code"] = ""
    return QueueFilters(tab=tab if tab in tabs else tabs[0], **given)


def kept_in_links(filters: QueueFilters) -> str:
    """The narrowing as the end of a link, so that changing the tab or the page keeps it."""
    said = {name: getattr(filters, field) for name, field in NAMES.items()}
    words = urlencode({name: value for name, value in said.items() if value})
    return f"&{words}" if words else ""


def narrowed_by(filters: QueueFilters) -> list[str]:
    """In words what the list is narrowed down by beyond what the selections on the page show."""
    who = {"me": "我承办", "none": "没人承办"}.get(filters.holder, f"承办人工号 {filters.holder}")
    said = [
        filters.category,
        filters.region_code,
        filters.state,
        filters.flag,
        dict(CHANNELS).get(filters.channel, filters.channel),
        who if filters.holder else "",
    ]
    return [words for words in said if words]


@require_GET
@staff_page
def approvals(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How many matters wait for the viewer's signature, as a number for a page that is open already: the list
    itself shall not wait for it."""
    return HttpResponse(str(len(awaiting_me(viewer))), content_type="text/plain")


@require_GET
@staff_page
def filters_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every filter there is, and the saved views."""
    tabs = tabs_of(viewer)
    filters = filters_of(request.GET, tabs)
    return staff_answer(
        request,
        viewer,
        "office/filters.html",
        here="queue",
        filters=filters,
        kept=kept_in_links(filters),
        choices=choices_for(viewer=viewer, filters=filters),
        family=filters.family or family_of(filters.service_code),
        tabs=[(code, TABS[code]) for code in tabs],
        views=views_of(viewer),
    )


@require_POST
@staff_page
def keep_view(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep the present narrowing under a name, or let go of one."""
    if request.POST.get("drop", "").isdecimal():
        drop_view(viewer=viewer, view_id=int(request.POST["drop"][:15]))
        messages.success(request, "视图已删除")
        return redirect("office:filters")
    sent = QueryDict(request.POST.get("query", "").lstrip("?"))
    filters = filters_of(sent, tabs_of(viewer))
    query = f"?tab={filters.tab}{kept_in_links(filters)}"
    try:
        save_view(viewer=viewer, name=request.POST.get("name", ""), query=query, now=clock.now())
    except ViewRefused as refusal:
        messages.error(request, refusal.message)
        return redirect(reverse("office:filters") + query)
    messages.success(request, "视图已保存，列表上方点一下就能用")
    return redirect(reverse("office:queue") + query)
