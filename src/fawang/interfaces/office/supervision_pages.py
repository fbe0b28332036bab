"""What a supervisor sees and closes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from fawang.core import clock
from fawang.interfaces.office.access import staff_answer, staff_page
from fawang.interfaces.office.address import address_of
from fawang.interfaces.office.rows import list_rows
from fawang.journeys import follow_up, overview, times
from fawang.records.people.viewers import Viewer

SPANS = [7, 30, 90, 365]


@require_GET
@staff_page
def overview_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Counts by category, region and channel over a span of days, and what is late."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdigit() and int(asked) in SPANS else 30
    now = clock.now()
    picture = overview.overview(viewer=viewer, days=days, now=now)
    return staff_answer(
        request,
        viewer,
        "office/overview.html",
        here="overview",
        picture=picture,
        overdue=list_rows(picture.overdue, now=now),
        days=days,
        spans=SPANS,
    )


@require_GET
@staff_page
def follow_ups_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The follow-ups still open, oldest first."""
    rows = follow_up.open_follow_ups(viewer=viewer, now=clock.now())
    return staff_answer(request, viewer, "office/follow_ups.html", here="follow_ups", rows=rows)


@require_POST
@staff_page
def close(request: HttpRequest, viewer: Viewer, follow_up_id: int) -> HttpResponse:
    """Close one with a conclusion; a refusal keeps what was written."""
    conclusion = request.POST.get("conclusion", "").strip()
    try:
        follow_up.close_follow_up(
            viewer=viewer,
            follow_up_id=follow_up_id,
            conclusion=conclusion,
            now=clock.now(),
            address=address_of(request),
        )
    except follow_up.ConclusionTooShort as refusal:
        rows = follow_up.open_follow_ups(viewer=viewer, now=clock.now())
        return staff_answer(
            request,
            viewer,
            "office/follow_ups.html",
            here="follow_ups",
            status=422,
            rows=rows,
            refusal=refusal,
            kept={follow_up_id: conclusion},
        )
    messages.success(request, "回访已办结")
    return redirect("office:follow_ups")


@require_GET
@staff_page
def times_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Mean and median days of each statutory period by service, against what the law allows."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdigit() and int(asked) in SPANS else 90
    picture = times.times(viewer=viewer, days=days, now=clock.now())
    return staff_answer(
        request, viewer, "office/times.html", here="overview", picture=picture, days=days, spans=SPANS
    )
